/* Text dumps to tables: what is read, what is refused and where, and that blocks and threads change nothing.
 */
#include "tidy.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/formats.h"
#include "import/dumps.h"
#include "table/select.h"

static const struct import_options plain = {0};

/* Reads the bytes as a file named dump; what it becomes is in *imported, which the caller releases. */
static enum status read_bytes(const char *bytes, size_t n, const struct import_options *options,
                              struct imported *imported, struct error *err)
{
    char path[] = "/tmp/faastat-test-XXXXXX";
    char *paths[] = {path};
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, n), (ssize_t)n);
    close(descriptor);
    *imported = (struct imported){0};
    *err = (struct error){{0}};
    enum status status = dumps_read(paths, 1, &formats_coded, options, imported, err);
    unlink(path);
    assert_int_equal(status == OK, err->text[0] == '\0');
    return status;
}

/* ---- what is read ---- */

static const struct read_row {
    const char *label, *text, *tidy;
    struct import_options options;
} read_rows[] = {
    {"lines", "1.5\n2.25\n", "value\n1.5\n2.25\n", {0}},
    {"lines: no last line end", "1.5\n2.25", "value\n1.5\n2.25\n", {0}},
    {"lines: CRLF, blank lines, spaces, mark",
     "\xEF\xBB\xBF 1.5\r\n\r\n\t2.25 \r\n",
     "value\n1.5\n2.25\n",
     {0}},
    {"lines: missing", "1.5\nNA\nnan\n", "value\n1.5\nNA\nNA\n", {0}},
    {"lines: named", "1.5\n", "latency_s\n1.5\n", {.measure = "latency_s"}},
    {"csv", "model,latency_s\nresnet50,1.5\n,\n", "model,latency_s\nresnet50,1.5\n,\n", {0}},
    {"csv: columns in the order of a dump",
     "latency_s,zone,model\n1.5,a,m\n",
     "model,latency_s,zone\nm,1.5,a\n",
     {0}},
    {"csv: mark, CRLF, no last line end",
     "\xEF\xBB\xBFmodel,latency_s\r\nm,1.5\r\nm,2",
     "model,latency_s\nm,1.5\nm,2\n",
     {0}},
    {"csv: quoted",
     "model,latency_s\n\"a,\"\"b\"\"\nc\",\"1.5\"\n",
     "model,latency_s\n\"a,\"\"b\"\"\nc\",1.5\n",
     {0}},
    {"csv: tabs", "model\tlatency_s\nm\t1.5\n", "model,latency_s\nm,1.5\n", {0}},
    {"csv: semicolons", "model;latency_s\nm;1.5\n", "model,latency_s\nm,1.5\n", {0}},
    {"csv: separator given", "model latency_s\nm 1.5\n", "model,latency_s\nm,1.5\n", {.separator = " "}},
    {"csv: comments before the header",
     "# by hand\n# today\nmodel,latency_s\nm,1.5\n",
     "model,latency_s\nm,1.5\n",
     {0}},
    {"csv: no header", "m,1.5\nm,2.5\n", "model,latency_s\nm,1.5\nm,2.5\n", {.columns = "model,latency_s"}},
    {"csv: header renamed", "a,b\nm,1.5\n", "model,latency_s\nm,1.5\n", {.columns = "model,latency_s"}},
    {"csv: numbers as names", "512,1024\n1.5,2.5\n", "512,1024\n1.5,2.5\n", {.header = "yes"}},
    {"csv: milliseconds to seconds",
     "latency_ms,init_us\n143.25,2500\n",
     "latency_s,init_s\n0.14325,0.0025\n",
     {0}},
    {"csv: a column of labels that look like numbers",
     "id,n_users\n007,10\n008,20\n",
     "id,n_users\n007,10\n008,20\n",
     {0}},
    {"csv: huge integers are labels",
     "trace,x\n12345678901234567890,1\n",
     "trace,x\n12345678901234567890,1\n",
     {0}},
    {"csv: index of pandas", ",x\n0,1.5\n", "x\n1.5\n", {0}},
    {"csv: index of chosen rows", ",x\n3,1.5\n7,2\n", "index,x\n3,1.5\n7,2\n", {0}},
    {"csv: one column", "latency_s\n1.5\n", "latency_s\n1.5\n", {0}},
};

