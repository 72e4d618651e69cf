#include "analysis/tune_set.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/known_group.h"
#include "stats/moments.h"
#include "stats/pareto.h"
#include "stats/quantile.h"

enum { FRONT_DRAWS = 9999 };

static enum status note(struct tune_set *set, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status note(struct tune_set *set, struct error *err, const char *format, ...)
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

/* The mean of what was billed; where the data don't tell, what would be: published ones are billed their
 * mean. */
static double mean_billed_s(const struct tune_options *options, const struct sample *sample,
                            const struct sample *billed, double mean_s)
{
    double sum_s = 0;
    if (billed != NULL && billed->n == sample->n && sample->n > 0) {
        return moments_compute(billed->values, billed->n).mean / 1000;
    }
    for (size_t i = 0; i < sample->n; i++) {
        sum_s += billed_time(sample->values[i], options->billing_ms);
    }
    return sample->n > 0 ? sum_s / (double)sample->n : billed_time(mean_s, options->billing_ms);
}

enum status tune_leave_out(struct tune_set *set, double memory_mb, const struct sample *sample,
                           struct error *err)
{
    return note(set, err, "%g MB left out: %zu requests were cut off, so that their mean is not known",
                memory_mb, sample->censored);
}

/* The upper bound, one-sided at the level, of what the objective is about; NaN when the sample has none. */
static enum status upper_bound(const struct tune_options *options, const struct sample *sample,
                               const struct tune_size *size, double *upper_s, struct error *err)
{
    *upper_s = NAN;
    if (options->objective.text == NULL) {
        return OK;
    }
    if (options->objective.statistic.kind == ESTIMATE_MEAN) {
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
    quantile_interval(sample->n, options->objective.statistic.p, fmax(0, 2 * options->level - 1), &ranks);
    *upper_s = ranks.high > 0 ? sorted[ranks.high - 1] : NAN;
    free(sorted);
    return OK;
}

enum status tune_fill_size(const struct tune_options *options, const struct sample *sample,
                           const struct sample *billed, struct tune_size *size, struct error *err)
{
    struct summary_figures figures = sample_figures(sample);
    size->mean = figures.mean;
    size->sd = figures.sd;
    size->n = figures.n;
    struct error why = {{0}}; /* it takes no memory, so that only the data can be wanting */
    size->mean_interval = (struct interval){NAN, NAN};
    if (!isnan(size->sd)) {
        (void)mean_interval(size->mean, size->sd, size->n, options->level, &size->mean_interval, &why);
    }
    size->billed_s = mean_billed_s(options, sample, billed, size->mean);
    size->usd = prices_usd(options->prices, size->billed_s, size->memory_mb);
    return upper_bound(options, sample, size, &size->upper_s, err);
}

/* ---- one group ---- */

static enum status find_front(struct tune_set *set, gsl_rng *rng, struct error *err)
{
    const struct prices *prices = set->options->prices;
    struct choice *choices = calloc(set->n + 1, sizeof *choices);
    double *probability = calloc(set->n + 1, sizeof *probability);
    bool *on_front = calloc(set->n + 1, sizeof *on_front);
    bool known = true;
    enum status status =
        choices == NULL || probability == NULL || on_front == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < set->n; i++) {
        const struct tune_size *size = &set->sizes[i];
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
static enum status note_knee(struct tune_set *set, struct error *err)
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

static enum status find_knee(struct tune_set *set, struct error *err)
{
    struct memory_point *points = calloc(set->n + 1, sizeof *points);
    if (points == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < set->n; i++) {
        const struct tune_size *size = &set->sizes[i];
        points[i] = (struct memory_point){size->memory_mb, size->mean, size->sd, size->n};
    }
    struct error why = {{0}};
    enum status status = memory_fit(points, set->n, set->options->level, &set->fit, &why);
    free(points);
    set->fitted = status == OK;
    if (!set->fitted) {
        status = error_forgive(status, &why, err);
        return status == OK ? note(set, err, "%s", why.text) : status;
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
static enum status choose(struct tune_set *set, struct error *err)
{
    const struct tune_objective *objective = &set->options->objective;
    bool unknown = false;
    for (size_t i = 0; i < set->n; i++) {
        const struct tune_size *size = &set->sizes[i];
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

enum status tune_judge(struct tune_set *set, gsl_rng *rng, struct error *err)
{
    enum status status = find_front(set, rng, err);
    if (status == OK) {
        status = find_knee(set, err);
    }
    return status == OK ? choose(set, err) : status;
}
