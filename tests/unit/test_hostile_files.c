/* Files that are cut while they are read, rows that are too long, and more bad rows than are listed: the same
 * at every size of a block. */
#include "hostile.h"

#include <malloc.h>

#include "read/blocks.h"

/* ---- cut while it is read ---- */

/* Cuts the file after so many reads, once, and keeps how far reading was by then. */
struct cut {
    const struct hostile_file *file;
    size_t after, to, reads, done;
};

static void cut_file(void *context, const char *name, size_t done, size_t size)
{
    (void)name, (void)size;
    struct cut *cut = context;
    if (++cut->reads == cut->after) {
        cut->done = done;
        assert_int_equal(ftruncate(cut->file->descriptor, (off_t)cut->to), 0);
    }
}

/* Rows of 20 bytes behind the head; with a mistake in one of them, unless it is 0. */
static struct text make_rows(const char *head, const char *row, size_t rows, size_t bad)
{
    struct text text = {0};
    struct error err = {{0}};
    text_append(&text, head, strlen(head), &err);
    for (size_t i = 1; i <= rows; i++) {
        text_append(&text, i == bad ? "a,xxxxxxxxxxxxxxxxx\n" : row, 20, &err);
    }
    assert_string_equal(err.text, "");
    return text;
}

static const struct cut_row {
    const char *label, *from, *head, *row;
} cut_rows[] = {
    {"cut: csv", "csv", "model,latency_s\n", "a,1.234567890123456\n"},
    {"cut: csv with quotes", "csv", "model,latency_s\n", "\"a\n\",1.234567890123\n"},
    {"cut: lines", "lines", "", "1.23456789012345678\n"},
};

/* Fails unless the words begin with this status and message. */
static void check_message(const struct text *told, enum status status, const char *message)
{
    char expected[300];
    snprintf(expected, sizeof expected, "status %d '%s'\n", (int)status, message);
    if (strncmp(told->bytes, expected, strlen(expected)) != 0) {
        print_error("got:\n%.400s\nwant:\n%s\n", told->bytes, expected);
        fail();
    }
}

/* Reads the text as a file that is cut to `to` bytes after so many reads. What the file then had is known
 * exactly: what was read by then, and what was left. */
static bool check_cut(const struct hostile_file *file, const struct text *text, struct cut *cut,
                      struct import_options options)
{
    const struct progress progress = {cut_file, cut};
    char message[200] = "";
    hostile_set(file, text->bytes, text->n);
    options.input.progress = &progress;
    struct text told = hostile_read(file, &options);
    size_t end = cut->done > cut->to ? cut->done : cut->to;
    bool is_cut = cut->reads >= cut->after && cut->done < text->n;
    if (is_cut) {
        snprintf(message, sizeof message, ": found its end at %zu bytes of %zu: it was cut while it was read",
                 end, text->n);
    }
    check_message(&told, is_cut ? BAD_DATA : OK, message);
    text_release(&told);
    return is_cut;
}

static void test_cut(void **state)
{
    const struct cut_row *row = *state;
    static const size_t blocks[] = {20000, 65536, 1 << 19}, threads[] = {1, 2, 7};
    enum { ROWS = 18000 }; /* more than what the head is judged by */
    struct hostile_file file;
    struct text text = make_rows(row->head, row->row, ROWS, 0);
    const size_t ends[] = {0, 5, text.n / 4, text.n / 2 + 7, text.n - 1};
    size_t cuts = 0;
    hostile_open(&file);
    for (size_t i = 0; i < 3 * 5 * 4; i++) {
        struct import_options options = {
            .from = row->from, .block_bytes = blocks[i % 3], .threads = threads[i / 2 % 3]};
        struct cut cut = {.file = &file, .after = 1 + 2 * (i / 15), .to = ends[i / 3 % 5]};
        cuts += check_cut(&file, &text, &cut, options);
    }
    assert_true(cuts > 30);
    hostile_close(&file);
    text_release(&text);
}

/* A mistake in a block that was read before the file was cut is told of, as it stands first; one that was cut
 * away is not. */