static void test_read(void **state)
{
    const struct read_row *row = *state;
    struct imported imported;
    struct error err;
    enum status status = read_bytes(row->text, strlen(row->text), &row->options, &imported, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(status, OK);
    char *tidy = as_tidy(&imported.table);
    assert_string_equal(tidy, row->tidy);
    free(tidy);
    imported_release(&imported);
}

/* ---- what is refused ---- */

static const struct refused_row {
    const char *label, *text, *message; /* behind the file's name */
    struct import_options options;
} refused_rows[] = {
    {"refused: unit in a line",
     "1.5\n2.5 s\n",
     ":2:1: found '2.5 s', expected one number, such as 0.125",
     {0}},
    {"refused: hexadecimal in a line",
     "1.5\n 0x10\n",
     ":2:2: found '0x10', expected one number, such as 0.125",
     {0}},
    {"refused: out of range", "1.5\n1e999\n", ":2:1: found '1e999', expected one number, such as 0.125", {0}},
    {"refused: text for a number",
     "model,latency_s\nm,1.5\nm,fast\n",
     ":3:2: found 'fast', expected a number in column 'latency_s'",
     {0}},
    {"refused: a decimal comma beside points",
     "model;latency_s\nm;1,5\nm;2.5\n",
     ":3:2: found '2.5', expected a number with a decimal comma in column 'latency_s'",
     {0}},
    {"refused: a cell too many", "model,latency_s\nm,1.5,2\n", ":2: found 3 cells, expected 2", {0}},
    {"refused: a cell too few, behind a quoted line end",
     "model,latency_s\n\"a\nb\",1\nm\n",
     ":4: found 1 cells, expected 2",
     {0}},
    {"refused: quote inside a cell",
     "model,latency_s\nm,1\nm\"x,2\n",
     ":3:1: found a quote that does not enclose its whole cell, expected CSV (RFC 4180)",
     {0}},
    {"refused: open quote",
     "model,latency_s\nm,1\n\"m,2\n",
     ":3:1: found the end of the file inside a quoted cell, expected CSV (RFC 4180)",
     {0}},
    {"refused: twice the same column",
     "model,latency_s,model\nm,1,m\n",
     ":1:3: found the column 'model' twice, expected different names",
     {0}},
    {"refused: milliseconds beside seconds",
     "latency_s,latency_ms\n1,1000\n",
     ":1:2: found 'latency_ms' beside 'latency_s', expected one 'latency_s'",
     {0}},
    {"refused: no rows", "model,latency_s\n", ": found no row of 'csv', expected measurements", {0}},
    {"refused: no header",
     "m,1.5\n",
     ":1: found 'm' in a first row of data, expected column names; give them with --columns",
     {0}},
    {"refused: names for another number of columns",
     "m,1.5\n",
     ":1: found 2 cells, expected the 1 that --columns names",
     {.columns = "model"}},
    {"refused: bytes of no encoding",
     "model,latency_s\nd\xFFj\xFE,1\n",
     ":2:1: found bytes that are no UTF-8, expected UTF-8 text",
     {0}},
    {"refused: empty file", "", ": found an empty file, expected measurements", {0}},
};

static void test_refused(void **state)
{
    const struct refused_row *row = *state;
    struct imported imported;
    struct error err;
    assert_int_equal(read_bytes(row->text, strlen(row->text), &row->options, &imported, &err), BAD_DATA);
    const char *name = strstr(err.text, "/tmp/faastat-test-");
    assert_ptr_equal(name, err.text);
    assert_string_equal(err.text + strlen("/tmp/faastat-test-XXXXXX"), row->message);
    imported_release(&imported);
}

static void test_nul(void **state)
{
    (void)state;
    static const char lines[] = "1.5\n2\0\n", csv[] = "model,latency_s\nm\0x,1.5\n";
    struct import_options options = {.from = "csv"};
    struct imported imported;
    struct error err;
    assert_int_equal(read_bytes(lines, sizeof lines - 1, &plain, &imported, &err), BAD_DATA);
    assert_non_null(strstr(err.text, ":2:1: found a NUL byte, expected one number"));
    imported_release(&imported);
    assert_int_equal(read_bytes(csv, sizeof csv - 1, &options, &imported, &err), BAD_DATA);
    assert_non_null(strstr(err.text, ":2:1: found a NUL byte, expected text"));
    imported_release(&imported);
    assert_int_equal(read_bytes(csv, sizeof csv - 1, &plain, &imported, &err), BAD_DATA);
    assert_non_null(strstr(err.text, "found no known format"));
    imported_release(&imported);
}

/* A row without end is refused while it is read, not when memory is out. */
static void test_long_line(void **state)
{
    (void)state;
    enum { N = 40 << 20 };
    char *bytes = malloc(N);
    struct imported imported;
    struct error err;
    memset(bytes, '1', N);
    memcpy(bytes, "1.5\n", 4);
    assert_int_equal(read_bytes(bytes, N, &plain, &imported, &err), BAD_DATA);
    assert_non_null(strstr(err.text, ":2:1: found '1111"));
    imported_release(&imported);
    memset(bytes, 'x', N);
    memcpy(bytes, "v,m\n1,\n1,\"y", 11); /* an open quote */
    assert_int_equal(read_bytes(bytes, N, &plain, &imported, &err), BAD_DATA);
    assert_non_null(strstr(err.text, ":3: found a row of more than 16777216 bytes, expected a line end"));
    imported_release(&imported);
    free(bytes);
}

static void test_lenient(void **state)
{
    (void)state;
    static const char text[] = "model,latency_s\nm,1.5\nm\"x,2\nm,fast\nm,2.5\nm\nd\xFFj\xFE,1\nm,3.5\n";
    struct import_options options = {.lenient = true};
    struct imported imported;
    struct error err;
    assert_int_equal(read_bytes(text, sizeof text - 1, &options, &imported, &err), OK);
    char *tidy = as_tidy(&imported.table);
    assert_string_equal(tidy, "model,latency_s\nm,1.5\nm,2.5\nm,3.5\n");
    free(tidy);
    assert_int_equal(imported.log.skipped, 4);
    assert_non_null(strstr(imported.log.messages.bytes, ":4:2: found 'fast', expected a number"));
    imported_release(&imported);
}

static void test_set(void **state)
{
    (void)state;
    struct import_options options = {.measure = "latency_s"};
    struct imported imported;
    struct error err = {{0}};
    assert_int_equal(constants_add(&options.set, "model=resnet50", &err), OK);
    assert_int_equal(constants_add(&options.set, "memory_mb=512", &err), OK);
    assert_int_equal(read_bytes("1.5\n2.5\n", 8, &options, &imported, &err), OK);
    char *tidy = as_tidy(&imported.table);
    assert_string_equal(tidy, "model,memory_mb,latency_s\nresnet50,512,1.5\nresnet50,512,2.5\n");
    free(tidy);
    imported_release(&imported);
    assert_int_equal(constants_add(&options.set, "latency_s=1", &err), OK);
    assert_int_equal(read_bytes("1.5\n2.5\n", 8, &options, &imported, &err), BAD_USAGE);
    imported_release(&imported);
    assert_int_equal(constants_add(&options.set, "latency_s", &err), BAD_USAGE);
    assert_int_equal(constants_add(&options.set, "latency_s=fast", &err), BAD_USAGE);
    constants_release(&options.set);
}

/* A column that is set is there for whoever names it, so that what nobody names is passed over; a name that
 * nothing has keeps all columns, for the message that says so. */
static void test_set_and_named(void **state)
{
    (void)state;
    static const char
        csv[] = "latency_s,zone,init_s\n1.5,a,0.25\n",
        log[] = "REPORT RequestId: a\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\t"
                "Max Memory Used: 75 MB\t\n";
    static const char *const named[] = {"model"}, *const measures[] = {"latency_s", "duration_s"};
    static const struct {
        const char *text, *with, *without;
    } dumps[] = {{csv, "model,latency_s\nm,1.5\n", "latency_s,init_s,zone\n1.5,0.25,a\n"},
                 {log, "model,memory_mb,duration_s,cold\nm,128,0.0015,false\n",
                  "memory_mb,duration_s,billed_ms,max_memory_mb,cold\n128,0.0015,2,75,false\n"}};
    for (size_t i = 0; i < 2 * sizeof dumps / sizeof *dumps; i++) {
        const char *text = dumps[i / 2].text;
        struct import_options options = {
            .wanted = {.measures = &measures[i / 2], .n_measures = 1, .named = named, .n_named = 1}};
        struct imported imported;
        struct error err = {{0}};
        options.wanted.set = &options.set;
        if (i % 2 == 0) {
            assert_int_equal(constants_add(&options.set, "model=m", &err), OK);
        }
        assert_int_equal(read_bytes(text, strlen(text), &options, &imported, &err), OK);
        char *tidy = as_tidy(&imported.table);
        assert_string_equal(tidy, i % 2 == 0 ? dumps[i / 2].with : dumps[i / 2].without);
        free(tidy);
        imported_release(&imported);
        constants_release(&options.set);
    }
}

/* ---- blocks and threads ---- */

/* A dump with quoted line ends, empty lines, missing values, more labels than a byte counts, long and short
 * rows. */
static char *make_dump(size_t rows)
{
    char *text = NULL;
    size_t n;
    FILE *stream = open_memstream(&text, &n);
    fputs("# made by a rule\nmodel,note,latency_s,users\r\n", stream);
    for (size_t i = 0; i < rows; i++) {
        fprintf(stream, "m%zu,\"line %zu\n\"\"and\"\", %*zu\",", i % 300, i, (int)(i % 17), i);
        fprintf(stream, i % 5 == 0 ? ",%zu\n" : "0.%zu,\r\n", i);
        fputs(i % 11 == 0 ? "\n" : "", stream);
    }
    fclose(stream);
    return text;
}

static void test_blocks(void **state)
{
    (void)state;
    char *dump = make_dump(400);
    size_t n = strlen(dump);
    struct imported imported;
    struct error err;
    assert_int_equal(read_bytes(dump, n, &plain, &imported, &err), OK);
    char *want = as_tidy(&imported.table);
    assert_int_equal(imported.table.rows, 400);
    assert_int_equal(table_find_column(&imported.table, "model")->codes.width, 2);
    size_t missing = 0;
    for (size_t row = 0; row < imported.table.rows; row++) {
        missing += isnan(table_find_column(&imported.table, "latency_s")->values[row]) != 0;
    }
    assert_int_equal(missing, 80);
    imported_release(&imported);
    for (size_t block = 1; block < 3 * n; block = block < 40 ? block + 1 : block * 3 / 2) {
        struct import_options options = {.block_bytes = block, .threads = 1 + block % 7};
        assert_int_equal(read_bytes(dump, n, &options, &imported, &err), OK);
        char *got = as_tidy(&imported.table);
        assert_string_equal(got, want);
        free(got);
        imported_release(&imported);
    }
    free(want);
    free(dump);
}

/* The first bad row of the file is the one told of, whichever thread finds one. */
static void test_first_error(void **state)
{
    (void)state;
    static const char text[] = "model,latency_s\na,1\nb,2\n\"c\nc\",x\nd,y\ne,4\nf,z\n";
    for (size_t block = 1; block <= sizeof text; block++) {
        struct import_options options = {.block_bytes = block, .threads = 1 + block % 5};
        struct imported imported;
        struct error err;
        assert_int_equal(read_bytes(text, sizeof text - 1, &options, &imported, &err), BAD_DATA);
        assert_non_null(strstr(err.text, ":4:2: found 'x', expected a number"));
        imported_release(&imported);
        options.lenient = true;
        assert_int_equal(read_bytes(text, sizeof text - 1, &options, &imported, &err), OK);
        assert_int_equal(imported.log.skipped, 3);
        assert_int_equal(imported.table.rows, 3);
        const char *first = strstr(imported.log.messages.bytes, ":4:2:");
        const char *last = strstr(imported.log.messages.bytes, ":8:2:");
        assert_true(first != NULL && last != NULL && first < last);
        imported_release(&imported);
    }
}

/* Cuts the file that is being read, once. */
static void cut_file(void *context, const char *name, size_t done, size_t size)
{
    (void)done;
    bool *is_cut = context;
    if (!*is_cut) {
        assert_int_equal(truncate(name, (off_t)(size - size / 4)), 0);
        *is_cut = true;
    }
}

static void test_shrinking_file(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    char *bytes = malloc(N);
    memset(bytes, '1', N);
    for (size_t i = 7; i < N; i += 8) {
        bytes[i] = '\n';
    }
    bool is_cut = false;
    const struct progress progress = {cut_file, &is_cut};
    struct import_options options = {.input.progress = &progress, .threads = 2};
    struct imported imported;
    struct error err;
    assert_int_equal(read_bytes(bytes, N, &options, &imported, &err), BAD_DATA);
    assert_true(is_cut);
    assert_non_null(
        strstr(err.text, ": found its end at 786432 bytes of 1048576: it was cut while it was read"));
    imported_release(&imported);
    free(bytes);
}

/* Rows without anything odd, with CRLF and without a last line end, in blocks of any size. */
static void test_plain_blocks(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "model,latency_s\na,1\nb,2.5\na,\nlong name,0.125\n,4\n",
        "model,latency_s\r\na,1\r\nb,2.5\r\n,\r\na,7",
        "model,latency_s\na,1\n\n\nb,2.5",
        "latency_s\n1\n\n2\n",
        "model,latency_s\na,1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t n = strlen(texts[i]);
        struct imported imported;
        struct error err;
        assert_int_equal(read_bytes(texts[i], n, &plain, &imported, &err), OK);
        char *want = as_tidy(&imported.table);
        imported_release(&imported);
        for (size_t block = 1; block <= n; block++) {
            struct import_options options = {.block_bytes = block, .threads = 1 + block % 7};
            assert_int_equal(read_bytes(texts[i], n, &options, &imported, &err), OK);
            char *got = as_tidy(&imported.table);
            assert_string_equal(got, want);
            free(got);
            imported_release(&imported);
        }
        free(want);
    }
}

