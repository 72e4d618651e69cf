#include "output/summary.h"

#include <math.h>

#include "analysis/statistic.h"
#include "analysis/summary.h"
#include "output/diagnosis.h"
#include "output/words.h"
#include "stats/histogram.h"

#define RESULT(at)  ((const struct summary_result *)(at)->result)
#define OPTIONS(at) (RESULT(at)->options)
#define ROW(at)     (&RESULT(at)->rows[(at)->row])

/* ---- the whole ---- */

static size_t count_summary_rows(const void *result)
{
    return ((const struct summary_result *)result)->n;
}

static const struct group *get_summary_group(const struct at *at, const struct grouping **grouping)
{
    *grouping = &RESULT(at)->grouping;
    return &RESULT(at)->grouping.groups[ROW(at)->group];
}

static bool has_intervals(const void *result)
{
    return summary_has_intervals(((const struct summary_result *)result)->options);
}

static const struct notes *get_notes(const void *result, size_t row)
{
    return &((const struct summary_result *)result)->rows[row].notes;
}

GETTER(get_summary_level, value_number(OPTIONS(at)->intervals.level))
GETTER(get_interval_method, value_text(interval_method_names[OPTIONS(at)->intervals.method]))
GETTER(get_sd_kind, value_text(OPTIONS(at)->population ? "n" : "n - 1"))
GETTER(get_definition, value_text(OPTIONS(at)->definition->name))
GETTER(get_quantile_error, RESULT(at)->bounded ? value_number(RESULT(at)->quantile_error) : value_absent)

static const struct field whole[] = {{.path = "level", .get = get_summary_level},
                                     {.path = "interval", .get = get_interval_method},
                                     {.path = "sd", .get = get_sd_kind},
                                     {.path = "quantile_definition", .get = get_definition},
                                     {.path = "quantile_error", .get = get_quantile_error}};

/* ---- what is pooled ---- */

static size_t count_pooled(const struct at *at)
{
    const struct pooled *pooled = OPTIONS(at)->pooled;
    bool known = pooled != NULL && pooled->n > 0 &&
                 (pooled->groups == RESULT(at)->grouping.n || pooled->rows[0].in_group == NULL);
    return known ? pooled->n : 0;
}

static const char *name_pooled(const struct at *at, char room[ITEM_NAME])
{
    (void)room;
    return OPTIONS(at)->pooled->rows[at->item].name;
}

GETTER(get_pooled_object, value_object)
/* With --stream of all requests, as those of a group were not looked at. */
static struct value get_pooled(const struct at *at)
{
    const struct pooled_factor *factor = &OPTIONS(at)->pooled->rows[at->item];
    return value_count(
        (double)(factor->in_group == NULL ? factor->values : factor->in_group[ROW(at)->group]));
}

static const struct field pooled_open[] = {{.path = "pooled", .get = get_pooled_object}};
static const struct field pooled[] = {{.path = "pooled.*", .get = get_pooled}};

/* ---- counts ---- */

GETTER(get_summary_measure, value_text(ROW(at)->measure))
GETTER(get_trimmed, value_count((double)ROW(at)->trimmed))
GETTER(get_summary_n, value_count(ROW(at)->n))
GETTER(get_missing, value_count((double)ROW(at)->missing))
GETTER(get_failed, value_count(ROW(at)->failed))
GETTER(get_censored, value_count((double)ROW(at)->censored))

static struct value get_failure_rate(const struct at *at)
{
    const struct summary_estimate *rate = &ROW(at)->failure_rate;
    return isnan(rate->value) ? value_null : value_estimate(rate->value, rate->interval);
}

GETTER(get_restricted, ROW(at)->censored == 0 ? value_absent : value_object)
GETTER(get_restricted_mean, ROW(at)->censored == 0 ? value_absent : value_number(ROW(at)->restricted_mean))
GETTER(get_restricted_to, ROW(at)->censored == 0 ? value_absent : value_number(ROW(at)->restricted_to))
GETTER(get_mean, value_estimate(ROW(at)->mean.value, ROW(at)->mean.interval))

static const struct field counts[] = {
    {"measure", "measure", .meaning = "what was measured", .get = get_summary_measure, .is_section = true},
    {.path = "trimmed", .meaning = "requests that --trim left out of the mean", .get = get_trimmed},
    {"n", "n", .meaning = "requests that succeeded and have a value", .get = get_summary_n},
    {"missing", "missing", .meaning = "requests that succeeded without a value", .get = get_missing,
     .rank = 8},
    {"failed", "failed", .meaning = "requests that failed; in no other number", .get = get_failed,
     .tone = TONE_FAILURES},
    {"censored", "censored", true, .meaning = "requests that were cut off, by a timeout say",
     .get = get_censored},
    {.path = "restricted_mean", .get = get_restricted},
    {.path = "restricted_mean.value", .get = get_restricted_mean},
    {.path = "restricted_mean.limit", .get = get_restricted_to},
    {"failure_rate", "failure_rate", true, INTERVAL_INSIDE,
     .meaning = "share that failed, by Wilson at its effective n", .get = get_failure_rate},
    {"mean", "mean", false, INTERVAL_BESIDE, .meaning = "arithmetic mean", .get = get_mean, .rank = 4}};

