/* Values in the order of their sizes: which are found, and that an order that nothing tells of moves none
 * away from its key. */
#include "check.h"

#include "stats/sorted.h"

enum { N = 1000 };

/* 12! < 10^9 < 13!. */
static void test_least(void **state)
{
    (void)state;
    double up[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, down[13], flat[N];
    for (size_t i = 0; i < 13; i++) {
        down[i] = -up[i];
    }
    for (size_t i = 0; i < N; i++) {
        flat[i] = i < N / 2; /* one of two orders of two values */
    }
    assert_false(sorted_found(up, NULL, 12));
    assert_true(sorted_found(up, NULL, 13));
    assert_true(sorted_found(down, NULL, 13));
    assert_false(sorted_found(flat, NULL, N));
    up[12] = 11.5;
    assert_false(sorted_found(up, NULL, 13));
    up[12] = NAN;
    assert_false(sorted_found(up, NULL, 13));
    assert_false(sorted_found(up, NULL, 0));
}

/* Five rise with each key, and fall from one key to the next; 5!^5 > 10^9. */
static void test_keys(void **state)
{
    (void)state;
    double values[25], keys[25];
    for (size_t i = 0; i < 25; i++) {
        keys[i] = (double)(i / 5);
        values[i] = (double)(i % 5) - keys[i] / 10;
    }
    assert_false(sorted_found(values, NULL, 25));
    assert_false(sorted_found(values, keys, 20));
    assert_true(sorted_found(values, keys, 25));
    values[24] = -9;
    assert_false(sorted_found(values, keys, 25));
}

/* Added a few at a time as at once. */
static void test_parts(void **state)
{
    (void)state;
    double values[N];
    struct sorted sorted = {0};
    for (size_t i = 0; i < N; i++) {
        values[i] = sqrt((double)i);
    }
    for (size_t i = 0; i < N; i += 8) {
        sorted_add(&sorted, values + i, 8);
    }
    assert_true(sorted_is(&sorted));
    sorted_add(&sorted, values, 1);
    assert_false(sorted_is(&sorted));
}

/* Each stays with its code and its key; neighbours are no longer alike: their correlation is within four
 * standard errors, 1 / sqrt(n), of none. */
static void test_shuffle(void **state)
{
    (void)state;
    double values[N], keys[N], product = 0, square = 0;
    uint32_t codes[N];
    for (size_t i = 0; i < N; i++) {
        values[i] = (double)i;
        codes[i] = (uint32_t)i;
        keys[i] = i < N / 4;
    }
    sorted_shuffle(values, codes, keys, N);
    for (size_t i = 0; i < N; i++) {
        assert_true(values[i] == codes[i]);
        assert_true((values[i] < N / 4.0) == (i < N / 4));
    }
    sorted_shuffle(values, NULL, NULL, N);
    for (size_t i = 0; i < N; i++) {
        double off = values[i] - (N - 1) / 2.0;
        square += off * off;
        product += i > 0 ? off * (values[i - 1] - (N - 1) / 2.0) : 0;
    }
    assert_true(fabs(product / square) < 4 / sqrt(N));
    check_close(square, (double)N * ((double)N * N - 1) / 12, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"sorted: how many it takes", test_least, NULL, NULL, NULL},
        {"sorted: at each key", test_keys, NULL, NULL, NULL},
        {"sorted: in parts", test_parts, NULL, NULL, NULL},
        {"sorted: in any order", test_shuffle, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("sorted", tests, NULL, NULL);
}
