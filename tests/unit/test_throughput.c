/* How many requests a second start, and what is said of their times. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/throughput.h"
#include "stats/quantile.h"
#include "stats/throughput.h"

enum { MOST = 2500 };

/* ---- the rate; expected by hand ---- */

static const struct rate_row {
    const char *label;
    double start_s[4];
    size_t n;
    enum status status;
    double per_s;
} rate_rows[] = {
    {"one every half second", {10, 10.5, 11}, 3, OK, 2},
    {"beside a clock that counts from 1970, a microsecond apart",
     {1.79e9, 1.79e9 + 1 / 1048576.0, 1.79e9 + 2 / 1048576.0},
     3,
     OK,
     1048576},
    {"some at once", {3, 3, 7, 11}, 4, OK, 0.375},
    {"below 0", {-4, -2, 0}, 3, OK, 0.5},
    {"none: refused", {0}, 0, BAD_DATA, -1},
    {"one: refused", {3}, 1, BAD_DATA, -1},
    {"all at once: refused", {3, 3}, 2, BAD_DATA, -1},
};

static void test_rate(void **state)
{
    const struct rate_row *row = *state;
    struct error err = {{0}};
    double per_s = -1;
    assert_int_equal(throughput(&(struct throughput_load){row->start_s, NULL, row->n}, &per_s, &err),
                     row->status);
    check_close(per_s, row->per_s, 1e-15);
    assert_int_equal(strstr(err.text, "needs 2 requests and time between their starts") == NULL,
                     row->status == OK);
}

/* ---- gaps; expected by hand ---- */

/* `n` starts from 1.79e9 s on, one a second, with `gaps` pauses of `pause_s` instead, evenly among them. */
static size_t make_pauses(size_t n, size_t gaps, double pause_s, double *start_s)
{
    double at = 1.79e9;
    for (size_t i = 0; i < n; i++) {
        start_s[i] = at;
        at += gaps > 0 && (i + 1) % (n / (gaps + 1)) == 0 ? pause_s : 1;
    }
    return n;
}

static const struct gap_row {
    const char *label;
    size_t n, gaps;
    double pause_s;
    size_t want;
    double after_s;
} gap_rows[] = {
    {"no pause", 100, 0, 1, 0, NAN},
    {"one of twenty times the usual spacing", 100, 1, 20, 1, 49},
    {"one of nine times: the load's own", 100, 1, 9, 0, NAN},
    {"one that is most of the time", 100, 1, 4000, 1, 49},
    {"three", 400, 3, 50, 3, 99},
    {"one under 1 % of the time", 2400, 1, 20, 0, NAN},
    {"ten", 1100, 10, 100, 10, 99},
    {"eleven bursts more: the load's own", 1200, 11, 100, 0, NAN},
    {"one among eleven: too few others", 11, 1, 90, 0, NAN},
    {"one among twelve", 12, 1, 90, 1, 5},
};

static void test_gaps(void **state)
{
    const struct gap_row *row = *state;
    static double start_s[MOST];
    size_t n = make_pauses(row->n, row->gaps, row->pause_s, start_s);
    struct throughput_gaps got = throughput_find_gaps(&(struct throughput_load){start_s, NULL, n});
    bool any = row->want > 0;
    assert_int_equal(got.n, row->want);
    if (any) {
        assert_true(got.longest_s == row->pause_s && got.after_s == row->after_s);
        assert_true(got.all_s == row->pause_s * (double)row->want);
        check_close(got.per_s, 1, 1e-15);
    } else {
        assert_true(isnan(got.longest_s) && isnan(got.per_s));
    }
}

/* ---- the interval ---- */

/* From Park and Miller's generator: a number of 0 to 1. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 16807 % 2147483647;
    return (double)*seed / 2147483647;
}

/* As in throughput.py. */
static void make_starts(uint64_t seed, size_t n, size_t burst, double *start_s)
{
    double at = 1790000000;
    for (size_t i = 0; i < n; i++) {
        at += draw(&seed) * (burst > 0 && i % burst == 0 ? 4 : 0.2);
        start_s[i] = at;
    }
}

