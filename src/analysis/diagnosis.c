#include "analysis/diagnosis.h"

#include <gsl/gsl_rng.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "stats/autocorrelation.h"
#include "stats/change_point.h"
#include "stats/modes.h"
#include "stats/outliers.h"
#include "stats/trend.h"
#include "stats/warm_up.h"

enum { DIP_DRAWS = 999, DIP_MOST = 10000, LEAST = 10, LAGS = 20 };
static const double ALARM = 0.05;

/* Where the findings go. */
struct findings {
    const struct sample *sample;
    const char *name;
    json_t *object, *notes;
};

static enum status note(const struct findings *findings, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status note(const struct findings *findings, struct error *err, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    struct text text = {0};
    enum status status = text_print(&text, err, "%s: %s", findings->name, line);
    if (status == OK && json_array_append_new(findings->notes, json_string(text.bytes)) != 0) {
        status = error_no_memory(err);
    }
    text_release(&text);
    return status;
}

static enum status set(const struct findings *findings, const char *key, json_t *value, struct error *err)
{
    return json_object_set_new(findings->object, key, value) == 0 ? OK : error_no_memory(err);
}

/* Of lags 1 to LAGS, or as many as the sample has. */
static enum status find_autocorrelations(const struct findings *findings, struct error *err)
{
    double r[LAGS];
    size_t lags = findings->sample->n - 1 < LAGS ? findings->sample->n - 1 : LAGS;
    struct error why = {{0}};
    json_t *array = json_array();
    if (autocorrelations(findings->sample->values, findings->sample->n, lags, r, &why) != OK) {
        lags = 0;
    }
    for (size_t i = 0; i < lags; i++) {
        json_array_append_new(array, json_real(r[i]));
    }
    return set(findings, "autocorrelations", array, err);
}

static enum status find_trend(const struct findings *findings, struct error *err)
{
    const double *values = findings->sample->values;
    size_t n = findings->sample->n;
    struct mann_kendall trend;
    double slope, tenths;
    struct error why = {{0}};
    if (mann_kendall_test(values, n, &trend, &why) != OK || sen_slope(values, n, &slope, &why) != OK ||
        last_tenth_difference(values, n, &tenths, &why) != OK) {
        return set(findings, "trend", json_null(), err);
    }
    enum status status = set(findings, "trend",
                             json_pack("{s:f, s:f, s:f, s:f}", "tau", trend.tau, "p", trend.p,
                                       "slope_per_request", slope, "last_tenth_difference", tenths),
                             err);
    return status == OK && trend.p < ALARM
               ? note(findings, err, "drift: the last tenth is %+.2g %% off the first (Mann-Kendall, 5 %%)",
                      tenths * 100)
               : status;
}

static enum status find_change(const struct findings *findings, struct error *err)
{
    struct change_point change;
    struct error why = {{0}};
    if (pettitt_test(findings->sample->values, findings->sample->n, &change, &why) != OK) {
        return set(findings, "change_point", json_null(), err);
    }
    enum status status =
        set(findings, "change_point",
            json_pack("{s:I, s:f}", "position", (json_int_t)change.position, "p", change.p), err);
    return status == OK && change.p < ALARM
               ? note(findings, err, "a change behind request %zu (Pettitt, 5 %%)", change.position)
               : status;
}

static enum status find_warm_up(const struct findings *findings, struct error *err)
{
    struct warm_up warm_up;
    struct error why = {{0}};
    if (mser5_warm_up(findings->sample->values, findings->sample->n, &warm_up, &why) != OK) {
        return set(findings, "warm_up", json_null(), err);
    }
    enum status status =
        set(findings, "warm_up",
            json_pack("{s:I, s:b, s:f, s:f}", "cut", (json_int_t)warm_up.cut, "at_limit", warm_up.at_limit,
                      "mean", warm_up.mean, "mean_kept", warm_up.mean_kept),
            err);
    return status == OK && warm_up.cut > 0 ? note(findings, err,
                                                  "warm-up: MSER-5 proposes to cut %zu requests, mean %.4g "
                                                  "with them, %.4g without; none were cut",
                                                  warm_up.cut, warm_up.mean, warm_up.mean_kept)
                                           : status;
}

static enum status find_outliers(const struct findings *findings, struct error *err)
{
    struct outliers outliers;
    struct error why = {{0}};
    if (double_mad_outliers(findings->sample->values, findings->sample->n, OUTLIER_CUTOFF, &outliers, NULL,
                            &why) != OK) {
        return set(findings, "outliers", json_null(), err);
    }
    enum status status = set(
        findings, "outliers",
        json_pack("{s:I, s:I}", "low", (json_int_t)outliers.low.n, "high", (json_int_t)outliers.high.n), err);
    return status == OK && outliers.low.n + outliers.high.n > 0
               ? note(findings, err, "outliers: %zu low, %zu high (double MAD, %g), kept", outliers.low.n,
                      outliers.high.n, OUTLIER_CUTOFF)
               : status;
}

static enum status find_modes(const struct findings *findings, uint64_t seed, struct error *err)
{
    size_t n = findings->sample->n;
    double dip, p;
    struct error why = {{0}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng == NULL) {
        return error_no_memory(err);
    }
    gsl_rng_set(rng, (unsigned long)seed);
    bool found = n <= DIP_MOST && dip_statistic(findings->sample->values, n, &dip, &why) == OK &&
                 dip_p_value(dip, n, DIP_DRAWS, rng, &p, &why) == OK;
    gsl_rng_free(rng);
    if (!found) {
        return set(findings, "modes", json_null(), err);
    }
    enum status status = set(findings, "modes", json_pack("{s:f, s:f}", "dip", dip, "p", p), err);
    return status == OK && p < ALARM
               ? note(findings, err, "more than one mode (dip, 5 %%): are cold starts among warm ones?")
               : status;
}

enum status diagnose(const struct sample *sample, const char *name, uint64_t seed, json_t *object,
                     json_t *notes, struct error *err)
{
    const struct findings findings = {sample, name, object, notes};
    if (sample->n < LEAST) {
        return note(&findings, err, "diagnosis: needs n >= %d", LEAST);
    }
    enum status status = find_autocorrelations(&findings, err);
    if (status == OK) {
        status = find_trend(&findings, err);
    }
    if (status == OK) {
        status = find_change(&findings, err);
    }
    if (status == OK) {
        status = find_warm_up(&findings, err);
    }
    if (status == OK) {
        status = find_outliers(&findings, err);
    }
    return status == OK ? find_modes(&findings, seed, err) : status;
}
