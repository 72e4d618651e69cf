#include "output/compare.h"

#include <math.h>

#include "analysis/compare.h"
#include "analysis/statistic.h"
#include "output/pooled.h"

#define RESULT(at)  ((const struct compare_result *)(at)->result)
#define OPTIONS(at) (RESULT(at)->options)
#define PAIR(at)    (&RESULT(at)->pairs[(at)->row])

static const char *const corrections[] = {
    [CORRECT_HOLM] = "Holm", [CORRECT_BENJAMINI_HOCHBERG] = "Benjamini-Hochberg", [CORRECT_NONE] = "none"};

static size_t count_compare_rows(const void *result)
{
    return ((const struct compare_result *)result)->n;
}

static const struct notes *get_notes(const void *result, size_t row)
{
    return &((const struct compare_result *)result)->pairs[row].notes;
}

/* ---- the whole ---- */

GETTER(get_compare_level, value_number(OPTIONS(at)->intervals.level))
GETTER(get_compare_interval, value_text(interval_method_names[OPTIONS(at)->intervals.method]))
GETTER(get_between_runs, OPTIONS(at)->intervals.between_runs > 0
                             ? value_number(OPTIONS(at)->intervals.between_runs)
                             : value_absent)
GETTER(get_correction, value_text(corrections[OPTIONS(at)->correction]))
GETTER(get_resamples, value_count((double)OPTIONS(at)->intervals.resamples))
GETTER(get_seed, value_seed(OPTIONS(at)->intervals.seed))
GETTER(get_list, value_array)

static const struct field whole[] = {
    {.path = "level", .get = get_compare_level},       {.path = "interval", .get = get_compare_interval},
    {.path = "between_runs", .get = get_between_runs}, {.path = "correction", .get = get_correction},
    {.path = "resamples", .get = get_resamples},       {.path = "seed", .get = get_seed}};

static size_t count_omnibus(const struct at *at)
{
    return RESULT(at)->n_omnibus;
}

GETTER(get_omnibus_measure, value_text(RESULT(at)->omnibus[at->item].measure))
GETTER(get_omnibus_groups, value_count((double)RESULT(at)->omnibus[at->item].groups))
GETTER(get_omnibus_statistic, value_number(RESULT(at)->omnibus[at->item].result.statistic))
GETTER(get_omnibus_df, value_number(RESULT(at)->omnibus[at->item].result.df))
GETTER(get_omnibus_p, value_number(RESULT(at)->omnibus[at->item].result.p))

static const struct field omnibus_open[] = {{.path = "omnibus", .get = get_list}};
static const struct field omnibus[] = {{.path = "omnibus[].measure", .get = get_omnibus_measure},
                                       {.path = "omnibus[].groups", .get = get_omnibus_groups},
                                       {.path = "omnibus[].statistic", .get = get_omnibus_statistic},
                                       {.path = "omnibus[].df", .get = get_omnibus_df},
                                       {.path = "omnibus[].p", .get = get_omnibus_p}};

POOLED_FIELDS(OPTIONS(at)->pooled)

static const struct form_block head[] = {BLOCK(whole), POOLED_BLOCKS, BLOCK(omnibus_open),
                                         BLOCK_OF(omnibus, count_omnibus, NULL, NULL)};

/* ---- the pair ---- */

GETTER(get_compare_measure, value_text(PAIR(at)->measure))

static struct value get_a(const struct at *at)
{
    const struct grouping *grouping = RESULT(at)->grouping;
    return value_group(grouping, &grouping->groups[PAIR(at)->a]);
}

static struct value get_b(const struct at *at)
{
    const struct grouping *grouping = RESULT(at)->grouping;
    return value_group(grouping, &grouping->groups[PAIR(at)->b]);
}

GETTER(get_n_a, value_count(PAIR(at)->n[0]))
GETTER(get_n_b, value_count(PAIR(at)->n[1]))