/* Reference: numpy and scipy, tests/reference/throughput.py. */
static void test_interval(void **state)
{
    (void)state;
    static double start_s[MOST];
    char line[256];
    size_t rows_read = 0;
    FILE *file = fopen("tests/reference/throughput.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file) != NULL; rows_read++) {
        unsigned long seed, n, burst;
        double level, want_per_s, per_s;
        struct interval want, got;
        struct error err = {{0}};
        assert_int_equal(sscanf(line, "%lu,%lu,%lu,%lf,%lf,%lf,%lf", &seed, &n, &burst, &level, &want_per_s,
                                &want.low, &want.high),
                         7);
        make_starts(seed, n, burst, start_s);
        assert_int_equal(throughput(&(struct throughput_load){start_s, NULL, n}, &per_s, &err), OK);
        check_close(per_s, want_per_s, 1e-12);
        assert_int_equal(throughput_interval(&(struct throughput_load){start_s, NULL, n}, level, &got, &err),
                         OK);
        check_close(got.low, want.low, 1e-9);
        check_close(got.high, want.high, 1e-9);
    }
    fclose(file);
    assert_int_equal(rows_read, 15);
}

/* The same load at another time, or n of it in other units, has the same interval. */
static void test_interval_properties(void **state)
{
    (void)state;
    static double start_s[MOST], other_s[MOST];
    struct interval got, other;
    struct error err = {{0}};
    make_starts(9, MOST, 0, start_s);
    for (size_t i = 0; i < MOST; i++) {
        other_s[i] = (start_s[i] - 1790000000) * 1024;
    }
    assert_int_equal(throughput_interval(&(struct throughput_load){start_s, NULL, MOST}, 0.95, &got, &err),
                     OK);
    assert_int_equal(throughput_interval(&(struct throughput_load){other_s, NULL, MOST}, 0.95, &other, &err),
                     OK);
    check_close(other.low * 1024, got.low, 1e-9);
    check_close(other.high * 1024, got.high, 1e-9);
    make_pauses(MOST, 0, 0, start_s); /* at a fixed rate nothing varies */
    assert_int_equal(throughput_interval(&(struct throughput_load){start_s, NULL, MOST}, 0.95, &got, &err),
                     OK);
    check_close(got.low, 1, 1e-9);
    check_close(got.high, 1, 1e-9);
}

static void test_interval_refused(void **state)
{
    (void)state;
    static double start_s[MOST];
    struct interval got = {-1.5, -2.5};
    struct error few = {{0}}, once = {{0}}, slow = {{0}};
    make_starts(1, MOST, 0, start_s);
    assert_int_equal(
        throughput_interval(&(struct throughput_load){start_s, NULL, THROUGHPUT_MIN_N - 1}, 0.95, &got, &few),
        BAD_DATA);
    assert_non_null(strstr(few.text, "needs n >= 50"));
    for (size_t i = 0; i < MOST; i++) { /* a third as many from the middle on */
        start_s[i] = (double)i + (i > MOST / 2 ? 2 * (double)(i - MOST / 2) : 0);
    }
    assert_int_equal(throughput_interval(&(struct throughput_load){start_s, NULL, MOST}, 0.95, &got, &slow),
                     BAD_DATA);
    assert_non_null(strstr(slow.text, "changes too slowly"));
    for (size_t i = 0; i < MOST; i++) {
        start_s[i] = 3;
    }
    assert_int_equal(throughput_interval(&(struct throughput_load){start_s, NULL, MOST}, 0.95, &got, &once),
                     BAD_DATA);
    assert_true(got.low == -1.5 && got.high == -2.5);
}

/* ---- what is said of a group's times ---- */

/* Hundred starts, one a second from 1.79e9 s on, numbered so, of which one is changed; numbers by hand. */
static const struct found_row {
    const char *label;
    double at; /* what start `changed` is at instead, from the first one on */
    size_t changed;
    double per_s;
    bool any;
    struct note note;
} found_rows[] = {
    {"as they are", 7, 7, 1, false, {0}},
    {"one is missing", NAN, 7, 98.0 / 99, true, {NOTE_STARTS_UNKNOWN, NULL, {1, 100}}},
    {"one is at 0", -1.79e9, 7, 98.0 / 99, true, {NOTE_STARTS_AT_0, NULL, {1}}},
    {"the last one is late", 180, 99, 99.0 / 180, true, {NOTE_GAP, NULL, {82, 98, 1}}},
    {"one is much earlier than its number", 2.5, 7, 1, true, {NOTE_STEPS_BACK, NULL, {3, 3.5}}},
    {"one is a little earlier than its number", 5.5, 7, 1, false, {0}},
};

static struct throughput_found find(const struct starts *starts, double level)
{
    struct throughput_found found = {0};
    struct error err = {{0}};
    assert_int_equal(throughput_find(starts, level, &found, &err), OK);
    return found;
}