static void test_cut_and_bad(void **state)
{
    (void)state;
    enum { ROWS = 25000, BLOCK = 10000 };
    struct hostile_file file;
    hostile_open(&file);
    for (size_t threads = 1; threads <= 7; threads += 3) {
        for (size_t bad = 13200; bad < 20000; bad += 2500) { /* all behind what the head is judged by */
            struct text text = make_rows("model,latency_s\n", "a,1.234567890123456\n", ROWS, bad);
            struct cut cut = {.file = &file, .after = 16, .to = 420000};
            const struct progress progress = {cut_file, &cut};
            struct import_options options = {
                .from = "csv", .block_bytes = BLOCK, .threads = threads, .input.progress = &progress};
            hostile_set(&file, text.bytes, text.n);
            struct text told = hostile_read(&file, &options);
            char message[200];
            snprintf(message, sizeof message,
                     ":%zu:2: found 'xxxxxxxxxxxxxxxxx', expected a number in column 'latency_s'", bad + 1);
            check_message(&told, BAD_DATA, message);
            text_release(&told);
            text_release(&text);
        }
        struct text text = make_rows("model,latency_s\n", "a,1.234567890123456\n", ROWS, 24000);
        struct cut cut = {.file = &file, .after = 16, .to = 420000};
        assert_true(
            check_cut(&file, &text, &cut,
                      (struct import_options){.from = "csv", .block_bytes = BLOCK, .threads = threads}));
        text_release(&text);
    }
    hostile_close(&file);
}

/* ---- long rows ---- */

/* A long row is read in many steps, in few, and at once with the rest of the file. */
static const size_t long_blocks[] = {1 << 19, 5 << 20, 1 << 25};
enum { LONG_BLOCKS = sizeof long_blocks / sizeof *long_blocks };

/* Writes `head`, one row of so many bytes, its line end among them, that ends in `tail`, and `after`. A row
 * that ends in a quote begins with one, and a line end in it. */
static void write_long(const struct hostile_file *file, const char *head, size_t row, const char *tail,
                       const char *after)
{
    enum { STEP = 1 << 20, FILLED = MOST_ROW_BYTES + STEP }; /* then a hole, of NULs that nobody is told of */
    char *fill = malloc(STEP);
    assert_non_null(fill);
    memset(fill, 'x', STEP);
    hostile_set(file, head, strlen(head));
    size_t at = strlen(head), end = at + row - strlen(tail);
    for (size_t n; at < end && at < FILLED; at += n) {
        n = end - at < STEP ? end - at : STEP;
        assert_int_equal(pwrite(file->descriptor, fill, n, (off_t)at), (ssize_t)n);
    }
    if (tail[0] == '"') {
        assert_int_equal(pwrite(file->descriptor, "\"\n", 2, (off_t)strlen(head)), 2);
    }
    assert_int_equal(pwrite(file->descriptor, tail, strlen(tail), (off_t)end), (ssize_t)strlen(tail));
    end += strlen(tail);
    assert_int_equal(pwrite(file->descriptor, after, strlen(after), (off_t)end), (ssize_t)strlen(after));
    free(fill);
}

#define TOO_LONG ":3: found a row of more than 16777216 bytes, expected a line end"

static const struct long_row {
    const char *label;
    size_t bytes;
    const char *tail, *after;
    const char *message; /* behind the path; NULL: nothing is wrong */
} long_rows[] = {
    {"the longest row in quotes, then a mistake", MOST_ROW_BYTES, "\",2\n", "b,x\n",
     ":5:2: found 'x', expected a number in column 'latency_s'"},
    {"the longest row", MOST_ROW_BYTES, ",2\n", "b,3\n", NULL},
    {"the longest row, and no line end", MOST_ROW_BYTES, ",2", "", NULL},
    {"a byte too many, then a mistake", MOST_ROW_BYTES + 1, ",2\n", "b,x\n", TOO_LONG},
    {"a byte too many, and no line end", MOST_ROW_BYTES + 1, ",2", "", TOO_LONG},
    {"20 MB", 20 << 20, ",2\n", "b,3\n", TOO_LONG},
    {"20 MB in quotes", 20 << 20, "\",2\n", "b,3\n", TOO_LONG},
};

static void test_long_row(void **state)
{
    const struct long_row *row = *state;
    struct hostile_file file;
    hostile_open(&file);
    write_long(&file, "model,latency_s\na,1\n", row->bytes, row->tail, row->after);
    for (size_t i = 0; i < LONG_BLOCKS; i += row->message == NULL ? 2 : 1) {
        struct import_options options = {.from = "csv", .block_bytes = long_blocks[i], .threads = 1 + i};
        char *paths[] = {file.path};
        struct imported imported = {0};
        struct error err = {{0}};
        enum status status = dumps_read(paths, 1, &formats_coded, &options, &imported, &err);
        if (row->message == NULL) {
            assert_string_equal(err.text, "");
            assert_int_equal(status, OK);
            size_t quotes = row->tail[0] == '"';
            assert_int_equal(imported.table.rows, 2 + (row->after[0] != '\0'));
            const char *cell = column_text(&imported.table.columns[0], 1);
            assert_int_equal(strlen(cell), row->bytes - strlen(row->tail) - quotes);
            assert_int_equal(strspn(cell, "x"), strlen(cell));
            assert_true(imported.table.columns[1].values[1] == 2);
        } else {
            assert_string_equal(err.text + strlen(file.path), row->message);
            assert_int_equal(status, BAD_DATA);
        }
        imported_release(&imported);
    }
    hostile_close(&file);
}

