#include "report/tune.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/group_json.h"
#include "stats/interval.h"
#include "stats/memory_fit.h"
#include "stats/moments.h"
#include "stats/pareto.h"
#include "stats/quantile.h"
#include "table/samples.h"

enum { FRONT_DRAWS = 9999 };

/* One memory size of one group. */
struct size {
    double memory_mb, mean, sd, n; /* sd and n are NaN where they are not known */
    struct interval mean_interval; /* NaN without */
    double billed_s, usd;          /* of a request, on average */
    double upper_s;                /* of what the objective asks for; NaN without */
    bool on_front;
    double front_probability;
};

/* What all groups share. */
struct tuning {
    const struct tune_options *options;
    const struct grouping *grouping;
    struct samples samples;
    gsl_rng *rng;
    struct report *report;
    json_t *sets;
};

/* All sizes of one group. */
struct set {
    const struct tune_options *options;
    const struct grouping *grouping;
    size_t first; /* group of the first size */
    struct size *sizes;
    size_t n;
    struct memory_fit fit;
    bool fitted;
    const struct size *choice, *current;
    struct text name;
    json_t *notes;
};

static enum status note(struct set *set, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status note(struct set *set, struct error *err, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    struct text text = {0};
    enum status status = text_print(&text, err, "%s: %s", set->name.bytes, line);
    if (status == OK && json_array_append_new(set->notes, json_string(text.bytes)) != 0) {
        status = error_no_memory(err);
    }
    text_release(&text);
    return status;
}

/* ---- one size ---- */

static double round_up(double value_s, double billing_ms)
{
    return ceil(value_s * 1000 / billing_ms - 1e-9) * billing_ms / 1000;
}

static double billed_mean(const struct sample *sample, double mean, double billing_ms)
{
    double sum = 0;
    for (size_t i = 0; i < sample->n; i++) {
        sum += round_up(sample->values[i], billing_ms);
    }
    return sample->n > 0 ? sum / (double)sample->n : round_up(mean, billing_ms);
}

/* The upper bound, one-sided at the level, of what the objective is about; NaN when the sample has none. */
static enum status upper_bound(const struct tune_options *options, const struct sample *sample,
                               const struct size *size, double *upper_s, struct error *err)
{
    *upper_s = NAN;
    if (options->objective.text == NULL) {
        return OK;
    }
    if (options->objective.p == 0) {
        if (size->n >= 2 && !isnan(size->sd)) {
            double t = gsl_cdf_tdist_Qinv(1 - options->level, size->n - 1);
            *upper_s = size->mean + t * size->sd / sqrt(size->n);
        }
        return OK;
    }
    if (sample->n == 0) {
        return OK;
    }
    double *sorted = calloc(sample->n, sizeof *sorted);
    if (sorted == NULL) {
        return error_no_memory(err);
    }
    memcpy(sorted, sample->values, sample->n * sizeof *sorted);
    sort_values(sorted, sample->n);
    struct quantile_interval ranks; /* two-sided at 2 level - 1 leaves 1 - level above */
    quantile_interval(sample->n, options->objective.p, fmax(0, 2 * options->level - 1), &ranks);
    *upper_s = ranks.high > 0 ? sorted[ranks.high - 1] : NAN;
    free(sorted);
    return OK;
}

static enum status fill_size(const struct tune_options *options, const struct sample *sample,
                             struct size *size, struct error *err)
{
    if (sample->n > 0) {
        struct moments moments = moments_compute(sample->values, sample->n);
        size->mean = moments.mean;
        size->sd = sample->n > 1 ? moments.sd : NAN;
        size->n = (double)sample->n;
    } else {
        size->mean = sample->published.mean;
        size->n = sample->published.n;
        size->sd = isnan(sample->published.sd)
                       ? sample->published.population_sd * sqrt(size->n / (size->n - 1))
                       : sample->published.sd;
    }
    struct error why = {{0}};
    size->mean_interval = (struct interval){NAN, NAN};
    if (!isnan(size->sd)) {
        (void)mean_interval(size->mean, size->sd, size->n, options->level, &size->mean_interval, &why);
    }
    size->billed_s = billed_mean(sample, size->mean, options->billing_ms);
    size->usd = size->billed_s * size->memory_mb / 1024 * options->prices->usd_per_gb_s +
                options->prices->usd_per_request;
    return upper_bound(options, sample, size, &size->upper_s, err);
}

/* ---- one group ---- */

static enum status find_front(struct set *set, gsl_rng *rng, struct error *err)
{
    const struct prices *prices = set->options->prices;
    struct choice *choices = calloc(set->n + 1, sizeof *choices);
    double *probability = calloc(set->n + 1, sizeof *probability);
    bool *on_front = calloc(set->n + 1, sizeof *on_front);
    bool known = true;
    enum status status =
        choices == NULL || probability == NULL || on_front == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < set->n; i++) {
        const struct size *size = &set->sizes[i];
        bool spread = size->n >= 2 && !isnan(size->sd);
        known &= spread;
        choices[i] = (struct choice){.latency = size->mean,
                                     .standard_error = spread ? size->sd / sqrt(size->n) : 0,
                                     .df = spread ? size->n - 1 : 1,
                                     .cost_per_latency = size->billed_s / size->mean * size->memory_mb /
                                                         1024 * prices->usd_per_gb_s,
                                     .fixed_cost = prices->usd_per_request};
    }
    if (status == OK) {
        pareto_front(choices, set->n, on_front);
        status = pareto_probability(choices, set->n, FRONT_DRAWS, rng, probability, err);
    }
    for (size_t i = 0; status == OK && i < set->n; i++) {
        set->sizes[i].on_front = on_front[i];
        set->sizes[i].front_probability = known ? probability[i] : NAN;
    }
    free(choices);
    free(probability);
    free(on_front);
    return status;
}

