/* Differences and ratios of two groups from the interval of each: MOVER by hand. */
#include "check.h"

#include "analysis/effects.h"

enum { N = 40 };
static const double median[] = {0.5};

struct groups_of_two {
    double values[2][N];
    struct sample samples[2];
    struct known_options options;
    struct known_group known[2];
};

static void set_up(struct groups_of_two *two, double times)
{
    *two = (struct groups_of_two){.options = {.intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95},
                                              .quantiles = median,
                                              .n_quantiles = 1,
                                              .whole = true}};
    for (size_t i = 0; i < 2; i++) {
        struct error err = {{0}};
        for (size_t k = 0; k < N; k++) {
            two->values[i][k] = (i == 0 ? 1 : times) * (2 + (double)(k * (i == 0 ? 17 : 27) % N) / 20);
        }
        two->samples[i].kept = (struct kept){.values = two->values[i], .n = N};
        assert_int_equal(known_group_init(&two->known[i], &two->samples[i], &two->options, &err), OK);
    }
}

static void tear_down(struct groups_of_two *two)
{
    known_group_release(&two->known[0]);
    known_group_release(&two->known[1]);
}

static void check_mover(const struct effects *got, const double value[2], const struct interval side[2])
{
    double difference = value[1] - value[0], ratio = value[1] / value[0];
    check_close(got->difference.value, difference, 1e-12);
    check_close(got->ratio.value, ratio, 1e-12);
    check_close(got->difference.interval.low,
                difference - sqrt(pow(value[1] - side[1].low, 2) + pow(side[0].high - value[0], 2)), 1e-12);
    check_close(got->difference.interval.high,
                difference + sqrt(pow(side[1].high - value[1], 2) + pow(value[0] - side[0].low, 2)), 1e-12);
    double below = sqrt(pow(log(value[1] / side[1].low), 2) + pow(log(side[0].high / value[0]), 2));
    double above = sqrt(pow(log(side[1].high / value[1]), 2) + pow(log(value[0] / side[0].low), 2));
    check_close(got->ratio.interval.low, ratio * exp(-below), 1e-12);
    check_close(got->ratio.interval.high, ratio * exp(above), 1e-12);
    assert_string_equal(got->difference.method, "mover");
}

static void test_means(void **state)
{
    (void)state;
    static struct groups_of_two two;
    struct effects got;
    struct interval side[2];
    struct error err = {{0}};
    set_up(&two, 1.3);
    const struct effect mean = {{&two.known[0], &two.known[1]}, true, 0, NULL};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(known_group_mean(&two.known[i], 0.9, &side[i], &err), OK);
    }
    assert_int_equal(effects_measure(&mean, 0.9, &got, &err), OK);
    check_mover(&got, (const double[]){two.known[0].figures.mean, two.known[1].figures.mean}, side);
    tear_down(&two);
}

static void test_medians(void **state)
{
    (void)state;
    static struct groups_of_two two;
    struct effects got;
    struct error err = {{0}};
    set_up(&two, 1.3);
    const struct effect effect = {{&two.known[0], &two.known[1]}, false, 0, NULL};
    struct known_quantile a = known_group_quantile(&two.known[0], 0, 0.95),
                          b = known_group_quantile(&two.known[1], 0, 0.95);
    assert_int_equal(effects_measure(&effect, 0.95, &got, &err), OK);
    check_mover(&got, (const double[]){a.value, b.value}, (const struct interval[]){a.interval, b.interval});
    tear_down(&two);
}

/* At an end of the ratio's interval, p is what the interval leaves out on that side. */
static void test_p_at_ends(void **state)
{
    (void)state;
    static struct groups_of_two two;
    static const double levels[] = {0.5, 0.9, 0.95, 0.999};
    set_up(&two, 1.05);
    const struct effect mean = {{&two.known[0], &two.known[1]}, true, 0, NULL};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        struct effects effects;
        struct effect_p p;
        struct error err = {{0}};
        double tail = (1 - levels[i]) / 2;
        assert_int_equal(effects_measure(&mean, levels[i], &effects, &err), OK);
        assert_int_equal(effects_ratio_p(&mean, effects.ratio.interval.low, &p, &err), OK);
        check_close(p.at_most, tail, 1e-6);
        check_close(p.at_least, 1 - tail, 1e-6);
        assert_int_equal(effects_ratio_p(&mean, effects.ratio.interval.high, &p, &err), OK);
        check_close(p.at_least, tail, 1e-6);
        check_close(p.at_most, 1 - tail, 1e-6);
    }
    tear_down(&two);
}

/* One request has no interval: the values are there, and the reason. */
static void test_no_interval(void **state)
{
    (void)state;
    static struct groups_of_two two;
    struct effects got;
    struct error err = {{0}};
    set_up(&two, 2);
    known_group_release(&two.known[1]);
    two.samples[1].kept.n = 1;
    assert_int_equal(known_group_init(&two.known[1], &two.samples[1], &two.options, &err), OK);
    const struct effect mean = {{&two.known[0], &two.known[1]}, true, 0, NULL};
    assert_int_equal(effects_measure(&mean, 0.95, &got, &err), BAD_DATA);
    check_close(got.difference.value, two.values[1][0] - two.known[0].figures.mean, 1e-12);
    assert_true(isnan(got.difference.interval.low) && isnan(got.difference.interval.high));
    assert_null(got.difference.method);
    tear_down(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_medians),
        cmocka_unit_test(test_p_at_ends),
        cmocka_unit_test(test_no_interval),
    };
    return cmocka_run_group_tests_name("effects", tests, NULL, NULL);
}
