#include "analysis/tune/tune_set.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/known_group.h"
#include "stats/moments.h"
#include "stats/sizes/pareto.h"

enum { FRONT_DRAWS = 9999 };

/* ---- one size ---- */

/* Whether the data tell what was billed for each request. */
static bool is_billed(const struct sample *sample, const struct sample *billed)
{
    return billed != NULL && billed->kept.n == sample->kept.n && sample->kept.n > 0;
}

/* The mean of what was billed; where the data don't tell, what would be: published ones are billed their
 * mean. */
static double mean_billed_s(const struct tune_options *options, const struct sample *sample,
                            const struct sample *billed, double mean_s)
{
    double sum_s = 0;
    if (is_billed(sample, billed)) {
        return moments_compute(billed->kept.values, billed->kept.n).mean / 1000;
    }
    for (size_t i = 0; i < sample->kept.n; i++) {
        sum_s += price_billed_time(sample->kept.values[i], options->billing_ms);
    }
    return sample->kept.n > 0 ? sum_s / (double)sample->kept.n
                              : price_billed_time(mean_s, options->billing_ms);
}

/* What the objective is about, or else the mean, with its interval; and the bounds of the objective,
 * one-sided at the level. NaN where the sample has none. */
static enum status find_aim(const struct tune_options *options, const struct known_group *known,
                            struct tune_size *size, struct error *err)
{
    double level =
        fmax(0, 2 * options->intervals.level - 1); /* two-sided, it leaves 1 - level on each side */
    struct interval bounds = {NAN, NAN};
    struct error why = {{0}};
    enum status status = OK;
    bool any = options->objective.text != NULL;
    size->aim_s = size->mean;
    size->aim_interval = size->mean_interval;
    if (any && options->objective.statistic.kind == STATISTIC_MEAN) {
        status = known_group_mean(known, level, &bounds, &why);
    } else if (any) {
        size->aim_s = NAN;
        size->aim_interval = bounds;
        if (known->n_sorted > 0) {
            struct known_quantile quantile = known_group_quantile(known, 0, options->intervals.level);
            size->aim_s = quantile.value;
            size->aim_interval = quantile.interval;
            bounds = known_group_quantile(known, 0, level).interval;
        }
    }
    size->lower_s = bounds.low;
    size->upper_s = bounds.high;
    return error_forgive(status, &why, err);
}

/* The times that are billed for the requests of the sample; caller frees. NULL when memory is out. */
static double *list_billed(const struct tune_options *options, const struct sample *sample,
                           const struct sample *billed)
{
    double *values = calloc(sample->kept.n + 1, sizeof *values);
    bool told = is_billed(sample, billed);
    for (size_t i = 0; values != NULL && i < sample->kept.n; i++) {
        values[i] = told ? billed->kept.values[i] / 1000
                         : price_billed_time(sample->kept.values[i], options->billing_ms);
    }
    return values;
}

/* The interval of what a request costs: that of the mean billed time, of published ones that of their mean.
 */
static enum status find_cost_interval(const struct tune_options *options, const struct known_group *known,
                                      const struct sample *billed, struct tune_size *size, struct error *err)
{
    struct sample sample =
        *known->sample; /* whose requests came in the same order, and from the same place */
    struct known_group times = {0};
    struct interval interval = size->mean_interval;
    struct error why = {{0}};
    enum status status = OK;
    double *values = NULL;
    if (sample.kept.n > 0) {
        values = list_billed(options, &sample, billed);
        sample.kept.values = values;
        status =
            values == NULL ? error_no_memory(err) : known_group_init(&times, &sample, known->options, err);
        if (status == OK) {
            status = known_group_mean(&times, options->intervals.level, &interval, &why);
            status = error_forgive(status, &why, err);
        }
    }
    size->usd_interval = (struct interval){prices_usd(options->prices, interval.low, size->memory_mb),
                                           prices_usd(options->prices, interval.high, size->memory_mb)};
    known_group_release(&times);
    free(values);
    return status;
}