/* A bound that the sizes do not show is said to be beyond them. */
static enum status note_knee(struct set *set, struct error *err)
{
    const struct memory_fit *fit = &set->fit;
    char low[32] = "below the second size", high[32] = "above the last but one";
    if (!isnan(fit->knee.low)) {
        snprintf(low, sizeof low, "%.0f", fit->knee.low);
    }
    if (!isnan(fit->knee.high)) {
        snprintf(high, sizeof high, "%.0f", fit->knee.high);
    }
    return note(set, err, "knee at %.0f MB, %.10g %% interval %s to %s: more memory gains nothing, %.4g s",
                fit->knee_mb, set->options->level * 100, low, high, memory_predict(fit, INFINITY));
}

static enum status find_knee(struct set *set, struct error *err)
{
    struct memory_point *points = calloc(set->n + 1, sizeof *points);
    if (points == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < set->n; i++) {
        const struct size *size = &set->sizes[i];
        points[i] = (struct memory_point){size->memory_mb, size->mean, size->sd, size->n};
    }
    struct error why = {{0}};
    set->fitted = memory_fit(points, set->n, set->options->level, &set->fit, &why) == OK;
    free(points);
    if (!set->fitted) {
        return note(set, err, "%s", why.text);
    }
    switch (set->fit.model) {
    case MEMORY_CONSTANT:
        return note(set, err, "no knee found: memory does not change it, %.4g s", set->fit.a);
    case MEMORY_HYPERBOLA:
        return note(set, err, "no knee found: %.4g s + %.4g s MB / memory over all sizes", set->fit.a,
                    set->fit.b);
    default:
        return note_knee(set, err);
    }
}

/* The cheapest size on the front, of those that meet the objective when there is one. */
static enum status choose(struct set *set, struct error *err)
{
    const struct tune_objective *objective = &set->options->objective;
    bool unknown = false;
    for (size_t i = 0; i < set->n; i++) {
        const struct size *size = &set->sizes[i];
        bool meets = objective->text == NULL || size->upper_s < objective->bound_s;
        unknown |= objective->text != NULL && isnan(size->upper_s);
        if (size->on_front && meets && (set->choice == NULL || size->usd < set->choice->usd)) {
            set->choice = size;
        }
        if (size->memory_mb == set->options->current_mb) {
            set->current = size;
        }
    }
    if (set->choice == NULL) {
        return note(set, err, "no size is shown to meet %s%s", objective->text,
                    unknown ? "; some have too few requests to tell" : "");
    }
    enum status status = note(set, err, "%s: %.0f MB, %.4g s, %.4g USD per million requests",
                              objective->text == NULL ? "cheapest" : "cheapest that meets the objective",
                              set->choice->memory_mb, set->choice->mean, set->choice->usd * 1e6);
    if (status == OK && set->current != NULL && set->current != set->choice) {
        double cheaper = 100 * (1 - set->choice->usd / set->current->usd);
        double faster = 100 * (1 - set->choice->mean / set->current->mean);
        status = note(set, err, "%.3g %% %s and %.3g %% %s than the %.0f MB in use", fabs(cheaper),
                      cheaper >= 0 ? "cheaper" : "dearer", fabs(faster), faster >= 0 ? "faster" : "slower",
                      set->current->memory_mb);
    }
    return status;
}

/* ---- JSON and cells ---- */

static json_t *json_interval(const struct interval *interval)
{
    return isnan(interval->low) && isnan(interval->high)
               ? json_null()
               : json_pack("[oo]", json_finite(interval->low), json_finite(interval->high));
}

static json_t *json_fit(const struct set *set)
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

static json_t *json_size(const struct tune_options *options, const struct size *size)
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

static enum status add_json(const struct set *set, json_t *sets, struct error *err)
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

static enum status add_row(const struct set *set, const struct size *size, struct report *report,
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

static enum status tune_set(struct set *set, const struct tuning *tuning, struct error *err)
{
    enum status status = find_front(set, tuning->rng, err);
    if (status == OK) {
        status = find_knee(set, err);
    }
    if (status == OK) {
        status = choose(set, err);
    }
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

static enum status name_set(struct set *set, struct error *err)
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
    struct set set = {
        .options = tuning->options, .grouping = grouping, .first = first, .notes = json_array()};
    set.sizes = calloc(grouping->n + 1, sizeof *set.sizes);
    enum status status = set.sizes == NULL || set.notes == NULL ? error_no_memory(err) : name_set(&set, err);
    size_t g = first;
    for (; status == OK && g < grouping->n && same_set(grouping, first, g); g++) {
        const struct sample *sample = &tuning->samples.samples[g];
        uint32_t code = grouping->groups[g].codes[grouping->n_by - 1];
        struct size *size = &set.sizes[set.n];
        size->memory_mb = code == 0 ? NAN : memory->dictionary.numbers[code - 1];
        if ((sample->n > 0 || sample->published.rows == 1) && size->memory_mb > 0) {
            status = fill_size(tuning->options, sample, size, err);
            set.n++;
        }
    }
    *next = g;
    if (status == OK && set.n > 0) {
        status = tune_set(&set, tuning, err);
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