static struct value get_order(const struct at *at, size_t side)
{
    enum order order = PAIR(at)->order[side];
    return value_text(order == BY_COLUMN ? OPTIONS(at)->order : order_names[order]);
}

GETTER(get_order_a, get_order(at, 0))
GETTER(get_order_b, get_order(at, 1))

GETTER(get_run_pairs, PAIR(at)->run_pairs > 0 ? value_count((double)PAIR(at)->run_pairs) : value_null)

static const struct field pair[] = {
    {"measure", "measure", .meaning = "what was measured", .get = get_compare_measure, .is_section = true},
    {"a", "a", .meaning = "the group that b is compared with", .get = get_a, .is_section = true},
    {"b", "b", .meaning = "the other group", .get = get_b},
    {"n_a", "n[]", .meaning = "requests of a that succeeded and have a value, or that were published",
     .get = get_n_a, .rank = 5},
    {"n_b", "n[]", .meaning = "the same of b", .get = get_n_b, .rank = 5},
    {.path = "order[]", .get = get_order_a},
    {.path = "order[]", .get = get_order_b},
    {.path = "run_pairs", .get = get_run_pairs}};

/* ---- effects ---- */

static struct value effect(const struct effect_result *effect)
{
    struct value value = value_estimate(effect->value, effect->interval);
    value.method = effect->method;
    return value;
}

GETTER(get_mean_difference, effect(&PAIR(at)->means.difference))
GETTER(get_mean_ratio, effect(&PAIR(at)->means.ratio))
GETTER(get_hodges_lehmann, effect(&PAIR(at)->hodges_lehmann))
GETTER(get_cliffs_delta, effect(&PAIR(at)->cliffs_delta))

static const struct field means[] = {
    {"mean_difference", "effects.mean_difference", .interval = INTERVAL_INSIDE,
     .meaning = "of the means, b - a", .get = get_mean_difference, .rank = 6},
    {"mean_ratio", "effects.mean_ratio", .interval = INTERVAL_INSIDE, .meaning = "of the means, b / a",
     .get = get_mean_ratio, .is_ratio = true, .rank = 1}};

static const struct field ranks[] = {
    {"hodges_lehmann", "effects.hodges_lehmann", .interval = INTERVAL_INSIDE,
     .meaning = "shift: the median of all differences, b - a", .get = get_hodges_lehmann, .rank = 7},
    {"cliffs_delta", "effects.cliffs_delta", .interval = INTERVAL_INSIDE,
     .meaning = "how much more often a request of b is longer than one of a than shorter: -1 to 1",
     .get = get_cliffs_delta, .rank = 2}};

/* ---- effects on quantiles ---- */

static size_t count_compare_quantiles(const struct at *at)
{
    return OPTIONS(at)->n_quantiles;
}

static const char *name_compare_quantile(const struct at *at, char room[ITEM_NAME])
{
    return statistic_quantile_name(OPTIONS(at)->quantiles[at->item], room);
}

GETTER(get_p, value_number(OPTIONS(at)->quantiles[at->item]))
GETTER(get_quantile_difference, effect(&PAIR(at)->quantiles[at->item].difference))

/* Where the samples do not bound the quantile, its ratio is that of their extremes. */
static struct value get_quantile_ratio(const struct at *at)
{
    const struct effect_result *ratio = &PAIR(at)->quantiles[at->item].ratio;
    struct value value = effect(ratio);
    value.for_programs = isnan(ratio->interval.low) && OPTIONS(at)->intervals.method != INTERVAL_NONE;
    return value;
}

static const struct field quantiles_open[] = {{.path = "effects.quantiles", .get = get_list}};
static const struct field quantiles[] = {
    {.path = "effects.quantiles[].p", .get = get_p},
    {"_difference", "effects.quantiles[].difference", .is_detail = true, .interval = INTERVAL_INSIDE,
     .meaning = "of the quantiles, b - a", .get = get_quantile_difference},
    {"_ratio", "effects.quantiles[].ratio", .interval = INTERVAL_INSIDE, .meaning = "of the quantiles, b / a",
     .get = get_quantile_ratio, .rank = 3}};

