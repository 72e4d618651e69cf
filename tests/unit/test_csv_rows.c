/* CSV text that is cut at its separators gives the rows that libcsv gives, whatever the text; and all
 * scanners agree. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "read/csv_grid.h"
#include "read/csv_rows.h"
#include "read/scan.h"
#include "stats/random.h"

/* What a reading gave, in words: each row's line and cells, and mistakes. */
struct account {
    struct text words;
    size_t rows, stop_at;
};

static enum status write_down(const struct csv_row *row, const char *problem, void *context, bool *stop,
                              struct error *err)
{
    struct account *account = context;
    enum status status =
        text_print(&account->words, err, "%zu%s", row->place.line, problem == NULL ? "" : problem);
    for (size_t i = 0; status == OK && i < row->n; i++) {
        size_t n;
        const char *cell = csv_cell(row, i, &n);
        assert_int_equal(cell[n], '\0');
        status = text_print(&account->words, err, "|%zu:", n);
        status = status == OK ? text_append(&account->words, cell, n, err) : status;
    }
    *stop = ++account->rows == account->stop_at;
    return status == OK ? text_append(&account->words, "\n", 1, err) : status;
}

static struct account read_rows(const char *bytes, size_t n, char separator, bool complete, bool cut)
{
    struct account account = {.stop_at = 1000};
    struct error err = {{0}};
    size_t used;
    char *copy = malloc(n + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    const struct csv_source source = {.file = "f",
                                      .bytes = copy,
                                      .n = n,
                                      .first_line = 7,
                                      .separator = separator,
                                      .complete = complete,
                                      .writable = cut ? copy : NULL};
    assert_int_equal(csv_rows(&source, write_down, &account, &used, &err), OK);
    free(copy);
    return account;
}

static void check_same(const char *bytes, size_t n, char separator, bool complete)
{
    struct account by_libcsv = read_rows(bytes, n, separator, complete, false);
    struct account by_cutting = read_rows(bytes, n, separator, complete, true);
    if (by_libcsv.words.n != by_cutting.words.n ||
        (by_libcsv.words.n > 0 &&
         memcmp(by_libcsv.words.bytes, by_cutting.words.bytes, by_libcsv.words.n) != 0)) {
        print_error("text '%.*s'\nby libcsv:\n%s\nby cutting:\n%s\n", (int)n, bytes,
                    by_libcsv.words.bytes == NULL ? "" : by_libcsv.words.bytes,
                    by_cutting.words.bytes == NULL ? "" : by_cutting.words.bytes);
        fail();
    }
    text_release(&by_libcsv.words);
    text_release(&by_cutting.words);
}

/* All texts of up to five of these bytes. */
static void test_short_texts(void **state)
{
    (void)state;
    static const char alphabet[] = {'a', ',', '\n', '\r', ' ', '\t', '"', '\0'};
    enum { LETTERS = sizeof alphabet, LONGEST = 5 };
    for (size_t n = 0, texts = 1; n <= LONGEST; n++, texts *= LETTERS) {
        for (size_t text = 0; text < texts; text++) {
            char bytes[LONGEST + 1];
            for (size_t i = 0, rest = text; i < n; i++, rest /= LETTERS) {
                bytes[i] = alphabet[rest % LETTERS];
            }
            check_same(bytes, n, ',', true);
            check_same(bytes, n, '\t', false);
        }
    }
}

static void test_random_texts(void **state)
{
    (void)state;
    static const char alphabet[] = "ab1.,,,,;;\t  \n\n\r\r\n\"\xC3\xA9";
    char bytes[300];
    struct random random;
    random_init(&random, 2026, 0, 0);
    for (int round = 0; round < 20000; round++) {
        size_t n = random_below(&random, sizeof bytes), rare = round % 4 == 0 ? 0 : 2;
        for (size_t i = 0; i < n; i++) { /* mostly without a quote or a lone carriage return */
            bytes[i] = alphabet[random_below(&random, (uint32_t)(sizeof alphabet - 1))];
            if (rare > 0 && (bytes[i] == '"' || bytes[i] == '\r')) {
                bytes[i] = 'x';
            }
        }
        check_same(bytes, n, ",;\t|"[round % 4], round % 3 != 0);
    }
}

static void test_scanners(void **state)
{
    (void)state;
    enum { MOST = 400, ROUNDS = 20000, LONG = 20000 };
    static char bytes[LONG];
    static uint32_t want[LONG + SCAN_SLACK], got[LONG + SCAN_SLACK];
    const struct scanner *ways[SCANNERS];
    struct random random;
    size_t n_ways = 0;
    scan_ways(ways);
    random_init(&random, 1, 0, 0);
    while (n_ways < SCANNERS && ways[n_ways] != NULL) {
        n_ways++;
    }
    for (size_t round = 0; round < ROUNDS; round++) {
        /* Now and then so long that the counts of a byte would overflow. */
        size_t n = random_below(&random, round % 1000 == 0 ? LONG : MOST), n_want = 0;
        struct survey survey = {0};
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (char)random_below(&random, 256);
            bytes[i] = random_below(&random, 4) == 0 ? ",\n\"\r"[random_below(&random, 4)] : bytes[i];
            bytes[i] = round % 3000 == 0 ? '\n' : bytes[i];
            want[n_want] = (uint32_t)i;
            n_want += bytes[i] == ',' || bytes[i] == '\n';
            survey.feeds += bytes[i] == '\n';
            survey.quotes += bytes[i] == '"';
            survey.returns += bytes[i] == '\r';
            survey.others += (unsigned char)bytes[i] <= '"' && memchr("\n\"\r", bytes[i], 3) == NULL;
        }
        for (size_t w = 0; w < n_ways; w++) {
            assert_int_equal(ways[w]->marks(bytes, n, ',', got), n_want);
            assert_memory_equal(got, want, n_want * sizeof *want);
            struct survey found = ways[w]->survey(bytes, n);
            assert_int_equal(found.feeds, survey.feeds);
            assert_int_equal(found.quotes, survey.quotes);
            assert_int_equal(found.returns, survey.returns);
            assert_int_equal(found.others, survey.others);
        }
    }
    assert_true(n_ways >= 1);
}

