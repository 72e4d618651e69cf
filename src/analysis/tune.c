#include "analysis/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/tune_set.h"
#include "output/group_json.h"

/* What all groups share. */
struct tuning {
    const struct tune_options *options;
    const struct grouping *grouping;
    struct samples samples, billed; /* of the measure, and of billed_ms where the data have it */
    gsl_rng *rng;
    struct report *report;
    json_t *sets;
};

/* ---- JSON and cells ---- */

static json_t *json_interval(const struct interval *interval)
{
    return isnan(interval->low) && isnan(interval->high)
               ? json_null()
               : json_pack("[oo]", json_finite(interval->low), json_finite(interval->high));
}

static json_t *json_fit(const struct tune_set *set)
{
    const struct memory_fit *fit = &set->fit;
    if (!set->fitted) {
        return json_null();
    }
    return json_pack("{s:s, s:f, s:f, s:o, s:o, s:{s:f, s:f, s:f}, s:f}", "model",
                     memory_model_names[fit->model], "a", fit->a, "b", fit->b, "knee_mb",
                     json_finite(fit->knee_mb), "knee_ci", json_interval(&fit->knee), "aicc", "constant",
                     fit->aicc[MEMORY_CONSTANT], "hyperbola", fit->aicc[MEMORY_HYPERBOLA], "plateau",
                     fit->aicc[MEMORY_PLATEAU], "inflation", fit->inflation);
}

static json_t *json_size(const struct tune_options *options, const struct tune_size *size)
{
    json_t *meets = options->objective.text == NULL || isnan(size->upper_s)
                        ? json_null()
                        : json_boolean(size->upper_s < options->objective.bound_s);
    return json_pack("{s:f, s:o, s:f, s:o, s:f, s:f, s:f, s:f, s:b, s:o, s:o, s:o}", "memory_mb",
                     size->memory_mb, "n", isnan(size->n) ? json_null() : json_integer((json_int_t)size->n),
                     "mean", size->mean, "mean_ci", json_interval(&size->mean_interval), "billed_ms",
                     size->billed_s * 1000, "usd_per_request", size->usd, "usd_per_million", size->usd * 1e6,
                     "usd_per_month", size->usd * options->requests_per_month, "on_front", size->on_front,
                     "front_probability", json_finite(size->front_probability), "upper_bound",
                     json_finite(size->upper_s), "meets", meets);
}

static enum status add_json(const struct tune_set *set, json_t *sets, struct error *err)
{
    json_t *sizes = json_array();
    for (size_t i = 0; i < set->n; i++) {
        json_array_append_new(sizes, json_size(set->options, &set->sizes[i]));
    }
    json_t *by = group_json(set->grouping, &set->grouping->groups[set->first]);
    json_object_del(by, "memory_mb");
    json_t *object =
        json_pack("{s:o, s:s, s:o, s:o, s:o, s:O}", "by", by, "measure", set->options->measure, "fit",
                  json_fit(set), "sizes", sizes, "choice",
                  set->choice == NULL ? json_null() : json_real(set->choice->memory_mb), "notes", set->notes);
    return object != NULL && json_array_append_new(sets, object) == 0 ? OK : error_no_memory(err);
}

static enum status add_columns(const struct tune_options *options, struct report *report, struct error *err)
{
    static const struct {
        const char *name;
        bool has_interval;
    } columns[] = {{"memory_mb", false},       {"n", false},
                   {"mean_s", true},           {"billed_ms", false},
                   {"usd_per_million", false}, {"usd_per_month", false},
                   {"upper_bound_s", false},   {"front_probability", false},
                   {"verdict", false}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < options->n_by; i++) {
        status = report_add_column(report, options->by[i], false, false, err);
    }
    for (size_t i = 0; status == OK && i < sizeof columns / sizeof *columns; i++) {
        status = report_add_column(report, columns[i].name, columns[i].has_interval, false, err);
    }
    return status;
}

