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
    size_t rows, stop_at, by_columns;
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

/* What scan_cells() finds, byte by byte. */
static struct scan_found scan_slowly(const char *bytes, size_t n, bool quotes, uint32_t *at)
{
    enum { BEGINS, UNQUOTED, QUOTED, CLOSED } state = BEGINS;
    struct scan_found found = {0};
    for (size_t i = 0; i < n; i++) {
        bool marks = (bytes[i] == ',' || bytes[i] == '\n') && !(quotes && state == QUOTED);
        bool is_quote = quotes && bytes[i] == '"';
        bool is_stray = is_quote ? state == UNQUOTED : state == CLOSED && !marks && bytes[i] != '\r';
        found.quotes = is_stray ? SCAN_STRAY : found.quotes;
        found.quoted |= is_quote;
        found.doubled |= is_quote && state == CLOSED;
        if (marks) {
            at[found.n++] = (uint32_t)i;
            found.feeds += bytes[i] == '\n';
            found.end = bytes[i] == '\n' ? i + 1 : found.end;
        }
        state = is_quote          ? (state == QUOTED ? CLOSED : QUOTED)
                : marks           ? BEGINS
                : state == QUOTED ? QUOTED
                                  : UNQUOTED;
    }
    found.quotes = found.quotes == SCAN_CLOSED && state == QUOTED ? SCAN_OPEN : found.quotes;
    return found;
}

enum { MOST_SCANNED = 400, LONG = 20000 };

static void check_marks(const struct scanner *way, const char *bytes, size_t n, bool quotes)
{
    static uint32_t want[LONG + SCAN_SLACK], got[LONG + SCAN_SLACK];
    struct scan_found wanted = scan_slowly(bytes, n, quotes, want);
    struct scan_found found = way->marks(bytes, n, ',', quotes, got),
                      counted = way->marks(bytes, n, ',', quotes, NULL);
    assert_int_equal(found.quotes, wanted.quotes);
    assert_int_equal(counted.quotes, wanted.quotes);
    if (wanted.quotes != SCAN_STRAY) {
        assert_int_equal(found.n, wanted.n);
        assert_memory_equal(got, want, wanted.n * sizeof *want);
        assert_int_equal(found.feeds, wanted.feeds);
        assert_int_equal(found.end, wanted.end);
        assert_int_equal(found.quoted, wanted.quoted);
        assert_int_equal(found.doubled, wanted.doubled);
        assert_int_equal(counted.feeds, wanted.feeds);
        assert_int_equal(counted.end, wanted.end);
    }
}

static void check_survey(const struct scanner *way, const char *bytes, size_t n)
{
    struct survey want = {0}, found = way->survey(bytes, n);
    for (size_t i = 0; i < n; i++) {
        want.feeds += bytes[i] == '\n';
        want.quotes += bytes[i] == '"';
        want.returns += bytes[i] == '\r';
        want.others += (unsigned char)bytes[i] <= '"' && memchr("\n\"\r", bytes[i], 3) == NULL;
    }
    assert_int_equal(found.feeds, want.feeds);
    assert_int_equal(found.quotes, want.quotes);
    assert_int_equal(found.returns, want.returns);
    assert_int_equal(found.others, want.others);
}

static void test_scanners(void **state)
{
    (void)state;
    enum { ROUNDS = 20000 };
    static char bytes[LONG];
    const struct scanner *ways[SCANNERS];
    struct random random;
    size_t n_ways = 0, n_fit = 0;
    scan_ways(ways);
    random_init(&random, 1, 0, 0);
    while (n_ways < SCANNERS && ways[n_ways] != NULL) {
        n_ways++;
    }
    for (size_t round = 0; round < ROUNDS; round++) {
        /* Now and then so long that the counts of a byte would overflow. */
        size_t n = random_below(&random, round % 1000 == 0 ? LONG : MOST_SCANNED);
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (char)random_below(&random, 256);
            bytes[i] = random_below(&random, 4) == 0 ? ",\n\"\r"[random_below(&random, 4)] : bytes[i];
            bytes[i] = round % 3000 == 0 ? '\n' : bytes[i];
        }
        for (size_t i = 0; round % 2 == 0 && i + 64 < n;) { /* cells, in quotes or not */
            bool quoted = random_below(&random, 3) > 0;
            bytes[i] = '"';
            i += quoted;
            for (size_t end = i + random_below(&random, 30); i < end; i++) {
                bytes[i] = quoted ? "a,\n\r b"[random_below(&random, 6)] : 'x';
                if (quoted && random_below(&random, 30) == 0) {
                    bytes[i++] = '"';
                    bytes[i] = '"';
                }
            }
            bytes[i] = '"';
            i += quoted;
            bytes[i] = '\r';
            i += random_below(&random, 4) == 0;
            bytes[i++] = ",\n"[random_below(&random, 2)];
            memset(bytes + i, 'y', n - i);
        }
        for (size_t w = 0; w < n_ways; w++) {
            check_marks(ways[w], bytes, n, false);
            check_marks(ways[w], bytes, n, true);
            check_survey(ways[w], bytes, n);
        }
        n_fit +=
            n > 64 && memchr(bytes, '"', n) != NULL && scan_cells(bytes, n, ',', NULL).quotes != SCAN_STRAY;
    }
    assert_true(n_ways >= 1);
    assert_true(n_fit > 500);
}