/* ---- tests ---- */

static struct value p_corrected(const struct at *at, enum pair_test_kind kind)
{
    return value_number(PAIR(at)->tests[kind].p_corrected);
}

GETTER(get_p_welch, p_corrected(at, WELCH))
GETTER(get_p_brunner_munzel, p_corrected(at, BRUNNER_MUNZEL))
GETTER(get_p_mann_whitney, p_corrected(at, MANN_WHITNEY))
GETTER(get_p_kolmogorov_smirnov, p_corrected(at, KOLMOGOROV_SMIRNOV))

static const struct field p_values[] = {
    {.name = "p_welch",
     .meaning = "corrected p value of Welch's t test: the means",
     .get = get_p_welch,
     .rank = 9},
    {.name = "p_brunner_munzel",
     .meaning = "of Brunner and Munzel's test: which is longer",
     .get = get_p_brunner_munzel,
     .rank = 8},
    {.name = "p_mann_whitney",
     .is_detail = true,
     .meaning = "of Mann and Whitney's test, which takes requests for independent",
     .get = get_p_mann_whitney},
    {.name = "p_kolmogorov_smirnov",
     .is_detail = true,
     .meaning = "of Kolmogorov and Smirnov's test: any difference; takes requests for independent",
     .get = get_p_kolmogorov_smirnov}};

static size_t count_tests(const struct at *at)
{
    (void)at;
    return PAIR_TESTS;
}

static const char *name_test(const struct at *at, char room[ITEM_NAME])
{
    static const char *const names[] = {[WELCH] = "welch",
                                        [BRUNNER_MUNZEL] = "brunner_munzel",
                                        [MANN_WHITNEY] = "mann_whitney",
                                        [KOLMOGOROV_SMIRNOV] = "kolmogorov_smirnov"};
    (void)room;
    return names[at->item];
}

#define TEST(at) (&PAIR(at)->tests[(at)->item])

GETTER(get_test, isnan(TEST(at)->result.p) ? value_null : value_object)
GETTER(get_test_statistic, value_number(TEST(at)->result.statistic))
GETTER(get_test_df, value_number(TEST(at)->result.df))
GETTER(get_test_p, value_number(TEST(at)->result.p))

static struct value get_exact(const struct at *at)
{
    bool may_be = at->item == MANN_WHITNEY || at->item == KOLMOGOROV_SMIRNOV;
    return may_be ? value_truth(TEST(at)->exact) : value_absent;
}

static struct value p_by(const struct at *at, enum correction correction)
{
    return OPTIONS(at)->correction == correction ? value_number(TEST(at)->p_corrected) : value_absent;
}

GETTER(get_p_holm, p_by(at, CORRECT_HOLM))
GETTER(get_p_benjamini_hochberg, p_by(at, CORRECT_BENJAMINI_HOCHBERG))
GETTER(get_p_uncorrected, p_by(at, CORRECT_NONE))

static const struct field tests[] = {
    {.path = "tests.*", .get = get_test},
    {.path = "tests.*.statistic", .get = get_test_statistic},
    {.path = "tests.*.df", .get = get_test_df},
    {.path = "tests.*.p", .get = get_test_p},
    {.path = "tests.*.exact",
     .meaning = "p is of all orders of the values; else of large samples",
     .get = get_exact},
    {.path = "tests.*.p_holm", .get = get_p_holm},
    {.path = "tests.*.p_benjamini_hochberg", .get = get_p_benjamini_hochberg},
    {.path = "tests.*.p_uncorrected", .get = get_p_uncorrected}};

/* ---- what comes of it ---- */

