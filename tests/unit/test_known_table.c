#include "check.h"

#include <string.h>

#include "analysis/compare.h"
#include "analysis/known_table.h"
#include "stats/quantile.h"

enum { ROWS = 12000, MODELS = 3 };

/* Three models in turn, whose requests resemble the one before; each is measured twice. */
static void make_table(struct table *table)
{
    static const char *const models[MODELS] = {"alpha", "beta", "gamma"};
    struct error err = {{0}};
    size_t model, start, latency, billed;
    double states[MODELS] = {0};
    uint64_t random = 5;
    assert_int_equal(table_add_column(table, "model", FACTOR, &model, &err), OK);
    assert_int_equal(table_add_column(table, "start_s", MEASURE, &start, &err), OK);
    assert_int_equal(table_add_column(table, "latency_s", MEASURE, &latency, &err), OK);
    assert_int_equal(table_add_column(table, "billed_ms", MEASURE, &billed, &err), OK);
    for (size_t i = 0; i < ROWS; i++) {
        size_t m = i % MODELS;
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        states[m] = 0.6 * states[m] + (double)(random >> 40) * 0x1p-24 + 0.01 * (double)m;
        assert_int_equal(table_open_row(table, &err), OK);
        assert_int_equal(table_set_text(table, model, models[m], strlen(models[m]), &err), OK);
        table_set_number(table, start, 100 + 0.25 * (double)i);
        table_set_number(table, latency, states[m]);
        table_set_number(table, billed, floor(1000 * states[m]));
        table_close_row(table);
    }
}

static const char *const by[] = {"model"};

static struct known_groups *group(struct known_table *known, const struct conditions *where)
{
    struct error err = {{0}};
    struct known_groups *groups = NULL;
    assert_int_equal(known_table_group(known, by, 1, where, &groups, &err), OK);
    return groups;
}

static struct known_measure *sort(struct known_table *known, struct known_groups *groups, const char *measure)
{
    struct error err = {{0}};
    struct known_measure *found = NULL;
    assert_int_equal(known_table_sorted(known, groups, measure, true, &found, &err), OK);
    return found;
}

/* What is asked for twice is made once; what does not stay is let go of. */
static void test_once(void **state)
{
    (void)state;
    struct table table = {0};
    make_table(&table);
    struct known_table known = {.table = &table, .threads = 2, .stays = "latency_s"};
    struct known_groups *groups = group(&known, NULL);
    struct known_measure *latency = sort(&known, groups, "latency_s"), *timed;
    const double *sorted = latency->groups[1].sorted;
    struct error err = {{0}};
    assert_int_equal(latency->samples.n, MODELS);
    assert_int_equal(known_table_timeline(&known, groups, "latency_s", &timed, &err), OK);
    assert_ptr_equal(timed, latency);
    sort(&known, groups, "billed_ms");
    sort(&known, groups, "start_s");
    assert_ptr_equal(sort(&known, group(&known, NULL), "latency_s"), latency);
    assert_ptr_equal(latency->groups[1].sorted, sorted);
    size_t measures = 0;
    for (const struct known_measure *at = groups->measures; at != NULL; at = at->next) {
        measures++;
    }
    assert_int_equal(measures, 2); /* the one that stays, and the last */

    struct conditions where = {0};
    assert_int_equal(conditions_add(&where, "model!=beta", &err), OK);
    struct known_measure *some = sort(&known, group(&known, &where), "latency_s");
    assert_int_equal(some->groups[0].n_sorted, ROWS / MODELS);
    assert_int_equal(some->groups[1].n_sorted, 0);
    assert_ptr_equal(group(&known, NULL), groups);
    conditions_release(&where);
    known_table_release(&known);
    table_release(&table);
}