/* ---- conditions, which are answered as the blocks are read ---- */

/* Each is read as it is and selected from afterwards, and then with its conditions in blocks of every size.
 */
static const struct where_row {
    const char *label, *text;
    const char *conditions[3], *set;
    bool lenient;
    const char *tidy; /* by hand; NULL: no row is left, or an error */
} where_rows[] = {
    {"a factor",
     "model,latency_s\na,1\nb,2\na,3\n,4\nb,5\n",
     {"model=b"},
     NULL,
     false,
     "model,latency_s\nb,2\nb,5\n"},
    {"a number that is written in several ways",
     "model,latency_s\n512,1\n512.0,2\n5.12e2,3\n1024,4\n",
     {"model=512"},
     NULL,
     false,
     "model,latency_s\n512,1\n512.0,2\n5.12e2,3\n"},
    {"a size that is written in several ways",
     "memory_mb,latency_s\n512,1\n512.0,2\n5.12e2,3\n1024,4\n",
     {"memory_mb=512"},
     NULL,
     false,
     "memory_mb,latency_s\n512,1\n512,2\n512,3\n"},
    {"a measure, and missing values",
     "model,latency_s\na,1\nb,\na,3\n,4\nb,5\n",
     {"latency_s!=3", "model!="},
     NULL,
     false,
     "model,latency_s\na,1\nb,\nb,5\n"},
    {"a column that is set",
     "latency_s\n1\n2\n3\n",
     {"model=a", "latency_s>1"},
     "model=a",
     false,
     "model,latency_s\na,2\na,3\n"},
    {"no row left of what is set", "latency_s\n1\n2\n", {"model=b"}, "model=a", false, NULL},
    {"a column that only other rows have values in",
     "model,zone,latency_s\na,,1\nb,z,2\n",
     {"model=a"},
     NULL,
     false,
     "model,latency_s,zone\na,1,\n"},
    {"quoted cells over lines",
     "model,latency_s\n\"a\nb\",1\nb,2\n\"a\nb\",3\n",
     {"model=a\nb"},
     NULL,
     false,
     "model,latency_s\n\"a\nb\",1\n\"a\nb\",3\n"},
    {"JMeter: no row left, and yet there was one",
     "timeStamp,elapsed,label,responseCode\n1,5,a,200\n2,6,b,200\n",
     {"latency_s>1"},
     NULL,
     false,
     NULL},
    {"JMeter: a column that only other rows have",
     "timeStamp,elapsed,label,responseCode,zone\n1,5,a,200,\n2,6,b,200,z\n",
     {"latency_s<0.006"},
     NULL,
     false,
     NULL},
    {"a bad row that no condition lets through",
     "model,latency_s\na,1\nb,x\n",
     {"model=a"},
     NULL,
     false,
     NULL},
    {"the same, skipped",
     "model,latency_s\na,1\nb,x\nc,2\n",
     {"model=a"},
     NULL,
     true,
     "model,latency_s\na,1\n"},
    {"no such column", "model,latency_s\na,1\nb,2\n", {"modle=a", "model=b"}, NULL, false, NULL},
    {"a measure beside a text", "model,latency_s\na,1\nb,2\n", {"latency_s=x"}, NULL, false, NULL},
};