static enum status fill_known(const struct tune_options *options, const struct known_group *known,
                              const struct sample *billed, struct tune_size *size, struct error *err)
{
    const struct mean_figures *figures = &known->figures;
    struct error why = {{0}};
    size->mean = figures->mean;
    size->sd = figures->sd;
    size->n = known->n;
    size->effective_n = figures->effective_n;
    size->df = figures->df;
    size->usd_interval = (struct interval){NAN, NAN};
    enum status status = known_group_mean(known, options->intervals.level, &size->mean_interval, &why);
    status = error_forgive(status, &why, err);
    size->billed_s = mean_billed_s(options, known->sample, billed, size->mean);
    size->usd = prices_usd(options->prices, size->billed_s, size->memory_mb);
    if (status == OK && options->compared != NULL) {
        status = find_cost_interval(options, known, billed, size, err);
    }
    return status == OK ? find_aim(options, known, size, err) : status;
}

enum status tune_fill_size(const struct tune_options *options, const struct sample *sample,
                           const struct sample *billed, struct tune_size *size, struct error *err)
{
    const struct tune_objective *objective = &options->objective;
    const struct known_options asked = {.intervals = options->intervals,
                                        .clusters = options->clusters,
                                        .quantiles = &objective->statistic.p,
                                        .n_quantiles = objective->text != NULL &&
                                                       objective->statistic.kind == STATISTIC_QUANTILE,
                                        .whole = true};
    struct known_group known;
    enum status status = known_group_init(&known, sample, &asked, err);
    if (status == OK) {
        status = fill_known(options, &known, billed, size, err);
    }
    known_group_release(&known);
    return status;
}

/* ---- one set ---- */

/* Whether the spread of the size's requests is known. */
static bool has_spread(const struct tune_size *size)
{
    return size->n >= 2 && size->df > 0 && !isnan(size->sd);
}

static struct choice choice_of(const struct prices *prices, const struct tune_size *size)
{
    bool spread = has_spread(size);
    return (struct choice){
        .latency = {size->memory_mb, size->mean, spread ? size->sd / sqrt(size->effective_n) : 0,
                    spread ? size->df : 1},
        .cost_per_latency = size->billed_s / size->mean * size->memory_mb / 1024 * prices->usd_per_gb_s,
        .fixed_cost = prices->usd_per_request};
}