/* The rows that are read column by column. */
static bool write_columns(const struct csv_grid *grid, size_t first, size_t n, void *context)
{
    struct account *account = context;
    struct error err = {{0}};
    if (account->rows % 5 == 4) { /* as where a cell is none that a column may have */
        return false;
    }
    for (size_t i = first; i < first + n; i++) {
        struct csv_grid_copy copy = {0};
        struct csv_row row;
        assert_int_equal(csv_grid_row(grid, i, &copy, &row, &err), OK);
        assert_int_equal(text_print(&account->words, &err, "%zu", row.place.line), OK);
        csv_grid_copy_release(&copy);
        for (size_t column = 0; column < grid->n; column++) {
            struct span cell;
            csv_grid_cells(grid, column, i, 1, &cell);
            assert_int_equal(text_print(&account->words, &err, "|%zu:", cell.n), OK);
            assert_int_equal(text_append(&account->words, cell.bytes, cell.n, &err), OK);
        }
        assert_int_equal(text_append(&account->words, "\n", 1, &err), OK);
    }
    account->by_columns += n;
    return true;
}

/* The rows of a block are those that libcsv reads. */
static void check_grid(const char *bytes, size_t n, char separator, size_t cells, size_t *by_columns)
{
    char copy[1024] = {0};
    struct scratch scratch = {0};
    struct account account = {.stop_at = 1000};
    struct error err = {{0}};
    memcpy(copy, bytes, n);
    const struct block block = {.file = "f",
                                .bytes = copy,
                                .n = n,
                                .first_line = 7,
                                .survey = scan_survey(copy, n),
                                .scratch = &scratch};
    const struct csv_reader reader = {.n = cells,
                                      .separator = separator,
                                      .take_rows = write_columns,
                                      .take_row = write_down,
                                      .context = &account};
    assert_int_equal(csv_grid_read(&block, &reader, &err), OK);
    struct account by_libcsv = read_rows(bytes, n, separator, true, false);
    if (account.words.n != by_libcsv.words.n ||
        (account.words.n > 0 && memcmp(account.words.bytes, by_libcsv.words.bytes, account.words.n) != 0)) {
        print_error("text '%.*s'\nby libcsv:\n%s\nas a grid:\n%s\n", (int)n, bytes,
                    by_libcsv.words.bytes == NULL ? "" : by_libcsv.words.bytes,
                    account.words.bytes == NULL ? "" : account.words.bytes);
        fail();
    }
    *by_columns += account.by_columns;
    text_release(&by_libcsv.words);
    text_release(&account.words);
    free(scratch.array);
}

/* Cells of a few bytes, quoted or not, in rows of which some have too few or too many. */
static void test_grids(void **state)
{
    (void)state;
    static const char alphabet[] = "ab1.  \t\xC3\xA9#";
    struct random random;
    size_t by_columns = 0, crlf = 0, in_quotes = 0;
    random_init(&random, 7, 0, 0);
    for (int round = 0; round < 60000; round++) {
        char bytes[1024], separator = ",;\t|"[round % 4];
        size_t n = 0, cells = 1 + random_below(&random, 4), rows = random_below(&random, 9);
        bool returns = round % 3 == 0, spoil = round % 7 == 0, quotes = round % 5 < 3, odd = round % 11 < 4;
        for (size_t row = 0; row < rows; row++) {
            size_t some = odd && random_below(&random, 4) == 0 ? 1 + random_below(&random, 5) : cells;
            for (size_t cell = 0; cell < some; cell++) {
                size_t length = random_below(&random, 5);
                bool quoted = quotes && random_below(&random, 2) == 0;
                bytes[n] = '"';
                n += quoted;
                for (size_t i = 0; i < length; i++) {
                    bytes[n++] = alphabet[random_below(&random, (uint32_t)(sizeof alphabet - 1))];
                    if (quoted && round % 2 == 0 && random_below(&random, 4) == 0) {
                        const char *within[] = {"\n", "\"\"", ",", "\r\n", "\r", ";"};
                        const char *some_of = within[random_below(&random, 6)];
                        memcpy(bytes + n, some_of, strlen(some_of));
                        n += strlen(some_of);
                    }
                }
                bytes[n] = '"';
                n += quoted;
                bytes[n++] = cell + 1 < some ? separator : returns ? '\r' : '\n';
            }
            bytes[n] = '\n';
            n += returns;
        }
        if (n > 2 && random_below(&random, 2) == 0) {
            n -= 1 + returns; /* no line end at the end */
        }
        if (round % 13 == 0 && returns && n > 8) { /* as many as line feeds all the same */
            memcpy(bytes + n - 4, "\r\r\n\n", 4);
        }
        if (spoil && n > 0) {
            bytes[random_below(&random, (uint32_t)n)] = "\r\n\",;"[random_below(&random, 5)];
        }
        size_t before = by_columns;
        check_grid(bytes, n, separator, cells, &by_columns);
        crlf += returns && by_columns > before;
        in_quotes += quotes && round % 2 == 0 && by_columns > before;
    }
    assert_true(by_columns > 50000 && crlf > 5000 && in_quotes > 2000);
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