/* What there is to tell of a command with these options; caller frees. */
static char *tell(const char *path, const struct import_options *options, const struct conditions *conditions,
                  const char *want)
{
    char *paths[] = {(char *)path}, *text = NULL;
    size_t n;
    struct imported imported = {0};
    struct error err = {{0}};
    enum status status = dumps_read(paths, 1, &formats_coded, options, &imported, &err);
    size_t read = status == OK ? imported.sources[0].rows : 0;
    if (status == OK) {
        status = table_select(&imported.table, conditions, &err);
    }
    char *tidy = status == OK ? as_tidy(&imported.table) : NULL;
    FILE *stream = open_memstream(&text, &n);
    fprintf(stream, "%zu %zu %d %s\n%s", read, imported.log.skipped, (int)status, err.text,
            tidy == NULL ? "" : tidy);
    fclose(stream);
    if (tidy != NULL && want != NULL) {
        assert_string_equal(tidy, want);
    }
    free(tidy);
    imported_release(&imported);
    return text;
}

static void test_where(void **state)
{
    const struct where_row *row = *state;
    char path[] = "/tmp/faastat-test-XXXXXX";
    size_t n = strlen(row->text);
    struct conditions conditions = {0};
    struct constants set = {0};
    struct error err = {{0}};
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, row->text, n), (ssize_t)n);
    close(descriptor);
    for (size_t i = 0; i < 3 && row->conditions[i] != NULL; i++) {
        assert_int_equal(conditions_add(&conditions, row->conditions[i], &err), OK);
    }
    assert_true(row->set == NULL || constants_add(&set, row->set, &err) == OK);
    struct import_options options = {.set = set, .lenient = row->lenient, .threads = 1};
    char *want = tell(path, &options, &conditions, row->tidy);
    options.where = conditions;
    for (size_t block = 0; block <= n + 1; block++) {
        options.block_bytes = block;
        options.threads = 1 + block % 7;
        char *got = tell(path, &options, &conditions, row->tidy);
        assert_string_equal(got, want);
        free(got);
    }
    free(want);
    conditions_release(&conditions);
    constants_release(&set);
    unlink(path);
}