static struct value get_verdict(const struct at *at)
{
    static const char *const words[] = {
        [PAIR_EQUIVALENT] = "equivalent", [PAIR_DIFFERENT] = "different", [PAIR_UNDECIDED] = "undecided"};
    return value_text(words[PAIR(at)->verdict]);
}

static const struct field judged[] = {
    {"verdict", "verdict",
     .meaning = "different by Cliff's delta, or else by the means' ratio; equivalent by --equivalent",
     .get = get_verdict, .tone = TONE_VERDICT}};

static size_t count_limits(const struct at *at)
{
    return OPTIONS(at)->limit.text != NULL;
}

static const char *name_limit(const struct at *at, char room[ITEM_NAME])
{
    (void)room;
    return OPTIONS(at)->limit.text;
}

GETTER(get_limit, value_text(OPTIONS(at)->limit.text))
GETTER(get_limited, effect(&PAIR(at)->limited))

static struct value get_passed(const struct at *at)
{
    enum limit_verdict verdict = PAIR(at)->limit_verdict;
    return verdict == LIMIT_UNKNOWN ? value_null : value_truth(verdict == LIMIT_PASSED);
}

static struct value get_limit_verdict(const struct at *at)
{
    static const char *const words[] = {[LIMIT_KEPT] = "within the limit",
                                        [LIMIT_PASSED] = "past the limit",
                                        [LIMIT_UNKNOWN] = "the data cannot tell"};
    return value_text(words[PAIR(at)->limit_verdict]);
}

static const struct field limit[] = {{.path = "limit.limit", .get = get_limit},
                                     {.path = "limit.ratio", .interval = INTERVAL_INSIDE, .get = get_limited},
                                     {.path = "limit.past", .get = get_passed},
                                     {.name = "", .get = get_limit_verdict, .tone = TONE_VERDICT}};

/* ---- the lines below ---- */

static enum status lead(const void *compared, struct text *lines, struct error *err)
{
    const struct compare_result *result = compared;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < result->n_omnibus; i++) {
        const struct omnibus *all = &result->omnibus[i];
        status = text_print(lines, err, "Kruskal-Wallis over %zu groups, %s: H = %.5g, df = %.0f, p = %.3g\n",
                            all->groups, all->measure, all->result.statistic, all->result.df, all->result.p);
    }
    return status;
}

static enum status foot(const void *compared, struct text *lines, struct error *err)
{
    const struct compare_result *result = compared;
    const struct compare_options *options = result->options;
    enum status status =
        options->intervals.between_runs > 0
            ? text_print(lines, err,
                         "as stated, runs differ by %.10g %% (sd): intervals and verdicts allow for it\n",
                         100 * options->intervals.between_runs)
            : OK;
    return status != OK ? status
                        : text_print(lines, err,
                                     "%.10g %% intervals stand beside the numbers; differences are b - a, "
                                     "ratios b / a; verdicts "
                                     "are about cliffs_delta, of published means about mean_ratio; "
                                     "correction of the p values "
                                     "for %zu pair%s: %s\n",
                                     options->intervals.level * 100, result->n, result->n == 1 ? "" : "s",
                                     corrections[options->correction]);
}

static const struct form_block blocks[] = {
    BLOCK(pair),
    BLOCK_OF(tests, count_tests, name_test, NULL),
    BLOCK(means),
    BLOCK(quantiles_open),
    BLOCK_OF(quantiles, count_compare_quantiles, name_compare_quantile, "pN"),
    BLOCK(ranks),
    BLOCK(p_values),
    BLOCK(judged),
    BLOCK_OF(limit, count_limits, name_limit, NULL)};

const struct form form_compare = {.schema = "faastat/compare/2",
                                  .rows = "pairs",
                                  .count = count_compare_rows,
                                  .head = head,
                                  .n_head = sizeof head / sizeof *head,
                                  .blocks = blocks,
                                  .n_blocks = sizeof blocks / sizeof *blocks,
                                  .notes = get_notes,
                                  .lead = lead,
                                  .foot = foot};