static void show(struct report *report, size_t column, double number)
{
    if (isfinite(number)) {
        cell_set_number(report_cell(report, column), number);
    }
}

static enum status add_row(const struct tune_set *set, const struct tune_size *size, struct report *report,
                           struct error *err)
{
    const struct group *group = &set->grouping->groups[set->first];
    enum status status = report_add_row(report, err);
    size_t column = 0;
    for (; status == OK && column < set->options->n_by; column++) {
        const char *text = group_text(set->grouping, group, column);
        status = cell_set_text(report_cell(report, column), text == NULL ? "NA" : text, err);
    }
    if (status != OK) {
        return status;
    }
    cell_set_count(report_cell(report, column++), (size_t)size->memory_mb);
    if (!isnan(size->n)) {
        cell_set_count(report_cell(report, column), (size_t)size->n);
    }
    show(report, ++column, size->mean);
    report_cell(report, column)->low = size->mean_interval.low;
    report_cell(report, column)->high = size->mean_interval.high;
    show(report, ++column, size->billed_s * 1000);
    show(report, ++column, size->usd * 1e6);
    show(report, ++column, size->usd * set->options->requests_per_month);
    show(report, ++column, size->upper_s);
    show(report, ++column, size->front_probability);
    return cell_set_text(report_cell(report, ++column),
                         size == set->choice ? "choice"
                         : size->on_front    ? "on the front"
                                             : "dominated",
                         err);
}

/* ---- the report ---- */

static enum status tune_set(struct tune_set *set, const struct tuning *tuning, struct error *err)
{
    enum status status = tune_judge(set, tuning->rng, err);
    for (size_t i = 0; status == OK && i < set->n; i++) {
        status = add_row(set, &set->sizes[i], tuning->report, err);
    }
    return status == OK ? add_json(set, tuning->sets, err) : status;
}

/* Whether two groups differ in nothing but the memory size, which is the last factor. */
static bool same_set(const struct grouping *grouping, size_t a, size_t b)
{
    return memcmp(grouping->groups[a].codes, grouping->groups[b].codes,
                  (grouping->n_by - 1) * sizeof *grouping->groups[a].codes) == 0;
}

static enum status name_set(struct tune_set *set, struct error *err)
{
    struct grouping without = *set->grouping;
    without.n_by--;
    return group_name(&without, &set->grouping->groups[set->first], &set->name, err);
}

/* Takes in the sizes of the groups from `first` on that belong together, and tunes them; *next is what
 * follows. */
static enum status add_set(const struct tuning *tuning, size_t first, size_t *next, struct error *err)
{
    const struct grouping *grouping = tuning->grouping;
    const struct column *memory = grouping->by[grouping->n_by - 1];
    struct tune_set set = {
        .options = tuning->options, .grouping = grouping, .first = first, .notes = json_array()};
    set.sizes = calloc(grouping->n + 1, sizeof *set.sizes);
    enum status status = set.sizes == NULL || set.notes == NULL ? error_no_memory(err) : name_set(&set, err);
    size_t g = first;
    for (; status == OK && g < grouping->n && same_set(grouping, first, g); g++) {
        const struct sample *sample = &tuning->samples.samples[g];
        uint32_t code = grouping->groups[g].codes[grouping->n_by - 1];
        struct tune_size *size = &set.sizes[set.n];
        size->memory_mb = code == 0 ? NAN : memory->dictionary.numbers[code - 1];
        if (sample->censored > 0) {
            status = tune_leave_out(&set, size->memory_mb, sample, err);
        } else if (sample_has_mean(sample) && size->memory_mb > 0) {
            const struct sample *billed = tuning->billed.n > 0 ? &tuning->billed.samples[g] : NULL;
            status = tune_fill_size(tuning->options, sample, billed, size, err);
            set.n++;
        }
    }
    *next = g;
    if (status == OK && set.n > 0) {
        status = tune_set(&set, tuning, err);
    }
    for (size_t i = 0; status == OK && set.n == 0 && i < json_array_size(set.notes); i++) {
        status =
            text_print(&tuning->report->notes, err, "%s\n", json_string_value(json_array_get(set.notes, i)));
    }
    free(set.sizes);
    text_release(&set.name);
    json_decref(set.notes);
    return status;
}