static enum status find_front(const struct prices *prices, struct tune_set *set, gsl_rng *rng,
                              struct error *err)
{
    struct choice *choices = calloc(set->n, sizeof *choices);
    double *probability = calloc(set->n, sizeof *probability);
    bool *on_front = calloc(set->n, sizeof *on_front);
    bool known = true;
    enum status status = OK;
    if (choices == NULL || probability == NULL || on_front == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    for (size_t i = 0; i < set->n; i++) {
        known &= has_spread(&set->sizes[i]) && set->sizes[i].mean > 0;
        choices[i] = choice_of(prices, &set->sizes[i]);
    }
    pareto_front(choices, set->n, on_front);
    if (known) {
        status = pareto_probability(choices, set->n, FRONT_DRAWS, rng, probability, err);
    }
    if (status != OK) {
        goto out;
    }
    for (size_t i = 0; i < set->n; i++) {
        set->sizes[i].on_front = on_front[i];
        set->sizes[i].front_probability = known ? probability[i] : NAN;
    }
out:
    free(choices);
    free(probability);
    free(on_front);
    return status;
}

static enum status note_knee(const struct tune_options *options, struct tune_set *set, struct error *err)
{
    static const enum note_code codes[2][2] = {{NOTE_KNEE_UNBOUNDED, NOTE_KNEE_BOUNDED_ABOVE},
                                               {NOTE_KNEE_BOUNDED_BELOW, NOTE_KNEE}};
    const struct memory_fit *fit = &set->fit;
    struct note note = {
        codes[!isnan(fit->knee.low)][!isnan(fit->knee.high)], NULL, {fit->knee_mb, options->intervals.level}};
    size_t n = 2;
    if (!isnan(fit->knee.low)) {
        note.numbers[n++] = fit->knee.low;
    }
    if (!isnan(fit->knee.high)) {
        note.numbers[n++] = fit->knee.high;
    }
    note.numbers[n] = memory_predict(fit, INFINITY);
    return notes_add(&set->notes, &note, err);
}

static enum status note_fit(const struct tune_options *options, struct tune_set *set, struct error *err)
{
    switch (set->fit.model) {
    case MEMORY_CONSTANT:
        return notes_add(&set->notes, &(struct note){NOTE_NO_KNEE_CONSTANT, NULL, {set->fit.a}}, err);
    case MEMORY_HYPERBOLA:
        return notes_add(&set->notes, &(struct note){NOTE_NO_KNEE_HYPERBOLA, NULL, {set->fit.a, set->fit.b}},
                         err);
    case MEMORY_PLATEAU:
        return note_knee(options, set, err);
    case MEMORY_MODELS:
        break;
    }
    abort();
}

static enum status find_knee(const struct tune_options *options, struct tune_set *set, struct error *err)
{
    struct memory_point *points = calloc(set->n, sizeof *points);
    if (points == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < set->n; i++) {
        const struct tune_size *size = &set->sizes[i];
        points[i] = (struct memory_point){size->memory_mb, size->mean, size->sd,
                                          fmax(fmin(2, size->n), size->effective_n)};
    }
    struct error why = {{0}};
    enum status status = memory_fit(points, set->n, options->intervals.level, &set->fit, &why);
    free(points);
    set->has_fit = status == OK;
    return set->has_fit ? note_fit(options, set, err)
                        : notes_explain(&set->notes, status, &(struct note){.code = NOTE_NO_FIT}, &why, err);
}

/* How the choice differs from the size in use. */
static enum status note_current(const struct tune_size *current, struct tune_set *set, struct error *err)
{
    static const enum note_code codes[2][2] = {{NOTE_DEARER_SLOWER, NOTE_DEARER_FASTER},
                                               {NOTE_CHEAPER_SLOWER, NOTE_CHEAPER_FASTER}};
    double cheaper = 1 - set->choice->usd / current->usd, faster = 1 - set->choice->mean / current->mean;
    const struct note note = {
        codes[cheaper >= 0][faster >= 0], NULL, {fabs(cheaper), fabs(faster), current->memory_mb}};
    return notes_add(&set->notes, &note, err);
}

static bool meets(const struct tune_objective *objective, const struct tune_size *size)
{
    return objective->text == NULL || size->upper_s < objective->bound_s;
}

/* The cheapest size on the front, of those that meet the objective when there is one. */
static enum status choose(const struct tune_options *options, struct tune_set *set, struct error *err)
{
    const struct tune_objective *objective = &options->objective;
    const struct tune_size *current = NULL;
    bool unknown = false;
    for (size_t i = 0; i < set->n; i++) {
        const struct tune_size *size = &set->sizes[i];
        unknown |= isnan(size->upper_s);
        if (size->on_front && meets(objective, size) &&
            (set->choice == NULL || size->usd < set->choice->usd)) {
            set->choice = size;
        }
        if (size->memory_mb == options->current_mb) {
            current = size;
        }
    }
    if (set->choice == NULL) {
        const struct note note = {unknown ? NOTE_NONE_MEETS_OR_TELLS : NOTE_NONE_MEETS, objective->text, {0}};
        return notes_add(&set->notes, &note, err);
    }
    const struct note note = {objective->text == NULL ? NOTE_CHEAPEST : NOTE_CHEAPEST_THAT_MEETS,
                              NULL,
                              {set->choice->memory_mb, set->choice->mean, set->choice->usd * 1e6}};
    enum status status = notes_add(&set->notes, &note, err);
    if (status == OK && current == NULL && !isnan(options->current_mb)) {
        const struct note missing = {NOTE_NO_SUCH_SIZE, NULL, {options->current_mb}};
        return notes_add(&set->notes, &missing, err);
    }
    return status == OK && current != NULL && current != set->choice ? note_current(current, set, err)
                                                                     : status;
}

enum status tune_judge(const struct tune_options *options, struct tune_set *set, gsl_rng *rng,
                       struct error *err)
{
    enum status status = find_front(options->prices, set, rng, err);
    if (status == OK) {
        status = find_knee(options, set, err);
    }
    return status == OK ? choose(options, set, err) : status;
}
