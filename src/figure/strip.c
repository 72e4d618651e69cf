/* Every request as a point, one row a group, on one scale: the shape, and whether there is one mode or more.
 * Of a group that was published without them, its mean. */
#include <math.h>

#include "figure/kind.h"
#include "figure/series_samples.h"

enum {
    MOST_POINTS = 200, /* requests of a group that can be told apart as points; quantiles stand for more */
    NEAR = 7           /* points to either side that tell how dense it is */
};

/* Spreads points over the row, evenly at any density: van der Corput (1935), in base 2. */
static double spread(size_t i)
{
    double place = 0, half = 0.5;
    for (; i > 0; i >>= 1, half /= 2) {
        place += (double)(i & 1) * half;
    }
    return place - 0.5;
}

/* How dense the values are around place i, against where they are densest: points stand as far from the
 * middle of the row. Log scale, as the values are drawn so where they span much. */
static double width_at(const double *values, size_t n, size_t i)
{
    size_t first = i > NEAR ? i - NEAR : 0, last = i + NEAR < n ? i + NEAR : n - 1;
    double span = values[last] - values[first];
    return span > 0 ? (double)(last - first) / span : INFINITY;
}

static enum status draw_strip(const struct known_group *known, struct series *series, struct error *err)
{
    double values[MOST_POINTS];
    const struct published *published = &known->sample->published;
    if (known->n_sorted == 0) {
        enum status told = series_samples_tell_published(published, series, err);
        const struct point point = {published->mean, 0, 1, NAN, {0}};
        return told == OK ? series_add_point(series, &point, err) : told;
    }
    size_t finite = known->n_sorted - known->sample->censored;
    size_t n = finite <= MOST_POINTS ? finite : MOST_POINTS;
    double densest = 0;
    for (size_t i = 0; i < n; i++) {
        values[i] = n == finite ? known->sorted[i]
                                : known->sorted[(size_t)(((double)i + 0.5) / (double)n * (double)finite)];
    }
    for (size_t i = 0; i < n; i++) {
        double width = width_at(values, n, i);
        densest = !isinf(width) && width > densest ? width : densest;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        double width = densest > 0 ? width_at(values, n, i) / densest : 1;
        const struct point point = {values[i], spread(i) * sqrt(width < 1 ? width : 1), 0, NAN, {0}};
        status = series_add_point(series, &point, err);
    }
    return status;
}

static enum status collect_strip(const struct figure_spec *figure, const struct series_spec *spec,
                                 struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    size_t first = plot->n, published = 0;
    enum status status =
        series_samples_draw(spec, known, (struct series_asked){.of_means = true}, draw_strip, plot, err);
    for (size_t i = first; i < plot->n; i++) {
        published += plot->series[i].behind.published;
    }
    return status == OK && published > 0
               ? text_print(&plot->facts, err, " Larger points are published means.")
               : status;
}

const struct figure_kind figure_strip = {
    .name = "strip",
    .draws = "every request as a point, one row a group",
    .says = "Each small point is a request, of groups of more than 200 one in 200 equal parts of them.",
    .x_label = "Latency (s)",
    .y_label = "",
    .measure = FIGURE_MEASURE_ON_X,
    .most = 60,
    .keys = (const char *const[]){"facet", NULL},
    .tall = {.least = 200, .head = 90, .each = 34, .named = true},
    .small = {.head = 150, .each = 15},
    .columns = "value place published",
    .needs = "requests or published means",
    .collect = collect_strip,
};
