/* The order of requests: expected by hand, and by insertion into those before. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>

#include "stats/random.h"
#include "table/order.h"

enum { MOST = 60 };

/* Puts the numbers 0, 1, ... in the order that is found: then they tell which request comes where. */
static void check_order(const double *start_s, const double *request, size_t n, enum order order,
                        const size_t *want)
{
    enum order got;
    size_t *places;
    double values[MOST];
    uint32_t codes[MOST];
    bool stands = true;
    struct error err = {{0}};
    for (size_t i = 0; i < n; i++) {
        values[i] = (double)i;
        codes[i] = (uint32_t)i;
        stands = stands && want[i] == i;
    }
    assert_int_equal(order_find((const double *const[ORDERS]){[BY_START] = start_s, [BY_REQUEST] = request},
                                n, &got, &places, &err),
                     OK);
    assert_int_equal(got, order);
    assert_int_equal(places == NULL, stands);
    assert_int_equal(order_apply(places, values, sizeof *values, n, &err), OK);
    assert_int_equal(order_apply(places, codes, sizeof *codes, n, &err), OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(places == NULL ? i : places[i], want[i]);
        check_close(values[i], (double)want[i], 0);
        assert_int_equal(codes[i], want[i]);
    }
    free(places);
}

/* ---- by hand ---- */

#define KEYS(...)                                                                                            \
    (const double[])                                                                                         \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

static const struct order_row {
    const char *label;
    size_t n;
    const double *start_s, *request; /* NULL: no such column */
    enum order order;
    size_t want[6]; /* which comes first, second, ... */
} order_rows[] = {
    {"in order", 4, KEYS(-3, 0.5, 2, 8), NULL, BY_START, {0, 1, 2, 3}},
    {"backwards", 4, KEYS(8, 2, 0.5, -3), NULL, BY_START, {3, 2, 1, 0}},
    {"the first is the last", 4, KEYS(9, 2, 3, 4), NULL, BY_START, {1, 2, 3, 0}},
    {"the last is the first", 4, KEYS(2, 3, 4, 1), NULL, BY_START, {3, 0, 1, 2}},
    {"ties in order", 5, KEYS(1, 1, 2, 2, 2), NULL, BY_START, {0, 1, 2, 3, 4}},
    {"ties stay as read", 6, KEYS(2.5, 1, 2.5, 1, 2.5, 1), NULL, BY_START, {1, 3, 5, 0, 2, 4}},
    {"zeros of both signs are a tie", 3, KEYS(0.0, -0.0, -1), NULL, BY_START, {2, 0, 1}},
    {"starts before numbers", 3, KEYS(3, 1, 2), KEYS(1, 2, 3), BY_START, {1, 2, 0}},
    {"starts in order before numbers", 3, KEYS(1, 2, 3), KEYS(3, 1, 2), BY_START, {0, 1, 2}},
    {"starts where a number lacks", 3, KEYS(3, 1, 2), KEYS(NAN, 1, 2), BY_START, {1, 2, 0}},
    {"numbers alone", 5, NULL, KEYS(7, 5, 7, 6, 5), BY_REQUEST, {1, 4, 3, 0, 2}},
    {"numbers where the first start lacks", 3, KEYS(NAN, 1, 2), KEYS(3, 1, 2), BY_REQUEST, {1, 2, 0}},
    {"numbers where the last start lacks", 3, KEYS(2, 1, NAN), KEYS(2, 3, 1), BY_REQUEST, {2, 0, 1}},
    {"numbers in order where a start lacks", 3, KEYS(3, NAN, 2), KEYS(1, 2, 3), BY_REQUEST, {0, 1, 2}},
    {"a start and a number lack", 3, KEYS(3, NAN, 2), KEYS(3, 2, NAN), AS_READ, {0, 1, 2}},
    {"a start lacks, and there are no numbers", 3, KEYS(3, 2, NAN), NULL, AS_READ, {0, 1, 2}},
    {"neither", 3, NULL, NULL, AS_READ, {0, 1, 2}},
    {"one", 1, KEYS(5), KEYS(7), BY_START, {0}},
    {"one without a start", 1, KEYS(NAN), KEYS(7), BY_REQUEST, {0}},
    {"one without either", 1, KEYS(NAN), KEYS(NAN), AS_READ, {0}},
    {"none", 0, KEYS(5), KEYS(7), BY_START, {0}},
};

static void test_by_hand(void **state)
{
    const struct order_row *row = *state;
    check_order(row->start_s, row->request, row->n, row->order, row->want);
}

/* ---- by insertion ---- */

/* A request comes behind those read before it whose keys are no greater. */
static void insert_all(const double *keys, size_t n, size_t *want)
{
    for (size_t i = 0; i < n; i++) {
        size_t place = i;
        for (; place > 0 && keys[want[place - 1]] > keys[i]; place--) {
            want[place] = want[place - 1];
        }
        want[place] = i;
    }
}

/* Many ties, and every other time few that are out of order. */
static void test_by_insertion(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 11, 0, 0);
    for (size_t round = 0; round < 4000; round++) {
        size_t n = random_below(&random, MOST + 1), want[MOST];
        double keys[MOST], missing[MOST];
        for (size_t i = 0; i < n; i++) {
            bool any = round % 2 == 0 || random_below(&random, 20) == 0;
            keys[i] = any ? random_below(&random, 40) / 4.0 - 3 : (double)(i / 3);
            missing[i] = keys[i];
        }
        insert_all(keys, n, want);
        check_order(keys, NULL, n, BY_START, want);
        check_order(NULL, keys, n, BY_REQUEST, want);
        if (n > 0) {
            missing[random_below(&random, (uint32_t)n)] = NAN;
            check_order(missing, keys, n, BY_REQUEST, want);
        }
    }
}

/* A column that is named comes before clocks and numbers, and none of its values may be missing. */
static void test_by_column(void **state)
{
    (void)state;
    const double column[] = {3.5, 1.5, 2.5}, holes[] = {3.5, NAN, 2.5}, clock[] = {1, 2, 3};
    enum order order;
    size_t *places = NULL;
    struct error err = {{0}};
    assert_int_equal(order_find((const double *const[ORDERS]){[BY_COLUMN] = column, [BY_START] = clock}, 3,
                                &order, &places, &err),
                     OK);
    assert_int_equal(order, BY_COLUMN);
    assert_true(places[0] == 1 && places[1] == 2 && places[2] == 0);
    free(places);
    assert_int_equal(order_find((const double *const[ORDERS]){[BY_COLUMN] = holes, [BY_START] = clock}, 3,
                                &order, &places, &err),
                     BAD_DATA);
    assert_string_equal(err.text, "--order: missing in 1 of 3 requests of a group");
    assert_null(places);
}

int main(void)
{
    enum { ROWS = sizeof order_rows / sizeof *order_rows };
    struct CMUnitTest tests[ROWS + 2] = {cmocka_unit_test(test_by_insertion),
                                         cmocka_unit_test(test_by_column)};
    for (size_t i = 0; i < ROWS; i++) {
        tests[2 + i] = CHECK_ROW(test_by_hand, &order_rows[i]);
    }
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
