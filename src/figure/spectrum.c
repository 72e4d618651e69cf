/* Quantiles against their percentiles, on an axis that gives each further nine as much room: the tail. */
#include <math.h>
#include <stdlib.h>

#include "analysis/known_buckets.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

/* Places are 1 / (1 - p): 2 is the median, 100 the 99th percentile; so many to each factor of ten. */
enum { PLACES_PER_DECADE = 10, MOST_DECADES = 9, MOST_PLACES = PLACES_PER_DECADE * MOST_DECADES };

static double place_at(size_t i)
{
    return pow(10, (double)(i + 1) / 2 / PLACES_PER_DECADE);
}

/* What was published instead of the requests, which says nothing of its precision. */
static enum status draw_published(const struct published *published, struct series *series, struct error *err)
{
    enum status status = series_samples_tell_published(published, series, err);
    for (size_t i = 0; status == OK && i < published->n_quantiles; i++) {
        const struct published_quantile *quantile = &published->quantiles[i];
        const struct point point = {1 / (1 - quantile->p), quantile->value, NAN, NAN, {0}};
        status = quantile->p < 1 ? series_add_point(series, &point, err) : OK;
    }
    return status;
}

/* As far as there is at least one request beyond the quantile; from there on it is the largest. */
static enum status draw_spectrum(const struct known_group *known, struct series *series, struct error *err)
{
    double n = (double)known->n_ranked; /* of requests that were kept, or counted in buckets */
    if (known->n_ranked == 0) {
        return draw_published(&known->sample->published, series, err);
    }
    for (size_t q = 0; q < known->options->n_quantiles; q++) {
        double place = 1 / (1 - known->options->quantiles[q]);
        struct interval bucket;
        const struct known_quantile quantile = known->n_sorted > 0
                                                   ? known_group_quantile(known, q, SERIES_LEVEL)
                                                   : known_buckets_quantile(known, q, SERIES_LEVEL, &bucket);
        if (place > n || isnan(quantile.value)) {
            break;
        }
        const struct point point = {
            place, quantile.value, quantile.interval.low, quantile.interval.high, {0}};
        enum status status = series_add_point(series, &point, err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status collect_spectrum(const struct figure_spec *figure, const struct series_spec *spec,
                                    struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    double quantiles[MOST_PLACES];
    size_t n = 0;
    /* Published figures and buckets are of more requests than there are rows. */
    bool one_a_row = table_find_column(known->table, "quality") == NULL;
    for (; n < MOST_PLACES && (!one_a_row || place_at(n) <= (double)known->table->rows); n++) {
        quantiles[n] = 1 - 1 / place_at(n);
    }
    return series_samples_draw(spec, known, (struct series_asked){.p = quantiles, .n = n, .of_buckets = true},
                               draw_spectrum, plot, err);
}

const struct figure_kind figure_spectrum = {
    .name = "spectrum",
    .draws = "quantiles against percentiles, with room for the tail",
    .says =
        "Bands: 95 % confidence interval of each quantile, which allows for dependence; they end where there "
        "are too few requests for one.",
    .x_label = "Percentile",
    .y_label = "Latency (s)",
    .most = 12,
    .needs = "more than one request, buckets or published quantiles",
    .keys = (const char *const[]){"facet", NULL},
    .columns = "place=1/(1-p) quantile low high",
    .collect = collect_spectrum,
};
