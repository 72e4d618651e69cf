#include "report/compare_pair.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "report/dependence.h"
#include "stats/autocorrelation.h"
#include "stats/bootstrap.h"
#include "stats/cliffs_delta.h"
#include "stats/hodges_lehmann.h"
#include "stats/kolmogorov_smirnov.h"
#include "stats/mann_whitney.h"
#include "stats/moments.h"
#include "stats/quantile.h"
#include "stats/welch.h"

/* Below this the resamples of a sample are too few and too much alike: the mean's interval is Welch's then.
 */
enum { MIN_BOOTSTRAP = 10 };
/* Dependence is looked for in samples of this many requests or more. */
enum { MIN_DEPENDENCE = 40 };

const char *const pair_test_names[PAIR_TESTS] = {"welch", "mann_whitney", "kolmogorov_smirnov"};

static const struct effect_result no_effect = {NAN, {NAN, NAN}, NULL};

/* Both samples of a pair and what its numbers are made with. */
struct comparison {
    const struct compare_options *options;
    const struct sample *samples[2];
    struct draws draws[2];             /* their requests */
    struct summary_figures figures[2]; /* NaN where they are not known */
    double *sorted[2];                 /* NULL for published means */
    uint64_t stream;
    struct pair *pair;
};

static enum status note(struct pair *pair, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status note(struct pair *pair, struct error *err, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return json_array_append_new(pair->notes, json_string(line)) == 0 ? OK : error_no_memory(err);
}

static bool are_requests(const struct comparison *c)
{
    return c->samples[0]->n > 0 && c->samples[1]->n > 0;
}

/* Whether both samples are large enough to be resampled. */
static bool can_resample(const struct comparison *c)
{
    return c->samples[0]->n >= MIN_BOOTSTRAP && c->samples[1]->n >= MIN_BOOTSTRAP;
}

/* ---- what each sample is ---- */

static struct summary_figures figures_of(const struct sample *sample)
{
    if (sample->n > 0) {
        struct moments moments = moments_compute(sample->values, sample->n);
        return (struct summary_figures){moments.mean, sample->n > 1 ? moments.sd : NAN, (double)sample->n};
    }
    const struct published *published = &sample->published;
    double sd = published->sd;
    if (isnan(sd)) {
        sd = published->population_sd * sqrt(published->n / (published->n - 1));
    }
    return (struct summary_figures){published->mean, sd, published->n};
}

static enum status sort_samples(struct comparison *c, struct error *err)
{
    for (size_t i = 0; i < 2; i++) {
        const struct sample *sample = c->samples[i];
        c->sorted[i] = calloc(sample->n + 1, sizeof *c->sorted[i]);
        if (c->sorted[i] == NULL) {
            return error_no_memory(err);
        }
        for (size_t v = 0; v < sample->n; v++) {
            c->sorted[i][v] = sample->values[v];
        }
        sort_values(c->sorted[i], sample->n);
    }
    return OK;
}

/* Tests and intervals here take the requests for independent draws; where they are not, it is said. */
static enum status note_dependence(const struct comparison *c, struct error *err)
{
    static const char *const names[] = {"a", "b"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        const struct sample *sample = c->samples[i];
        double statistic, p;
        struct error why = {{0}};
        if (sample->n >= MIN_DEPENDENCE &&
            ljung_box_test(sample->values, sample->n, DEPENDENCE_LAGS, &statistic, &p, &why) == OK &&
            p < 0.05) {
            status = note(c->pair, err,
                          "requests of %s depend on one another (Ljung-Box, %d lags, p = %.2g): "
                          "p values are too small, intervals too narrow",
                          names[i], DEPENDENCE_LAGS, p);
        }
    }
    return status;
}

/* ---- tests ---- */

static enum status run_tests(const struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct error why[PAIR_TESTS] = {{{0}}};
    bool exact;
    enum status done[PAIR_TESTS] = {BAD_DATA, BAD_DATA, BAD_DATA};
    done[WELCH] = welch_test(&c->figures[0], &c->figures[1], &pair->tests[WELCH].result, &why[WELCH]);
    if (are_requests(c)) {
        done[MANN_WHITNEY] = mann_whitney_test(&c->draws[0], &c->draws[1], &pair->tests[MANN_WHITNEY].result,
                                               &exact, &why[MANN_WHITNEY]);
        done[KOLMOGOROV_SMIRNOV] =
            kolmogorov_smirnov_test(&c->draws[0], &c->draws[1], &pair->tests[KOLMOGOROV_SMIRNOV].result,
                                    &exact, &why[KOLMOGOROV_SMIRNOV]);
    }
    enum status status = OK;
    for (size_t t = 0; status == OK && t < PAIR_TESTS; t++) {
        if (done[t] != OK) {
            pair->tests[t].result = (struct test_result){NAN, NAN, NAN};
            status = why[t].text[0] != '\0' ? note(pair, err, "%s", why[t].text) : OK;
        }
    }
    return status;
}

/* ---- effects ---- */

static struct bootstrap_options resampling(const struct comparison *c)
{
    const struct compare_options *options = c->options;
    return (struct bootstrap_options){.method = BOOTSTRAP_BCA,
                                      .resamples = options->resamples,
                                      .level = options->level,
                                      .seed = options->seed,
                                      .stream = c->stream,
                                      .threads = options->threads};
}

/* The interval of an effect by the bootstrap; without one, a note that begins with `name`. */
static enum status add_bootstrap(const struct comparison *c, const struct estimator *estimator,
                                 enum effect effect, const char *name, struct effect_result *result,
                                 struct error *err)
{
    const struct two_samples both = {c->samples[0]->values, c->samples[1]->values, c->samples[0]->n,
                                     c->samples[1]->n};
    struct bootstrap_options options = resampling(c);
    struct error why = {{0}};
    if (bootstrap_effect_interval(&both, estimator, effect, &options, &result->interval, &why) == OK) {
        result->method = "bca";
        return OK;
    }
    return note(c->pair, err, "%s: %s", name, why.text);
}

/* Welch's interval of the difference of two means, with Satterthwaite's degrees of freedom (Welch 1947). */
static void add_welch(const struct comparison *c, struct effect_result *result)
{
    const struct test_result *welch = &c->pair->tests[WELCH].result;
    if (isnan(welch->p)) {
        return;
    }
    double error = 0;
    for (size_t i = 0; i < 2; i++) {
        error += c->figures[i].sd * c->figures[i].sd / c->figures[i].n;
    }
    double half = gsl_cdf_tdist_Qinv((1 - c->options->level) / 2, welch->df) * sqrt(error);
    result->interval = (struct interval){result->value - half, result->value + half};
    result->method = "welch";
}

static enum status compare_means(const struct comparison *c, struct error *err)
{
    static const struct estimator mean = {.kind = ESTIMATE_MEAN};
    struct pair *pair = c->pair;
    double a = c->figures[0].mean, b = c->figures[1].mean;
    pair->mean_difference.value = b - a;
    if (a > 0 && b > 0) {
        pair->mean_ratio.value = b / a;
    }
    if (!can_resample(c)) {
        add_welch(c, &pair->mean_difference);
        return are_requests(c) ? note(pair, err, "ratio of means: no interval, needs n >= %d in both groups",
                                      MIN_BOOTSTRAP)
                               : OK;
    }
    enum status status =
        add_bootstrap(c, &mean, EFFECT_DIFFERENCE, "difference of means", &pair->mean_difference, err);
    return status == OK && !isnan(pair->mean_ratio.value)
               ? add_bootstrap(c, &mean, EFFECT_RATIO, "ratio of means", &pair->mean_ratio, err)
               : status;
}

/* A quantile is resampled where both samples bound it on both sides; elsewhere its resamples are the
 * extremes. */
static enum status compare_quantile(const struct comparison *c, double p, struct effect_result *difference,
                                    struct effect_result *ratio, struct error *err)
{
    const struct estimator quantile = {.kind = ESTIMATE_QUANTILE, .p = p, .type = 7};
    double values[2];
    size_t needs = 0;
    char name[48];
    for (size_t i = 0; i < 2; i++) {
        struct quantile_interval bounds;
        size_t n = c->samples[i]->n;
        values[i] = quantile_sorted(c->sorted[i], n, p, quantile.type);
        quantile_interval(n, p, c->options->level, &bounds);
        size_t both = bounds.needs_low > bounds.needs_high ? bounds.needs_low : bounds.needs_high;
        needs = n < both ? both : needs;
    }
    difference->value = values[1] - values[0];
    ratio->value = values[0] > 0 && values[1] > 0 ? values[1] / values[0] : NAN;
    if (needs > 0) {
        return note(c->pair, err, "p%.10g: no interval, needs n >= %zu in both groups", p * 100, needs);
    }
    snprintf(name, sizeof name, "p%.10g", p * 100);
    enum status status = add_bootstrap(c, &quantile, EFFECT_DIFFERENCE, name, difference, err);
    return status == OK && !isnan(ratio->value) ? add_bootstrap(c, &quantile, EFFECT_RATIO, name, ratio, err)
                                                : status;
}

static enum status compare_ranks(const struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct error why = {{0}};
    struct shift shift;
    struct dominance dominance;
    enum status status = OK;
    if (hodges_lehmann_shift(&c->draws[0], &c->draws[1], c->options->level, &shift, &why) != OK) {
        status = note(pair, err, "%s", why.text);
    } else if (shift.coverage < c->options->level - 1e-9) { /* all differences are not enough */
        pair->hodges_lehmann.value = shift.estimate;
        status =
            note(pair, err, "shift: no interval, the widest there is covers %.3g %%", shift.coverage * 100);
    } else {
        pair->hodges_lehmann =
            (struct effect_result){shift.estimate, shift.interval, shift.exact ? "exact" : "normal"};
    }
    why = (struct error){{0}};
    if (status == OK && cliffs_delta(&c->draws[0], &c->draws[1], c->options->level, &dominance, &why) == OK) {
        pair->cliffs_delta = (struct effect_result){dominance.delta, dominance.interval, "feng-cliff"};
    } else if (status == OK) {
        status = note(pair, err, "%s", why.text);
    }
    return status;
}

/* The ratio that the limit is about; a mean's may have been made already. */
static enum status compare_limit(const struct comparison *c, struct error *err)
{
    const struct compare_limit *limit = &c->options->limit;
    struct effect_result unused = no_effect;
    if (limit->text == NULL) {
        return OK;
    }
    if (limit->p == 0) {
        c->pair->limit = c->pair->mean_ratio;
        return OK;
    }
    return are_requests(c) ? compare_quantile(c, limit->p, &unused, &c->pair->limit, err) : OK;
}

/* ---- the pair ---- */

static enum status init_pair(struct pair *pair, const struct compare_options *options, struct error *err)
{
    *pair = (struct pair){.mean_difference = no_effect,
                          .mean_ratio = no_effect,
                          .hodges_lehmann = no_effect,
                          .cliffs_delta = no_effect,
                          .limit = no_effect};
    pair->notes = json_array();
    pair->differences = calloc(options->n_quantiles + 1, sizeof *pair->differences);
    pair->ratios = calloc(options->n_quantiles + 1, sizeof *pair->ratios);
    if (pair->notes == NULL || pair->differences == NULL || pair->ratios == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        pair->differences[q] = pair->ratios[q] = no_effect;
    }
    for (size_t t = 0; t < PAIR_TESTS; t++) {
        pair->tests[t] = (struct pair_test){{NAN, NAN, NAN}, NAN};
    }
    return OK;
}

static enum status fill_pair(struct comparison *c, struct error *err)
{
    enum status status = sort_samples(c, err);
    if (status == OK) {
        status = run_tests(c, err);
    }
    if (status == OK) {
        status = compare_means(c, err);
    }
    for (size_t q = 0; status == OK && are_requests(c) && q < c->options->n_quantiles; q++) {
        status =
            compare_quantile(c, c->options->quantiles[q], &c->pair->differences[q], &c->pair->ratios[q], err);
    }
    if (status == OK && are_requests(c)) {
        status = compare_ranks(c, err);
    }
    if (status == OK) {
        status = compare_limit(c, err);
    }
    return status == OK ? note_dependence(c, err) : status;
}

enum status pair_compare(const struct compare_options *options, const struct sample *a,
                         const struct sample *b, uint64_t stream, struct pair *pair, struct error *err)
{
    struct comparison c = {.options = options, .samples = {a, b}, .stream = stream, .pair = pair};
    enum status status = init_pair(pair, options, err);
    for (size_t i = 0; i < 2; i++) {
        c.draws[i] = (struct draws){c.samples[i]->values, c.samples[i]->n};
        c.figures[i] = figures_of(c.samples[i]);
        pair->n[i] = c.figures[i].n;
    }
    if (status == OK) {
        status = fill_pair(&c, err);
    }
    free(c.sorted[0]);
    free(c.sorted[1]);
    return status;
}

void pair_release(struct pair *pair)
{
    json_decref(pair->notes);
    free(pair->differences);
    free(pair->ratios);
    *pair = (struct pair){0};
}