/* The rows before it that were skipped are told of, those behind it are not. */
static void test_long_row_lenient(void **state)
{
    (void)state;
    struct hostile_file file;
    struct text first = {0};
    hostile_open(&file);
    write_long(&file, "model,latency_s\na,x\na\"\n", MOST_ROW_BYTES + 1, ",2\n", "b,y\n");
    for (size_t i = 0; i < LONG_BLOCKS; i++) {
        struct import_options options = {
            .from = "csv", .block_bytes = long_blocks[i], .threads = 3, .lenient = true};
        struct text told = hostile_read(&file, &options);
        check_message(&told, BAD_DATA, ":4: found a row of more than 16777216 bytes, expected a line end");
        assert_non_null(strstr(told.bytes, "skipped 2, listed 2, passed 0\n"));
        if (i == 0) {
            first = told;
            continue;
        }
        assert_string_equal(told.bytes, first.bytes);
        text_release(&told);
    }
    text_release(&first);
    hostile_close(&file);
}

static void test_long_line(void **state)
{
    (void)state;
    struct hostile_file file;
    hostile_open(&file);
    write_long(&file, "1\n", 20 << 20, "\n", "2\n");
    for (size_t i = 0; i < LONG_BLOCKS; i++) {
        struct import_options options = {.from = "lines", .block_bytes = long_blocks[i], .threads = 1 + i};
        struct text told = hostile_read(&file, &options);
        check_message(
            &told, BAD_DATA,
            ":2:1: found 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', expected one number, such as 0.125");
        text_release(&told);
        options.lenient = true;
        told = hostile_read(&file, &options);
        check_message(&told, BAD_DATA, ":2: found a row of more than 16777216 bytes, expected a line end");
        text_release(&told);
    }
    hostile_close(&file);
}

/* ---- more bad rows than are listed, of more kinds than are told apart ---- */

static void test_many_skipped(void **state)
{
    (void)state;
    enum { ROWS = 260, COLUMNS = 12 };
    struct hostile_file file;
    struct text text = {0}, want = {0};
    struct error err = {{0}};
    for (size_t c = 0; c < COLUMNS; c++) {
        text_print(&text, &err, "a%zu_s%s", c, c + 1 < COLUMNS ? "," : "\n");
    }
    for (size_t row = 0; row < ROWS; row++) {
        size_t bad = row * row % 17; /* those above the columns are no mistake */
        for (size_t c = 0; c < COLUMNS; c++) {
            text_print(&text, &err, "%s%s", c == bad && row > 0 ? "x" : "1", c + 1 < COLUMNS ? "," : "\n");
        }
    }
    hostile_open(&file);
    hostile_set(&file, text.bytes, text.n);
    for (size_t block = text.n + 1; block > 0; block = block * 9 / 10) {
        struct import_options options = {
            .from = "csv", .block_bytes = block, .threads = 1 + block % 3, .lenient = true};
        struct text told = hostile_read(&file, &options);
        if (want.bytes == NULL) {
            assert_non_null(strstr(told.bytes, ", listed 100, passed 0\n"));
            want = told;
            continue;
        }
        hostile_compare(&told, &want, "many skipped", &options);
        text_release(&told);
    }
    text_release(&want);
    text_release(&text);
    hostile_close(&file);
}

int main(void)
{
    enum {
        CUT = sizeof cut_rows / sizeof *cut_rows,
        LONG = sizeof long_rows / sizeof *long_rows,
        OTHERS = 4
    };
    struct CMUnitTest tests[CUT + LONG + OTHERS] = {
        cmocka_unit_test(test_cut_and_bad),
        cmocka_unit_test(test_long_row_lenient),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_many_skipped),
    };
    for (size_t i = 0; i < CUT; i++) {
        tests[OTHERS + i] = CHECK_ROW(test_cut, &cut_rows[i]);
    }
    for (size_t i = 0; i < LONG; i++) {
        tests[OTHERS + CUT + i] = CHECK_ROW(test_long_row, &long_rows[i]);
    }
    mallopt(M_MMAP_THRESHOLD, 1 << 30); /* pages that were touched once are kept, which takes half the time */
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    return cmocka_run_group_tests_name("hostile files", tests, NULL, NULL);
}
