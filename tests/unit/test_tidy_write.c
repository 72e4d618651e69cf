/* Tidy dumps of many blocks of rows, read back by libcsv, whose cells are what the table was made of. */
#include "check.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>

#include "table/tidy_write.h"

/* Rows of several blocks, and some more. */
enum { ROWS = 30011, TEXTS = 14, LONG = 100000 };

/* What a factor may say, with what a spreadsheet would compute; the last is made long. */
static const char *const texts[TEXTS] = {"plain",    "a,b",     "say \"so\"", "two\nlines", "#5",
                                         " before",  "behind ", "'",          "=1+1",       "-2.5",
                                         "@a,\"b\"", "+49-30",  "\r",         "long"};
static const char *const guarded[] = {"=1+1", "@a,\"b\"", "+49-30", "\r"}; /* of these, all but the number */
static const char *const header[] = {"experiment", "latency_s", "=x_s", "note, or none"};
enum { COLUMNS = sizeof header / sizeof *header };

/* A row's cells; a missing text is empty. */
struct expected {
    char experiment[32];
    double latency_s, other_s; /* NaN: missing */
    const char *note;
};

static char *long_text(void)
{
    static char text[LONG + 1];
    memset(text, 'x', LONG);
    return text;
}

static struct expected expect(size_t row)
{
    struct expected expected = {.latency_s = (double)row / 7, .other_s = NAN};
    snprintf(expected.experiment, sizeof expected.experiment, "run %zu", row % 1000);
    expected.note = row % 5 == 0 ? "" : texts[row * 3 % (TEXTS - 1)];
    if (row % 9001 == 1) {
        expected.note = long_text();
    }
    if (row % 3 > 0) {
        expected.other_s = row % 2 > 0 ? -1e-300 * (double)row : (double)row;
    }
    return expected;
}

static void add_row(struct table *table, size_t row)
{
    struct error err = {{0}};
    const struct expected expected = expect(row);
    assert_int_equal(table_open_row(table, &err), OK);
    table_set_number(table, 0, expected.other_s);
    table_set_number(table, 2, expected.latency_s);
    if (expected.note[0] != '\0') {
        assert_int_equal(table_set_text(table, 1, expected.note, strlen(expected.note), &err), OK);
    }
    assert_int_equal(table_set_text(table, 3, expected.experiment, strlen(expected.experiment), &err), OK);
    table_close_row(table);
}

/* Its columns are in another order than those of a dump. */
static struct table make_table(size_t rows)
{
    static const size_t order[] = {2, 3, 1, 0};
    struct table table = {0};
    struct error err = {{0}};
    size_t column;
    for (size_t i = 0; i < COLUMNS; i++) {
        assert_int_equal(table_add_column(&table, header[order[i]], i % 2 ? FACTOR : MEASURE, &column, &err),
                         OK);
    }
    for (size_t row = 0; row < rows; row++) {
        add_row(&table, row);
    }
    return table;
}

/* Caller frees. */
static char *write_table(const struct table *table, bool csv_safe, size_t threads, size_t *n)
{
    char *text = NULL;
    struct error err = {{0}};
    FILE *stream = open_memstream(&text, n);
    assert_non_null(stream);
    assert_int_equal(tidy_write(table, csv_safe, threads, stream, &err), OK);
    assert_int_equal(fclose(stream), 0);
    assert_string_equal(err.text, "");
    return text;
}

/* ---- read back ---- */

struct reading {
    bool csv_safe;
    size_t row, column; /* the header is row 0 */
};

static bool is_guarded(const char *text)
{
    bool found = strcmp(text, "=x_s") == 0;
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) {
        found |= strcmp(text, guarded[i]) == 0;
    }
    return found;
}

static void check_text(const struct reading *reading, const char *got, size_t n, const char *want)
{
    bool guards = reading->csv_safe && is_guarded(want);
    if (n != strlen(want) + guards || (guards && got[0] != '\'') ||
        memcmp(got + guards, want, n - guards) != 0) {
        fail_msg("row %zu: got '%.40s', want '%.40s'", reading->row, got, want);
    }
}

