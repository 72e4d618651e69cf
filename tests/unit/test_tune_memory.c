/* What a bill has, the size that fits, and how requests found their environments: by hand, and the interval
 * of the share by Wilson's formula in tests/reference/tune_memory.py. */
#include "check.h"

#include <math.h>
#include <string.h>

#include "analysis/prices.h"
#include "analysis/tune/cold_starts.h"
#include "base/billing.h"

/* Seconds; the first two are AWS's own examples of the old bill and of the new one. */
static const struct bill_row {
    const char *label;
    double duration_s, init_s, billed_ms, unit_ms;
    enum billed billed;
} bill_rows[] = {
    {"before August 2025", 1.02849, 0.61562, 1029, 1, BILLED_ALONE},
    {"since", 0.0031, 0.54201, 546, 1, BILLED_TOGETHER},
    {"a sum of decimals that rounding lifts", 0.1001, 0.1999, 300, 1, BILLED_TOGETHER},
    {"off by a millisecond", 0.25, 0.4, 649, 1, BILLED_TOGETHER},
    {"too short to tell", 0.1483, 0.0006, 149, 1, BILLED_UNTOLD},
    {"neither", 0.25, 0.4, 400, 1, BILLED_UNTOLD},
    {"hundreds of milliseconds", 1.02849, 0.61562, 1100, 100, BILLED_ALONE},
    {"hundreds that tell nothing", 0.25, 0.09, 300, 100, BILLED_UNTOLD},
    {"no bill", 0.25, 0.4, NAN, 1, BILLED_UNTOLD},
    {"no duration", NAN, 0.4, 650, 1, BILLED_UNTOLD},
};

static void test_bill(void **state)
{
    const struct bill_row *row = *state;
    double duration_ms = billing_begun_ms(row->duration_s, row->unit_ms);
    double extra_ms = billing_begun_ms(row->duration_s + row->init_s, row->unit_ms) - duration_ms;
    assert_int_equal(billing_tell(row->billed_ms, duration_ms, extra_ms, row->unit_ms), row->billed);
}

static void test_size_for(void **state)
{
    (void)state;
    const struct prices any = {.most_mb = INFINITY}, sold = {.least_mb = 128, .most_mb = 10240};
    check_close(prices_size_for(&any, 100, 0.2), 120, 0); /* though 100 * 1.2 is a little above it */
    check_close(prices_size_for(&any, 96, 0.2), 116, 0);
    check_close(prices_size_for(&any, 96, 0), 96, 0);
    check_close(prices_size_for(&sold, 96, 0.2), 128, 0);
    check_close(prices_size_for(&sold, 8533, 0.2), 10240, 0);
    assert_true(isnan(prices_size_for(&sold, 8534, 0.2)));
    assert_true(isnan(prices_size_for(&sold, NAN, 0.2)));
}

enum { ROWS = 12 };
static const char *const words[ROWS] = {"true", "false", "RESTORED", "",   "warm", "0",
                                        "1",    "maybe", "no",       "no", "no",   "false"};
/* Of three cold starts one is on the bill, one was restored, and of one no time is known. */
static const double init_s[ROWS] = {0.4, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};

static void fill(struct table *table)
{
    struct error err = {{0}};
    size_t cold, init, duration, billed;
    assert_int_equal(table_add_column(table, "cold", FACTOR, &cold, &err), OK);
    assert_int_equal(table_add_column(table, "init_s", MEASURE, &init, &err), OK);
    assert_int_equal(table_add_column(table, "duration_s", MEASURE, &duration, &err), OK);
    assert_int_equal(table_add_column(table, "billed_ms", MEASURE, &billed, &err), OK);
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(table_open_row(table, &err), OK);
        assert_int_equal(table_set_text(table, cold, words[i], strlen(words[i]), &err), OK);
        table_set_number(table, init, init_s[i]);
        table_set_number(table, duration, 0.25);
        table_set_number(table, billed, i == 0 ? 650 : 250);
        table_close_row(table);
    }
}

static void test_starts(void **state)
{
    (void)state;
    const struct interval_options intervals = {.method = INTERVAL_INDEPENDENT, .level = 0.95};
    struct table table = {0};
    struct start_columns columns;
    struct cold_starts found;
    struct error err = {{0}};
    size_t rows[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        rows[i] = i;
    }
    fill(&table);
    assert_int_equal(start_columns_init(&columns, &table, 1, &err), OK);
    assert_int_equal(cold_starts_count(&columns, rows, ROWS, &intervals, &found, &err), OK);
    assert_int_equal(found.told, 10); /* neither "maybe" nor what is missing */
    assert_int_equal(found.cold, 3);
    assert_int_equal(found.restored, 1);
    check_close(found.share, 0.3, 1e-15);
    check_close(found.share_interval.low, 0.10779126740630102, 1e-12); /* wilson(3, 10) */
    check_close(found.share_interval.high, 0.6032218525388546, 1e-12);
    assert_int_equal(found.with_init, 1);
    check_close(found.init_s, 0.4, 1e-15);
    assert_true(isnan(found.init_interval.low)); /* of one */
    assert_int_equal(found.billed[BILLED_TOGETHER], 1);
    assert_int_equal(found.billed[BILLED_UNTOLD], 2);
    check_close(found.billed_ms, 400, 1e-12);
    check_close(found.if_billed_ms, 400, 1e-12);
    start_columns_release(&columns);
    table_release(&table);
}

/* Without the column nothing is known, not even that an initialisation makes a cold start of some. */
static void test_no_column(void **state)
{
    (void)state;
    const struct interval_options intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95};
    struct table table = {0};
    struct start_columns columns;
    struct cold_starts found;
    struct error err = {{0}};
    const size_t rows[] = {0};
    size_t init;
    assert_int_equal(table_add_column(&table, "init_s", MEASURE, &init, &err), OK);
    assert_int_equal(table_open_row(&table, &err), OK);
    table_set_number(&table, init, 0.4);
    table_close_row(&table);
    assert_int_equal(start_columns_init(&columns, &table, 1, &err), OK);
    assert_int_equal(cold_starts_count(&columns, rows, 1, &intervals, &found, &err), OK);
    assert_int_equal(found.told, 0);
    assert_true(isnan(found.share));
    start_columns_release(&columns);
    table_release(&table);
}

int main(void)
{
    enum { BILLS = sizeof bill_rows / sizeof *bill_rows };
    struct CMUnitTest tests[BILLS + 3];
    size_t n = 0;
    for (; n < BILLS; n++) {
        tests[n] = CHECK_ROW(test_bill, &bill_rows[n]);
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_size_for);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_starts);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_no_column);
    return cmocka_run_group_tests_name("tune_memory", tests, NULL, NULL);
}
