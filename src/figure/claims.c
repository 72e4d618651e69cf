/* What the data say of claims: each claim's number beside what it allows, by verdict. */
#include <math.h>

#include "analysis/check.h"
#include "figure/kind.h"

/* What the claim's numbers are drawn as a multiple of: the middle of what it allows, or its one end; 0 where
 * that tells nothing. */
static double unit_of(const struct interval *allowed)
{
    bool low = isfinite(allowed->low) && allowed->low > 0,
         high = isfinite(allowed->high) && allowed->high > 0;
    return low && high ? sqrt(allowed->low * allowed->high) : low ? allowed->low : high ? allowed->high : 0;
}

/* 0 where there is none: gnuplot takes no part of a point that has NaN. */
static double end_of(double end)
{
    return isfinite(end) ? end : 0;
}

static enum status add_claim(const struct series_spec *spec, const struct evidence *evidence,
                             struct plot *plot, struct error *err)
{
    const struct claim *claim = evidence->claim;
    const struct estimate *estimate = &evidence->findings[evidence->deciding].estimate;
    double unit = unit_of(&claim->allowed);
    struct series *series;
    enum status status = plot_add_series(plot, spec, claim->sentence, &series, err);
    const struct point point = {estimate->value / unit,
                                (double)evidence->verdict,
                                end_of(estimate->interval.low / unit),
                                end_of(estimate->interval.high / unit),
                                {end_of(claim->allowed.low / unit), end_of(claim->allowed.high / unit)}};
    return status == OK ? series_add_point(series, &point, err) : status;
}

static enum status add_claims(const struct series_spec *spec, const struct check_result *result,
                              struct plot *plot, struct error *err)
{
    size_t none = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < result->n; i++) {
        const struct evidence *evidence = &result->claims[i];
        double value = evidence->n > 0 ? evidence->findings[evidence->deciding].estimate.value : NAN;
        bool can = isfinite(value) && value > 0 && unit_of(&evidence->claim->allowed) > 0;
        none += !can;
        status = can ? add_claim(spec, evidence, plot, err) : OK;
    }
    if (status == OK && plot->n == 0) {
        return error_set(err, BAD_DATA, "found no claim with a number that can be drawn");
    }
    return status == OK && none > 0
               ? text_print(&plot->facts, err,
                            " Not drawn: %zu of %zu claims, which have no number or are trends.", none,
                            result->n)
               : status;
}

static enum status collect_claims(const struct figure_spec *figure, const struct series_spec *spec,
                                  struct known_table *known, struct plot *plot, struct error *err)
{
    const struct interval_options intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL};
    struct claims claims = {0};
    struct check_result result = {0};
    enum status status = claims_read(&claims, figure->claims, err);
    if (status == OK) {
        status = check_compute(known->table, &claims, &intervals, &result, err);
    }
    if (status == OK) {
        status = add_claims(spec, &result, plot, err);
    }
    check_release(&result);
    claims_release(&claims);
    return status;
}

const struct figure_kind figure_claims = {
    .name = "claims",
    .draws = "the number that decides each claim of a file, with its bounds, beside what the claim allows",
    .says = "Of a claim of many parts, the part that decides. Bars: one-sided bounds at the claim's level; "
            "shaded: what the claim allows.",
    .x_label = "Multiple of what the claim allows",
    .y_label = "",
    .measure = FIGURE_OWN_AXES,
    .of_claims = true,
    .keys = (const char *const[]){"claims", NULL},
    .tall = {.least = 200, .head = 110, .each = 26, .named = true},
    .small = {.head = 150, .each = 15},
    .columns = "ratio verdict low high allowed_low allowed_high",
    .collect = collect_claims,
};
