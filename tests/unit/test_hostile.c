/* Bad and odd input gives the same table, the same errors and the same list of skipped rows, whatever the
 * size of a block, the number of threads, and whether libcsv reads the text or not. */
#include "hostile.h"

#include "read/blocks.h"
#include "stats/random.h"

enum { MOST_THREADS = 7 };

/* ---- by hand ---- */

#define TEXT(bytes) bytes, sizeof(bytes) - 1

/* Behind what is wrong with a last line that has no end. */
#define CUT "; the line is the last and has no end: --lenient keeps what is before it"

static const struct hostile_row {
    const char *label, *text;
    size_t n;
    const char *message;  /* behind the path; NULL: nothing is wrong */
    size_t rows, skipped; /* when lenient */
} csv_rows_by_hand[] = {
    {"one column", TEXT("latency_s\n1\n2.5\n\n4\n"), NULL, 3, 0},
    {"one column, NA and blanks", TEXT("latency_s\n NA\n\t1 \n  \nnan\n"), NULL, 3, 0},
    {"one row, no line end", TEXT("model,latency_s\na,1"), NULL, 1, 0},
    {"one row, half a CRLF", TEXT("model,latency_s\r\na,1\r"), NULL, 1, 0},
    {"a header alone", TEXT("model,latency_s\n"), ": found no row of 'csv', expected measurements", 0, 0},
    {"a header alone, no line end", TEXT("model,latency_s"), ": found no row of 'csv', expected measurements",
     0, 0},
    {"a header and empty lines", TEXT("model,latency_s\n\n\r\n \n"),
     ": found no row of 'csv', expected measurements", 0, 0},
    {"no header", TEXT("\n\n"), ":1: found no row, expected column names", 0, 0},
    {"CRLF", TEXT("model,latency_s\r\na,1\r\n\r\nb,x\r\nc,3\r\n"),
     ":4:2: found 'x', expected a number in column 'latency_s'", 2, 1},
    {"CRLF and LF", TEXT("model,latency_s\r\na,1\nb,2\r\nc,-3\nd,4"),
     ":4:2: found '-3', expected no negative number in column 'latency_s'", 3, 1},
    {"a lone CR ends a row", TEXT("model,latency_s\na,1\rb,2\r\rc,3\nd,x\n"),
     ":6:2: found 'x', expected a number in column 'latency_s'", 3, 1},
    {"CR CR LF", TEXT("model,latency_s\na,1\r\r\nb\r\r\nc,3\r\r\n"), ":3: found 1 cells, expected 2", 2, 1},
    {"too few and too many", TEXT("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n1,2\n1,2,3,4\n"),
     ":3: found 2 cells, expected 3", 2, 4},
    {"no comma but one too many in the next", TEXT("a,b\n1,2\n3\n4,5,6\n7,8\n"),
     ":3: found 1 cells, expected 2", 2, 2},
    {"numbers",
     TEXT("v,latency_s\n1,1e999\n1,0x10\n1,inf\n1,1e-999\n1,1e\n1,+.5e+1\n1,-0\n1,.\n1,-\n1,1 2\n"),
     ":2:2: found '1e999', expected a number in column 'latency_s'", 3, 7},
    {"missing", TEXT("v,latency_s\nNA,1\nnan,2\nNaN, \n,NA\n,\nNAN,1\n"), NULL, 6, 0},
    {"NUL in every column", TEXT("m,n,latency_s\na,b,1\n\0,b,2\na,x\0y,3\na,b,4\0\na,b,\0\na,b,6\n"),
     ":3:1: found a NUL byte, expected text", 2, 4},
    {"NUL at the end", TEXT("m,latency_s\na,1\n\0"), ":3: found 1 cells, expected 2" CUT, 1, 1},
    {"broken UTF-8", TEXT("m,latency_s\n\xC3\xA9,1\n\xC3,2\n\xF0\x9F\x98,3\n\xED\xA0\x80,4\nb,5\n"),
     ":3:1: found bytes that are no UTF-8, expected UTF-8 text", 2, 3},
    {"two mistakes, one behind the other", TEXT("m,v,latency_s\na,1,1\n\xFF,1,x\na,1,y\n\xFF,1,1\n"),
     ":3:1: found bytes that are no UTF-8, expected UTF-8 text", 1, 3},
    {"quotes", TEXT("m,latency_s\n\"a\",1\n\"b \"\"c\"\"\",\"2\"\n\"d\n\ne\",3\n\" f\" ,4\n\"\",5\n"), NULL,
     5, 0},
    {"mistakes behind line ends in quotes", TEXT("m,latency_s\n\"a\nb\",1\n\"c\n\",x\n\"d\n\n\",3\ne,y\n"),
     ":4:2: found 'x', expected a number in column 'latency_s'", 2, 2},
    {"a lone CR behind a line end in quotes", TEXT("m,latency_s\n\"a\nb\",1\r\"c\n\",2\rd,x\n"),
     ":6:2: found 'x', expected a number in column 'latency_s'", 2, 1},
    {"a stray quote", TEXT("m,latency_s\na,1\nb\"c,2\nd,3\ne,x\n"),
     ":3:1: found a quote that does not enclose its whole cell, expected CSV (RFC 4180)", 2, 2},
    {"a stray quote before good ones", TEXT("m,latency_s\nb\"c,2\n\"d\n\",3\n\"e\ne\",4\nf\"\",5\n\"g\"\n"),
     ":2:1: found a quote that does not enclose its whole cell, expected CSV (RFC 4180)", 2, 3},
    {"text behind a quote", TEXT("m,latency_s\n\"a\"b,2\n\"c\" \"\n\"d\n\"e,f\n\"g\n\",4\n\"h\n\",5\n"),
     ":2:1: found a quote that does not enclose its whole cell, expected CSV (RFC 4180)", 2, 3},
    {"a quote behind a CR in a bad line",
     TEXT("m,latency_s\na\"\r\"b\n\",3\n\"c\nc\",4\n\"d\",5\r\"e\n\",6\n"),
     ":2:1: found a quote that does not enclose its whole cell, expected CSV (RFC 4180)", 2, 3},
    {"an open quote", TEXT("m,latency_s\na,1\n\"b,2\nc,3\nd,4\n"),
     ":3:1: found the end of the file inside a quoted cell, expected CSV (RFC 4180)", 1, 1},
    {"an open quote at the end", TEXT("m,latency_s\na,1\n\""),
     ":3:1: found the end of the file inside a quoted cell, expected CSV (RFC 4180)" CUT, 1, 1},
    {"semicolons, and decimal commas", TEXT("m;latency_s\na;1,5\nb;2\n;;\n"), ":4: found 3 cells, expected 2",
     2, 1},
    {"tabs, and blanks", TEXT("m\tlatency_s\n a \t 1 \n\t\n\t\t\nb\t2\t\n"), ":4: found 3 cells, expected 2",
     2, 2},
    {"bars", TEXT("m|latency_s\na|1\n|\n|b\n"), ":4:2: found 'b', expected a number in column 'latency_s'", 2,
     1},
    {"a mark and comments", TEXT("\xEF\xBB\xBF# a\n#b,\"c\nm,latency_s\na,1\n\"#\",2\nb,x\n"),
     ":6:2: found 'x', expected a number in column 'latency_s'", 2, 1},
    {"a quoted header of two lines", TEXT("\"m\n\",latency_s\na,x\n\nb,2\n"),
     ":3:2: found 'x', expected a number in column 'latency_s'", 1, 1},
    {"a long row",
     TEXT("m,latency_s\na,1\n" /* 120 bytes of one cell */
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
          ",2\nb,3\nc,x\n"),
     ":5:2: found 'x', expected a number in column 'latency_s'", 3, 1},
};

