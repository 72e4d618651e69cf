#include "collect/schedule.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"

/* ---- reading ---- */

/* A number of `n` bytes that may have any byte behind it. */
static bool parse_part(const char *text, size_t n, double *value)
{
    char copy[NUMBER_TEXT];
    if (n == 0 || n >= sizeof copy) {
        return false;
    }
    memcpy(copy, text, n);
    copy[n] = '\0';
    return number_parse(copy, n, value) && *value >= 0;
}

static bool parse_stage(const char *text, size_t n, double duration_s, struct stage *stage)
{
    const char *times = memchr(text, 'x', n);
    size_t rates = times == NULL ? n : (size_t)(times - text);
    const char *dots = memmem(text, rates, "..", 2);
    size_t from = dots == NULL ? rates : (size_t)(dots - text);
    stage->duration_s = duration_s;
    bool good = parse_part(text, from, &stage->from_per_s);
    stage->to_per_s = stage->from_per_s;
    if (good && dots != NULL) {
        good = parse_part(dots + 2, rates - from - 2, &stage->to_per_s);
    }
    if (good && times != NULL) {
        good = parse_part(times + 1, n - rates - 1, &stage->duration_s);
    }
    return good && stage->duration_s > 0;
}

enum status schedule_parse(const char *rate, double duration_s, struct schedule *schedule, struct error *err)
{
    schedule->n = 0;
    for (const char *at = rate; schedule->n < MOST_STAGES;) {
        size_t n = strcspn(at, ",");
        if (!parse_stage(at, n, duration_s, &schedule->stages[schedule->n])) {
            return error_set(err, BAD_USAGE,
                             "found '%.40s', expected requests a second such as 50, 1..20 or 5x30,10x30",
                             rate);
        }
        schedule->n++;
        if (at[n] == '\0') {
            return OK;
        }
        at += n + 1;
    }
    return error_set(err, BAD_USAGE, "found more than %d stages of a rate, expected fewer", MOST_STAGES);
}

double schedule_duration_s(const struct schedule *schedule)
{
    double duration_s = 0;
    for (size_t i = 0; i < schedule->n; i++) {
        duration_s += schedule->stages[i].duration_s;
    }
    return duration_s;
}

/* ---- starts ---- */

static double stage_requests(const struct stage *stage)
{
    return (stage->from_per_s + stage->to_per_s) / 2 * stage->duration_s;
}

/* When the integral of the stage's rate is x: the root of from t + slope t^2 / 2 = x that does not cancel. */
static double stage_inverse(const struct stage *stage, double x)
{
    double slope = (stage->to_per_s - stage->from_per_s) / stage->duration_s;
    double root = sqrt(fmax(0, stage->from_per_s * stage->from_per_s + 2 * slope * x));
    return x == 0 ? 0 : fmin(2 * x / (stage->from_per_s + root), stage->duration_s);
}

static enum status add_start(double start_s, double **starts_s, size_t *capacity, size_t *n,
                             struct error *err)
{
    if (*n == MOST_REQUESTS) {
        return error_set(err, BAD_USAGE, "found a load of more than %d requests, expected fewer",
                         MOST_REQUESTS);
    }
    double *grown = array_reserve(*starts_s, capacity, *n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    *starts_s = grown;
    grown[(*n)++] = start_s;
    return OK;
}

enum status schedule_starts(const struct schedule *schedule, uint64_t seed, double **starts_s, size_t *n,
                            struct error *err)
{
    /* Rounding must not add a request to a stage whose rate and duration give a whole number of them. */
    const double slack = 1e-9;
    size_t capacity = 0;
    double before = 0, began_s = 0;
    enum status status = OK;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    *starts_s = NULL;
    *n = 0;
    if (rng == NULL) {
        return error_no_memory(err);
    }
    gsl_rng_set(rng, seed);
    double next = schedule->poisson ? gsl_ran_exponential(rng, 1) : 0;
    for (size_t i = 0; status == OK && i < schedule->n; i++) {
        const struct stage *stage = &schedule->stages[i];
        double requests = stage_requests(stage);
        while (status == OK && next < before + requests - slack * (1 + before + requests)) {
            double start_s = began_s + stage_inverse(stage, fmax(0, next - before));
            status = add_start(start_s, starts_s, &capacity, n, err);
            next += schedule->poisson ? gsl_ran_exponential(rng, 1) : 1;
        }
        before += requests;
        began_s += stage->duration_s;
    }
    gsl_rng_free(rng);
    if (status == OK && *n == 0) {
        status = error_set(err, BAD_USAGE, "found a load without a request, expected a higher rate");
    }
    if (status != OK) {
        free(*starts_s);
        *starts_s = NULL;
    }
    return status;
}