static enum status finish(const struct tuning *tuning, struct error *err)
{
    const struct tune_options *options = tuning->options;
    struct report *report = tuning->report;
    size_t i, n;
    json_t *set, *said;
    enum status status = OK;
    json_array_foreach(tuning->sets, i, set)
    {
        json_array_foreach(json_object_get(set, "notes"), n, said)
        {
            status = status != OK ? status : text_print(&report->notes, err, "%s\n", json_string_value(said));
        }
    }
    if (status == OK) {
        status = text_print(&report->notes, err, "prices: %s, as of %s; %g ms billing; %g requests a month\n",
                            options->prices->provider, options->prices->holds_for, options->billing_ms,
                            options->requests_per_month);
    }
    report->json =
        json_pack("{s:s, s:f, s:{s:s, s:s, s:f, s:f, s:f}, s:f, s:o, s:O}", "schema", "faastat/tune/1",
                  "level", options->level, "prices", "provider", options->prices->provider, "holds_for",
                  options->prices->holds_for, "usd_per_gb_s", options->prices->usd_per_gb_s,
                  "usd_per_request", options->prices->usd_per_request, "billing_ms", options->billing_ms,
                  "requests_per_month", options->requests_per_month, "objective",
                  options->objective.text == NULL ? json_null() : json_string(options->objective.text),
                  "sets", tuning->sets);
    return status == OK && report->json == NULL ? error_no_memory(err) : status;
}

static enum status tune_groups(struct tuning *tuning, struct table *table, struct error *err)
{
    enum status status =
        samples_collect(table, tuning->grouping, tuning->options->measure, NULL, &tuning->samples, err);
    bool is_billed = strcmp(tuning->options->measure, "duration_s") == 0;
    if (status == OK && is_billed && table_find_column(table, "billed_ms") != NULL) {
        status = samples_collect(table, tuning->grouping, "billed_ms", NULL, &tuning->billed, err);
    }
    if (status == OK) {
        status = add_columns(tuning->options, tuning->report, err);
    }
    for (size_t g = 0; status == OK && g < tuning->grouping->n;) {
        status = add_set(tuning, g, &g, err);
    }
    if (status == OK && tuning->report->rows == 0) {
        status = error_set(err, BAD_DATA, "found no request with a memory_mb and %s to tune",
                           tuning->options->measure);
    }
    samples_release(&tuning->samples);
    samples_release(&tuning->billed);
    return status == OK ? finish(tuning, err) : status;
}

enum status tune_report(struct table *table, const struct tune_options *options, struct report *report,
                        struct error *err)
{
    struct grouping grouping = {0};
    struct tuning tuning = {.options = options,
                            .grouping = &grouping,
                            .rng = gsl_rng_alloc(gsl_rng_mt19937),
                            .report = report,
                            .sets = json_array()};
    const char **by = calloc(options->n_by + 1, sizeof *by);
    enum status status = by == NULL || tuning.rng == NULL || tuning.sets == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < options->n_by; i++) {
        by[i] = options->by[i];
    }
    if (status == OK) {
        by[options->n_by] = "memory_mb";
        gsl_rng_set(tuning.rng, (unsigned long)options->seed);
        status = table_group(table, by, options->n_by + 1, &grouping, err);
    }
    if (status == OK) {
        status = tune_groups(&tuning, table, err);
    }
    if (tuning.rng != NULL) {
        gsl_rng_free(tuning.rng);
    }
    free(by);
    json_decref(tuning.sets);
    grouping_release(&grouping);
    return status;
}
