#include "check.h"

#include <string.h>

#include "stats/random.h"
#include "stats/random_lanes.h"

/* Few integers, odd counts, more than one stretch; of the last n every fourth integer is drawn again. */
static const size_t counts[] = {0, 1, 2, 127, 128, 129, 513, 1000};
static const uint32_t ns[] = {1, 2, 2500, 1000003, 1u << 31, 3u << 30, UINT32_MAX};
enum { COUNTS = sizeof counts / sizeof *counts, NS = sizeof ns / sizeof *ns, MOST = 1000 };

/* Expected: what each generator makes by itself, which test_random.c compares with its authors' program. */
static void check_filler(random_lanes_filler filler, uint32_t n, size_t count)
{
    static uint32_t got[MOST + 1][RANDOM_LANES], want[MOST];
    struct random lanes[RANDOM_LANES], alone;
    for (size_t k = 0; k < RANDOM_LANES; k++) {
        random_init(&lanes[k], 11, n, k);
    }
    memset(got, 0xa5, sizeof got);
    filler(lanes, n, got, count);
    for (size_t k = 0; k < RANDOM_LANES; k++) {
        random_init(&alone, 11, n, k);
        random_fill_below(&alone, n, want, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(got[i][k], want[i]);
        }
        assert_int_equal(got[count][k], 0xa5a5a5a5); /* nothing behind the end */
        assert_memory_equal(&lanes[k], &alone, sizeof alone);
    }
}

static void test_fillers(void **state)
{
    (void)state;
    random_lanes_filler fillers[RANDOM_LANES_FILLERS];
    random_lanes_fillers(fillers);
    assert_non_null(fillers[0]);
    for (size_t f = 0; f < RANDOM_LANES_FILLERS && fillers[f] != NULL; f++) {
        for (size_t i = 0; i < NS; i++) {
            for (size_t k = 0; k < COUNTS; k++) {
                check_filler(fillers[f], ns[i], counts[k]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fillers)};
    return cmocka_run_group_tests_name("random_lanes", tests, NULL, NULL);
}