static int compare_starts(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void test_found(void **state)
{
    enum { N = 100 };
    const struct found_row *row = *state;
    struct {
        double start_s, number;
    } requests[N];
    double start_s[N], number[N];
    for (size_t i = 0; i < N; i++) {
        requests[i].start_s = 1.79e9 + (i == row->changed ? row->at : (double)i);
        requests[i].number = (double)i;
    }
    if (!isnan(row->at)) {
        qsort(requests, N, sizeof *requests, compare_starts);
    }
    for (size_t i = 0; i < N; i++) {
        start_s[i] = requests[i].start_s;
        number[i] = requests[i].number;
    }
    const struct starts starts = {
        .start_s = start_s, .n = N, .request = number, .n_numbered = N, .successes = 25};
    struct throughput_found found = find(&starts, NAN);
    check_close(found.per_s, row->per_s, 1e-15);
    check_close(found.successes_per_s, row->per_s / 4, 1e-15);
    assert_true(isnan(found.interval.low) && isnan(found.interval.high));
    assert_int_equal(found.notes.n, row->any);
    if (row->any) {
        size_t place = 0;
        const struct note note = notes_next(&found.notes, &place);
        assert_int_equal(note.code, row->note.code);
        for (size_t i = 0; i < NOTE_NUMBERS; i++) {
            check_close(note.numbers[i], row->note.numbers[i], 1e-12);
        }
    }
    notes_release(&found.notes);
}

static void check_codes(const struct notes *notes, size_t n, const enum note_code *codes)
{
    assert_int_equal(notes->n, n);
    for (size_t i = 0, place = 0; i < n; i++) {
        assert_int_equal(notes_next(notes, &place).code, codes[i]);
    }
}

static void test_found_others(void **state)
{
    (void)state;
    double none[] = {NAN, NAN}, once[] = {5, 5, 5}, twice[200], paused[200], number[200], small[] = {0, 1, 3};
    struct throughput_found found = find(&(struct starts){.start_s = none, .n = 2, .successes = 2}, 0.95);
    check_codes(&found.notes, 1, (const enum note_code[]){NOTE_NO_CLOCK});
    assert_true(isnan(found.per_s) && isnan(found.successes_per_s));
    notes_release(&found.notes);

    found = find(&(struct starts){.start_s = once, .n = 3, .successes = 3}, 0.95);
    check_codes(&found.notes, 2, (const enum note_code[]){NOTE_STARTS_ALIKE, NOTE_REASON});
    assert_true(isnan(found.per_s));
    notes_release(&found.notes);

    found = find(&(struct starts){.start_s = small, .n = 3, .successes = 3}, NAN); /* a 0 that is a time */
    check_codes(&found.notes, 0, NULL);
    check_close(found.per_s, 2.0 / 3, 1e-15);

    for (size_t i = 0; i < 200; i++) { /* read twice, in any order; clients that number their own requests */
        twice[i] = 1.79e9 + (double)((i * 7) % 100);
        paused[i] = 1.79e9 + (double)i + (i >= 80 ? 100 : 0);
        number[i] = (double)(i % 100);
    }
    found = find(
        &(struct starts){.start_s = twice, .n = 200, .request = number, .n_numbered = 200, .successes = 200},
        0.95);
    check_codes(&found.notes, 1, (const enum note_code[]){NOTE_STARTS_ALIKE});
    size_t place = 0;
    const struct note alike = notes_next(&found.notes, &place);
    assert_true(alike.numbers[0] == 100 && alike.numbers[1] == 200);
    check_close(found.per_s, 199.0 / 99, 1e-15);
    assert_true(found.interval.low < found.per_s && found.per_s < found.interval.high);
    notes_release(&found.notes);

    found = find(
        &(struct starts){.start_s = paused, .n = 200, .request = number, .n_numbered = 200, .successes = 200},
        0.95);
    check_codes(&found.notes, 2, (const enum note_code[]){NOTE_GAP, NOTE_GAPS_NO_INTERVAL});
    assert_true(isnan(found.interval.low) && isnan(found.interval.high));
    notes_release(&found.notes);
}

int main(void)
{
    enum {
        RATES = sizeof rate_rows / sizeof *rate_rows,
        GAPS = sizeof gap_rows / sizeof *gap_rows,
        FOUND = sizeof found_rows / sizeof *found_rows
    };
    struct CMUnitTest tests[RATES + GAPS + FOUND + 4];
    size_t n = 0;
    for (size_t i = 0; i < RATES; i++) {
        tests[n++] = CHECK_ROW(test_rate, &rate_rows[i]);
    }
    for (size_t i = 0; i < GAPS; i++) {
        tests[n++] = CHECK_ROW(test_gaps, &gap_rows[i]);
    }
    for (size_t i = 0; i < FOUND; i++) {
        tests[n++] = CHECK_ROW(test_found, &found_rows[i]);
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_interval);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_interval_properties);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_interval_refused);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_found_others);
    return cmocka_run_group_tests_name("throughput", tests, NULL, NULL);
}