static const struct hostile_row lines_by_hand[] = {
    {"lines: one, no line end", TEXT("1.5"), NULL, 1, 0},
    {"lines: CRLF, blanks, missing", TEXT("1.5\r\n\r\n 2 \r\n\tNA\n\n3\r"), NULL, 4, 0},
    {"lines: mistakes", TEXT("1\n\nx\n -\n2\n1e999\n0x10\n3 4\ninf\n5"),
     ":3:1: found 'x', expected one number, such as 0.125", 4, 5},
    {"lines: NUL", TEXT("1\n2\0\n\0\n  \0003\n4\n"), ":2:1: found a NUL byte, expected one number", 2, 3},
    {"lines: no line", TEXT("\n\r\n \n"), ": found no row of 'lines', expected measurements", 0, 0},
    {"lines: quotes are text", TEXT("1\n\"2\n3\"\n4\n"),
     ":2:1: found '\"2', expected one number, such as 0.125", 2, 2},
};

/* What is told, at every size of a block from one byte up, is what is told of the whole file at once. */
static struct text check_blocks(const struct hostile_file *file, size_t n, const char *text,
                                struct import_options options)
{
    options.threads = 1;
    options.block_bytes = n + 1;
    struct text want = hostile_read(file, &options);
    for (size_t block = 1; block <= n + 1; block++) {
        options.block_bytes = block;
        options.threads = 1 + block % MOST_THREADS;
        struct text got = hostile_read(file, &options);
        hostile_compare(&got, &want, text, &options);
        text_release(&got);
    }
    return want;
}

static void check_by_hand(const struct hostile_row *row, const char *from)
{
    struct hostile_file file;
    char expected[300];
    hostile_open(&file);
    hostile_set(&file, row->text, row->n);
    struct text strict = check_blocks(&file, row->n, row->label, (struct import_options){.from = from});
    snprintf(expected, sizeof expected, "status %d '%s'\n", row->message == NULL ? OK : BAD_DATA,
             row->message == NULL ? "" : row->message);
    if (strncmp(strict.bytes, expected, strlen(expected)) != 0) {
        print_error("got:\n%s\nwant:\n%s\n", strict.bytes, expected);
        fail();
    }
    struct import_options options = {.from = from, .lenient = true};
    struct text lenient = check_blocks(&file, row->n, row->label, options);
    snprintf(expected, sizeof expected, "skipped %zu, listed %zu, passed 0\n", row->skipped, row->skipped);
    const char *counts = strstr(lenient.bytes, expected);
    snprintf(expected, sizeof expected, "\n%zu rows\n", row->rows);
    if (counts == NULL || strstr(counts, expected) == NULL) {
        print_error("got:\n%s\nwant %zu skipped and %zu rows\n", lenient.bytes, row->skipped, row->rows);
        fail();
    }
    text_release(&strict);
    text_release(&lenient);
    hostile_close(&file);
}

static void test_csv_by_hand(void **state)
{
    check_by_hand(*state, "csv");
}

static void test_lines_by_hand(void **state)
{
    check_by_hand(*state, "lines");
}

int main(void)
{
    enum {
        CSV = sizeof csv_rows_by_hand / sizeof *csv_rows_by_hand,
        LINES = sizeof lines_by_hand / sizeof *lines_by_hand
    };
    struct CMUnitTest rows[CSV + LINES];
    for (size_t i = 0; i < CSV; i++) {
        rows[i] = CHECK_ROW(test_csv_by_hand, &csv_rows_by_hand[i]);
    }
    for (size_t i = 0; i < LINES; i++) {
        rows[CSV + i] = CHECK_ROW(test_lines_by_hand, &lines_by_hand[i]);
    }
    return cmocka_run_group_tests_name("hostile rows", rows, NULL, NULL);
}