/* ---- statistics ---- */

static size_t count_statistics(const struct at *at)
{
    (void)at;
    return STATISTICS_N;
}

static const char *name_statistic(const struct at *at, char room[ITEM_NAME])
{
    (void)room;
    return statistics[at->item]->name;
}

GETTER(get_statistic, value_number(ROW(at)->statistics[at->item]))

static void list_statistics(FILE *stream)
{
    for (size_t i = 0; i < STATISTICS_N; i++) {
        form_list_field(statistics[i]->name, statistics[i]->unit, statistics[i]->meaning, stream);
    }
}

static const struct field statistic[] = {{.name = "", .path = "*", .get = get_statistic, .rank = 9}};

/* ---- quantiles ---- */

static size_t count_summary_quantiles(const struct at *at)
{
    return OPTIONS(at)->n_quantiles;
}

static const char *name_summary_quantile(const struct at *at, char room[ITEM_NAME])
{
    return statistic_quantile_name(OPTIONS(at)->quantiles[at->item], room);
}

/* NULL where the row has none. */
static const struct summary_quantile *find_quantile(const struct at *at)
{
    return ROW(at)->quantiles == NULL ? NULL : &ROW(at)->quantiles[at->item];
}

GETTER(get_quantiles, value_array)
GETTER(get_p, find_quantile(at) == NULL ? value_absent : value_number(OPTIONS(at)->quantiles[at->item]))

static struct value get_quantile(const struct at *at)
{
    const struct summary_quantile *quantile = find_quantile(at);
    if (quantile == NULL) {
        return value_absent;
    }
    struct value value = value_estimate(quantile->value, quantile->interval);
    value.for_programs = quantile->is_guess;
    return value;
}

static struct value get_quantile_interval(const struct at *at)
{
    const struct summary_quantile *quantile = find_quantile(at);
    return quantile == NULL ? value_absent : value_interval(quantile->interval);
}

static struct value get_coverage(const struct at *at)
{
    const struct summary_quantile *quantile = find_quantile(at);
    return quantile == NULL ? value_absent : value_number(quantile->coverage);
}

static struct value get_bucket(const struct at *at)
{
    const struct summary_quantile *quantile = find_quantile(at);
    return quantile == NULL || isnan(quantile->bucket.low) ? value_absent : value_interval(quantile->bucket);
}

static struct value get_quantile_note(const struct at *at)
{
    const struct summary_quantile *quantile = find_quantile(at);
    if (quantile == NULL || !quantile->lacks_bound) {
        return value_absent;
    }
    const struct note note = {.code = quantile->lacks, .numbers = {quantile->needs, quantile->has}};
    return value_scratch(at, words_append_reason(at->scratch, &note, at->err));
}

static const struct field quantiles_open[] = {{.path = "quantiles", .get = get_quantiles}};
static const struct field quantiles[] = {
    {.path = "quantiles[].p", .get = get_p},
    {"", "quantiles[].value", false, INTERVAL_APART, .meaning = "quantiles that -q asks for",
     .get = get_quantile, .rank = 3},
    {.path = "quantiles[].ci", .get = get_quantile_interval},
    {"_coverage", "quantiles[].coverage", true, .meaning = "what their interval covers really",
     .get = get_coverage},
    {.path = "quantiles[].bucket", .get = get_bucket},
    {.path = "quantiles[].note", .get = get_quantile_note}};

/* ---- the rest ---- */

GETTER(get_max, value_number(ROW(at)->max))
GETTER(get_throughput, value_estimate(ROW(at)->throughput_per_s.value, ROW(at)->throughput_per_s.interval))

GETTER(get_successes, value_number(ROW(at)->successes_per_s))

static const struct field last[] = {
    {"max", "max", .meaning = "largest value", .get = get_max, .rank = 5},
    {"throughput_per_s", "throughput_per_s", .interval = INTERVAL_BESIDE, .unit = "1/s",
     .meaning = "requests a second, failed ones too: n - 1 over the time from the first start to the last",
     .get = get_throughput, .rank = 6},
    {"successes_per_s", "successes_per_s", true, .unit = "1/s", .meaning = "its share that succeeded",
     .get = get_successes}};

/* ---- the shape ---- */

static size_t count_shapes(const struct at *at)
{
    return OPTIONS(at)->shapes;
}

