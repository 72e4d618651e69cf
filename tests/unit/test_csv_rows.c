/* CSV text that is cut at its separators gives the rows that libcsv gives, whatever the text; and all
 * scanners agree. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/csv_rows.h"
#include "import/csv_scan.h"
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
    enum { MOST = 400 };
    char bytes[MOST];
    uint32_t want[MOST], got[MOST];
    csv_scanner scanners[CSV_SCANNERS];
    struct random random;
    size_t n_scanners = 0;
    csv_scanners(scanners);
    random_init(&random, 1, 0, 0);
    while (n_scanners < CSV_SCANNERS && scanners[n_scanners] != NULL) {
        n_scanners++;
    }
    for (size_t round = 0; round < 20000; round++) {
        size_t n = random_below(&random, MOST), n_want = 0;
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (char)random_below(&random, 256);
            bytes[i] = random_below(&random, 4) == 0 ? ',' : bytes[i];
            want[n_want] = (uint32_t)i;
            n_want += bytes[i] == ',' || bytes[i] == '\n';
        }
        for (size_t s = 0; s < n_scanners; s++) {
            assert_int_equal(scanners[s](bytes, n, ',', got), n_want);
            assert_memory_equal(got, want, n_want * sizeof *want);
        }
    }
    assert_true(n_scanners >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_texts),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_scanners),
    };
    return cmocka_run_group_tests_name("csv rows", tests, NULL, NULL);
}
