/* Which share of the requests took at most how long: the empirical distribution function, as steps. */
#include <math.h>

#include "figure/kind.h"
#include "figure/series_samples.h"

enum { MOST_STEPS = 1000 }; /* more of them are no wider than a pixel */

/* The share up to the upper end of each bucket; a step needs a point that it comes from. */
static enum status draw_buckets(const struct known_group *known, struct series *series, struct error *err)
{
    const struct buckets all = sample_buckets(known->sample);
    double n = 0;
    enum status status = series_add_point(series, &(struct point){all.buckets[0].low, 0, NAN, NAN, {0}}, err);
    for (size_t i = 0; status == OK && i < all.n_buckets; i++) {
        n += all.buckets[i].n;
        const double percent = 100 * n / (double)known->n_ranked;
        status = series_add_point(series, &(struct point){all.buckets[i].high, percent, NAN, NAN, {0}}, err);
    }
    return status;
}

static enum status draw_ecdf(const struct known_group *known, struct series *series, struct error *err)
{
    size_t n = known->n_sorted;
    if (n == 0) {
        return draw_buckets(known, series, err);
    }
    size_t every = n / MOST_STEPS + 1, drawn = 0; /* requests up to the last point */
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !isinf(known->sorted[i]); i++) {
        bool ends = i + 1 == n || isinf(known->sorted[i + 1]);
        bool last = ends || known->sorted[i + 1] > known->sorted[i]; /* of equal ones */
        if (ends && drawn == 0) { /* all are equal: a step needs a point that it comes from */
            status = series_add_point(series, &(struct point){known->sorted[i], 0, NAN, NAN, {0}}, err);
        }
        if (status == OK && last && (ends || drawn == 0 || i + 1 - drawn >= every)) {
            const struct point point = {known->sorted[i], 100 * (double)(i + 1) / (double)n, NAN, NAN, {0}};
            status = series_add_point(series, &point, err);
            drawn = i + 1;
        }
    }
    return status;
}

static enum status collect_ecdf(const struct figure_spec *figure, const struct series_spec *spec,
                                struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    return series_samples_draw(spec, known, (struct series_asked){.of_buckets = true}, draw_ecdf, plot, err);
}

const struct figure_kind figure_ecdf = {
    .name = "ecdf",
    .draws = "the share of requests that took at most so long",
    .x_label = "Latency (s)",
    .y_label = "Requests that took at most so long (%)",
    .measure = FIGURE_MEASURE_ON_X,
    .most = 8,
    .needs = "requests or buckets",
    .keys = (const char *const[]){"facet", NULL},
    .columns = "value percent",
    .collect = collect_ecdf,
};