/* A bar of eight heights for each step, the highest for the step of most values. */
static struct value get_shape(const struct at *at)
{
    static const char *const bars[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const double *shape = ROW(at)->shape;
    double most = 0;
    for (size_t i = 0; shape != NULL && i < SHAPE_STEPS; i++) {
        most = fmax(most, shape[i]);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && most > 0 && i < SHAPE_STEPS; i++) {
        status = text_print(at->scratch, at->err, "%s", bars[(size_t)ceil(shape[i] / most * 8)]);
    }
    return most > 0 || status != OK ? value_scratch(at, status) : value_absent;
}

static const struct field shape[] = {
    {.name = "shape",
     .meaning = "how the values are spread: steps of their logarithm; on a terminal",
     .get = get_shape,
     .rank = 3}};

/* ---- what it rests on ---- */

GETTER(get_effective_n, value_number(ROW(at)->effective_n))
GETTER(get_order, value_text(ROW(at)->order == BY_COLUMN ? OPTIONS(at)->order : order_names[ROW(at)->order]))

GETTER(get_cluster, ROW(at)->cluster == NULL ? value_null : value_text(ROW(at)->cluster))
GETTER(get_clusters, ROW(at)->cluster == NULL ? value_null : value_count((double)ROW(at)->clusters))

static const struct field rests_on[] = {
    {"cluster", "cluster", true, .meaning = "factor whose values tell which requests resemble one another",
     .get = get_cluster},
    {"clusters", "clusters", true, .meaning = "how many of these there are", .get = get_clusters},
    {"effective_n", "effective_n", true,
     .meaning = "independent requests that would tell as much of the mean", .get = get_effective_n},
    {.path = "order", .get = get_order}};

static struct value get_quality(const struct at *at)
{
    static const char *const words[] = {
        [SUMMARY_EXACT] = "exact", [SUMMARY_BUCKETED] = "bucketed", [SUMMARY_PUBLISHED] = "summary"};
    return value_text(words[ROW(at)->quality]);
}

static const struct field quality[] = {{"quality", "quality", true,
                                        .meaning = "exact, bucketed, or summary: published figures",
                                        .get = get_quality}};

static const void *get_diagnosis(const struct at *at)
{
    return ROW(at)->diagnosis;
}

/* ---- below the table ---- */

static enum status foot(const void *result, struct text *lines, struct error *err)
{
    static const char *const said[] = {
        [INTERVAL_DEPENDENT] = "allow for requests that depend on one another",
        [INTERVAL_INDEPENDENT] = "take the requests for independent (Student's t, order statistics)",
        [INTERVAL_BOOTSTRAP] = "are of the stationary bootstrap"};
    const struct summary_options *options = ((const struct summary_result *)result)->options;
    enum status status =
        !summary_has_intervals(options)
            ? text_print(lines, err, "no intervals, as asked; quantiles (%s); ", options->definition->name)
            : text_print(lines, err, "%.10g %% intervals stand beside the numbers and %s; quantiles (%s); ",
                         options->intervals.level * 100, said[options->intervals.method],
                         options->definition->name);
    return status == OK ? text_print(lines, err, "sd with %s; - is what the sample can't support\n",
                                     options->population ? "n" : "n - 1")
                        : status;
}

static enum status tell_shapes(const struct summary_result *result, struct text *lines, struct error *err)
{
    bool any = false;
    for (size_t i = 0; i < result->n; i++) {
        any |= result->rows[i].shape != NULL;
    }
    return any ? text_print(
                     lines, err,
                     "shape: %d steps of the logarithm, from a measure's smallest value to its largest\n",
                     SHAPE_STEPS)
               : OK;
}

static enum status lead(const void *result, struct text *lines, struct error *err)
{
    const struct summary_result *summary = result;
    enum status status = tell_shapes(summary, lines, err);
    return status != OK || summary->left_out == 0
               ? status
               : text_print(lines, err, "%zu of %zu rows are not shown (--top)\n", summary->left_out,
                            summary->left_out + summary->n);
}

static const struct form_block blocks[] = {
    BLOCK(pooled_open),
    BLOCK_OF(pooled, count_pooled, name_pooled, NULL),
    BLOCK(counts),
    {.fields = statistic, .n = 1, .times = count_statistics, .item = name_statistic, .list = list_statistics},
    BLOCK(quantiles_open),
    BLOCK_OF(quantiles, count_summary_quantiles, name_summary_quantile, "pN"),
    BLOCK(last),
    BLOCK_OF(shape, count_shapes, NULL, NULL),
    BLOCK(rests_on),
    BLOCK(quality),
    DIAGNOSIS_BLOCKS(get_diagnosis)};

static const struct form_block head = BLOCK(whole);

const struct form form_summary = {.schema = "faastat/summary/2",
                                  .rows = "groups",
                                  .count = count_summary_rows,
                                  .group = get_summary_group,
                                  .head = &head,
                                  .n_head = 1,
                                  .blocks = blocks,
                                  .n_blocks = sizeof blocks / sizeof *blocks,
                                  .has_intervals = has_intervals,
                                  .notes = get_notes,
                                  .lead = lead,
                                  .foot = foot};