/* Rows that fail are gone before the table is put together. */
static void test_where_early(void **state)
{
    (void)state;
    struct import_options options = {.block_bytes = 8, .threads = 2};
    static const char text[] = "model,latency_s\na,1\nb,2\na,3\nb,4\nc,5\n";
    struct imported imported;
    struct error err = {{0}};
    assert_int_equal(conditions_add(&options.where, "model=b", &err), OK);
    assert_int_equal(read_bytes(text, sizeof text - 1, &options, &imported, &err), OK);
    assert_int_equal(imported.table.rows, 2);
    assert_int_equal(imported.table.passed, 3);
    assert_int_equal(imported.sources[0].rows, 5);
    imported_release(&imported);
    conditions_release(&options.where);
}

int main(void)
{
    enum {
        READ = sizeof read_rows / sizeof *read_rows,
        REFUSED = sizeof refused_rows / sizeof *refused_rows,
        WHERE = sizeof where_rows / sizeof *where_rows
    };
    struct CMUnitTest rows[READ + REFUSED + WHERE];
    for (size_t i = 0; i < READ; i++) {
        rows[i] = CHECK_ROW(test_read, &read_rows[i]);
    }
    for (size_t i = 0; i < REFUSED; i++) {
        rows[READ + i] = CHECK_ROW(test_refused, &refused_rows[i]);
    }
    for (size_t i = 0; i < WHERE; i++) {
        rows[READ + REFUSED + i] = CHECK_ROW(test_where, &where_rows[i]);
    }
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_lenient),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_set_and_named),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_first_error),
        cmocka_unit_test(test_plain_blocks),
        cmocka_unit_test(test_shrinking_file),
        cmocka_unit_test(test_where_early),
    };
    int failed = cmocka_run_group_tests_name("import rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("import", others, NULL, NULL);
}