/* A group that shares what is sorted says what one says that sorts for itself. */
static void test_shared(void **state)
{
    (void)state;
    static const double quantiles[] = {0.9, 0.5, 0.999};
    const struct known_options options = {
        .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95}, .quantiles = quantiles, .n_quantiles = 3};
    struct known_options whole = options;
    struct table table = {0};
    struct error err = {{0}};
    make_table(&table);
    struct known_table known = {.table = &table, .threads = 1};
    const struct known_measure *latency = sort(&known, group(&known, NULL), "latency_s");
    whole.whole = true;
    for (size_t g = 0; g < MODELS; g++) {
        struct known_group own, shared;
        struct interval of_own, of_shared;
        assert_int_equal(known_group_init(&own, &latency->samples.samples[g], &whole, &err), OK);
        assert_int_equal(known_group_share(&shared, &latency->groups[g], &options, &err), OK);
        assert_int_equal(known_group_mean(&own, 0.95, &of_own, &err), OK);
        assert_int_equal(known_group_mean(&shared, 0.95, &of_shared, &err), OK);
        assert_true(own.figures.effective_n < 0.6 * ROWS / MODELS);
        check_close(shared.figures.effective_n, own.figures.effective_n, 0);
        check_close(of_shared.low, of_own.low, 0);
        check_close(of_shared.high, of_own.high, 0);
        for (size_t q = 0; q < 3; q++) {
            const struct known_quantile a = known_group_quantile(&own, q, 0.95),
                                        b = known_group_quantile(&shared, q, 0.95);
            check_close(b.value, a.value, 0);
            check_close(b.interval.low, a.interval.low, 0);
            assert_true(b.interval.high == a.interval.high ||
                        (q == 2 && isnan(a.interval.high))); /* too few */
            assert_int_equal(isnan(b.interval.high), isnan(a.interval.high));
        }
        for (size_t i = 0; i < shared.n_sorted; i++) { /* ties are of the first rank */
            double value = latency->samples.samples[g].kept.values[i];
            assert_true(shared.sorted[shared.ranks[i]] == value);
            assert_true(shared.ranks[i] == 0 || shared.sorted[shared.ranks[i] - 1] < value);
        }
        known_group_release(&shared);
        known_group_release(&own);
    }
    known_table_release(&known);
    table_release(&table);
}

/* The pairs of one measure, taken out of a comparison of two, are those of a comparison of this one. */
static void test_taken(void **state)
{
    (void)state;
    const char *const both[] = {"billed_ms", "latency_s"};
    struct compare_options options = {.by = by,
                                      .n_by = 1,
                                      .measures = both,
                                      .n_measures = 2,
                                      .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95},
                                      .threads = 2};
    struct compare_options alone = options;
    struct compare_result all = {0}, one = {0}, taken = {0};
    struct table table = {0};
    struct error err = {{0}};
    make_table(&table);
    struct known_table known = {.table = &table, .threads = 2, .stays = "latency_s"};
    alone.measures = &both[1];
    alone.n_measures = 1;
    assert_int_equal(compare_compute(&known, &options, &all, &err), OK);
    assert_int_equal(compare_compute(&known, &alone, &one, &err), OK);
    assert_int_equal(compare_take(&all, "latency_s", &taken, &err), OK);
    assert_int_equal(all.n, 6);
    assert_int_equal(taken.n, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct pair_test *got = &taken.pairs[i].tests[BRUNNER_MUNZEL],
                               *want = &one.pairs[i].tests[BRUNNER_MUNZEL];
        check_close(got->result.p, want->result.p, 0);
        check_close(got->p_corrected, want->p_corrected, 0);
        assert_true(all.pairs[3 + i].tests[BRUNNER_MUNZEL].p_corrected >= got->p_corrected);
        assert_int_equal(taken.pairs[i].verdict, one.pairs[i].verdict);
    }
    compare_release(&taken);
    compare_release(&one);
    compare_release(&all);
    known_table_release(&known);
    table_release(&table);
}

/* Quantiles of slices are those of their sorted values, few or many; of too few there is none. */
static void test_slices(void **state)
{
    (void)state;
    static const struct clocks clocks = {.own = true};
    struct table table = {0};
    struct error err = {{0}};
    struct known_measure *latency;
    make_table(&table);
    struct known_table known = {.table = &table, .threads = 2};
    assert_int_equal(known_table_timeline(&known, group(&known, NULL), "latency_s", &latency, &err), OK);
    const struct stretch one = timeline_stretch(&latency->timeline, 2, &clocks);
    assert_int_equal(one.n, ROWS / MODELS);
    check_close(timeline_last_s(&one), 0.75 * (ROWS / MODELS - 1), 1e-15);
    static const size_t slices[] = {1, 7, 3000};
    for (size_t k = 0; k < 3; k++) {
        size_t next = 0;
        for (size_t s = 0; s < slices[k]; s++) {
            double values[ROWS];
            struct timeline_quantile got[] = {{0.5, 2, 0}, {0.99, 100, 0}};
            const struct stretch slice = timeline_slice(&one, timeline_last_s(&one), s, slices[k], &next);
            for (size_t i = 0; i < slice.n; i++) {
                values[i] = stretch_value(&slice, i);
            }
            quantile_sort(values, slice.n);
            assert_int_equal(timeline_quantiles(&slice, got, 2, &err), OK);
            for (size_t q = 0; q < 2; q++) {
                bool enough = slice.n >= got[q].least;
                assert_int_equal(isnan(got[q].value), !enough);
                if (enough) {
                    check_close(got[q].value, quantile_sorted(values, slice.n, got[q].p, 7), 0);
                }
            }
        }
        assert_int_equal(next, one.n);
    }
    known_table_release(&known);
    table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