/* The cells of a grid are those of the rows. */
static void check_grid(const char *bytes, size_t n, char separator, size_t cells, size_t *grids)
{
    char copy[512] = {0};
    struct scratch scratch = {0};
    struct csv_grid grid;
    struct text words = {0};
    struct error err = {{0}};
    memcpy(copy, bytes, n);
    const struct block block = {.file = "f",
                                .bytes = copy,
                                .n = n,
                                .first_line = 7,
                                .survey = scan_survey(copy, n),
                                .scratch = &scratch};
    bool good = csv_grid_open(&grid, &block, separator, cells);
    while (good && (good = csv_grid_next(&grid)) && grid.rows > 0) {
        for (size_t row = 0; row < grid.rows; row++) {
            assert_int_equal(text_print(&words, &err, "%zu", grid.rows_before + row + 7), OK);
            for (size_t column = 0; column < cells; column++) {
                struct span cell;
                csv_grid_cells(&grid, column, row, 1, &cell);
                assert_int_equal(text_print(&words, &err, "|%zu:", cell.n), OK);
                assert_int_equal(text_append(&words, cell.bytes, cell.n, &err), OK);
            }
            assert_int_equal(text_append(&words, "\n", 1, &err), OK);
        }
    }
    if (good) {
        struct account by_rows = read_rows(bytes, n, separator, true, true);
        assert_int_equal(words.n, by_rows.words.n);
        assert_memory_equal(words.bytes, by_rows.words.bytes, words.n);
        text_release(&by_rows.words);
        (*grids)++;
    }
    text_release(&words);
    free(scratch.array);
}

static void test_grids(void **state)
{
    (void)state;
    static const char alphabet[] = "ab1.  \t\xC3\xA9";
    struct random random;
    size_t grids = 0, crlf = 0;
    random_init(&random, 7, 0, 0);
    for (int round = 0; round < 20000; round++) {
        char bytes[256], separator = ",;\t|"[round % 4];
        size_t n = 0, cells = 1 + random_below(&random, 4), rows = random_below(&random, 6);
        bool returns = round % 3 == 0, spoil = round % 7 == 0;
        for (size_t row = 0; row < rows; row++) {
            for (size_t cell = 0; cell < cells; cell++) {
                size_t length = random_below(&random, 5);
                bool quoted = round % 5 == 0 && random_below(&random, 2) == 0;
                bytes[n] = '"';
                n += quoted;
                for (size_t i = 0; i < length; i++) {
                    bytes[n++] = alphabet[random_below(&random, (uint32_t)(sizeof alphabet - 1))];
                }
                bytes[n] = '"';
                n += quoted;
                bytes[n++] = cell + 1 < cells ? separator : returns ? '\r' : '\n';
            }
            bytes[n] = '\n';
            n += returns;
        }
        if (n > 2 && random_below(&random, 2) == 0) {
            n -= 1 + returns; /* no line end at the end */
        }
        if (spoil && n > 0) {
            bytes[random_below(&random, (uint32_t)n)] = "\r\n\",;"[random_below(&random, 5)];
        }
        size_t before = grids;
        check_grid(bytes, n, separator, cells, &grids);
        crlf += returns && grids > before;
    }
    assert_true(grids > 8000 && crlf > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_texts),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_scanners),
        cmocka_unit_test(test_grids),
    };
    return cmocka_run_group_tests_name("csv rows", tests, NULL, NULL);
}