static void check_number(const struct reading *reading, const char *got, size_t n, double want)
{
    char *end;
    double number = strtod(got, &end);
    if (isnan(want) ? n > 0 : end != got + n || n == 0 || number != want) {
        fail_msg("row %zu: got '%.40s', want %.17g", reading->row, got, want);
    }
}

static void check_cell(void *cell, size_t n, void *context)
{
    struct reading *reading = context;
    const char *text = cell; /* ended by a NUL, as libcsv was told to */
    assert_in_range(reading->column, 0, COLUMNS - 1);
    if (reading->row == 0) {
        check_text(reading, text, n, header[reading->column]);
    } else {
        const struct expected expected = expect(reading->row - 1);
        switch (reading->column) {
        case 0:
            check_text(reading, text, n, expected.experiment);
            break;
        case 1:
            check_number(reading, text, n, expected.latency_s);
            break;
        case 2:
            check_number(reading, text, n, expected.other_s);
            break;
        default:
            check_text(reading, text, n, expected.note);
        }
    }
    reading->column++;
}

static void check_row(int feed, void *context)
{
    struct reading *reading = context;
    assert_int_equal(feed, '\n');
    assert_int_equal(reading->column, COLUMNS);
    reading->column = 0;
    reading->row++;
}

static void check_dump(const char *text, size_t n, bool csv_safe, size_t rows)
{
    struct csv_parser parser;
    struct reading reading = {.csv_safe = csv_safe};
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL), 0);
    assert_int_equal(csv_parse(&parser, text, n, check_cell, check_row, &reading), n);
    assert_int_equal(reading.row, rows + 1); /* nothing is left that has no line end */
    csv_free(&parser);
}

static void test_cells(void **state)
{
    (void)state;
    static const size_t rows[] = {0, 1, 4095, 4096, 4097, ROWS};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct table table = make_table(rows[i]);
        for (size_t k = 0; k < 4; k++) {
            static const size_t threads[] = {1, 2, 3, 7};
            size_t n;
            char *text = write_table(&table, k % 2 > 0, threads[k], &n);
            check_dump(text, n, k % 2 > 0, rows[i]);
            free(text);
        }
        table_release(&table);
    }
}

/* Any number of threads writes these bytes. */
static void test_threads(void **state)
{
    (void)state;
    struct table table = make_table(ROWS);
    size_t n, got_n;
    char *text = write_table(&table, false, 1, &n);
    for (size_t threads = 0; threads <= 9; threads++) {
        char *got = write_table(&table, false, threads, &got_n);
        assert_int_equal(got_n, n);
        assert_memory_equal(got, text, n);
        free(got);
    }
    free(text);
    table_release(&table);
}

/* An empty line would be none. */
static void test_lone_column(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        struct table table = {0};
        struct error err = {{0}};
        size_t column, n;
        assert_int_equal(table_add_column(&table, "x", kind == 0 ? MEASURE : FACTOR, &column, &err), OK);
        assert_int_equal(table_open_row(&table, &err), OK);
        table_close_row(&table);
        char *text = write_table(&table, false, 2, &n);
        assert_string_equal(text, "x\nNA\n");
        free(text);
        table_release(&table);
    }
}

/* ---- failures ---- */

/* A disk that is full after so many bytes. */
static ssize_t take_some(void *left, const char *bytes, size_t n)
{
    size_t *room = left, taken = n < *room ? n : *room;
    (void)bytes;
    *room -= taken;
    if (taken < n) {
        errno = ENOSPC;
    }
    return (ssize_t)taken;
}

static void test_disk_is_full(void **state)
{
    (void)state;
    static const size_t rooms[] = {0, 1, 5000, 300000, 1000000};
    struct table table = make_table(ROWS);
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        for (size_t threads = 1; threads <= 7; threads += 2) {
            size_t room = rooms[i];
            struct error err = {{0}};
            FILE *stream = fopencookie(&room, "w", (cookie_io_functions_t){.write = take_some});
            assert_non_null(stream);
            assert_int_equal(tidy_write(&table, false, threads, stream, &err), BAD_SERVICE);
            assert_string_equal(err.text, "cannot write the dump: No space left on device");
            fclose(stream);
        }
    }
    table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_lone_column),
        cmocka_unit_test(test_disk_is_full),
    };
    return cmocka_run_group_tests_name("tidy_write", tests, NULL, NULL);
}
