/* Is more memory worth its price: the latency of each memory size against what a million requests cost, with
 * the sizes that no other one beats in both. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/tune/tune.h"
#include "base/datadir.h"
#include "base/file.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

static enum status read_prices(struct prices *prices, struct error *err)
{
    char *folder = datadir_find("data/prices", err);
    char *path = folder == NULL ? NULL : path_join(folder, "aws_lambda.json", err);
    enum status status = path == NULL ? BAD_SERVICE : prices_read(prices, path, "x86_64", err);
    free(folder);
    free(path);
    return status;
}

/* Of how many requests the mean of a size is; NaN where a mean was published without. */
static void note_behind(struct behind *behind, double requests)
{
    size_t n = isnan(requests) ? 0 : (size_t)requests;
    if (n == 0) {
        behind->published++;
        behind->published_unknown++;
        return;
    }
    behind->n_least = behind->requests == 0 || n < behind->n_least ? n : behind->n_least;
    behind->n_most = n > behind->n_most ? n : behind->n_most;
    behind->requests++;
}

static enum status add_set(const struct series_spec *spec, const struct tune_result *result,
                           const struct tune_set *set, struct plot *plot, struct error *err)
{
    struct series *series;
    enum status status = series_samples_open(spec, &result->grouping, set->first, plot, &series, err);
    for (size_t i = 0; status == OK && i < set->n; i++) {
        const struct tune_size *size = &set->sizes[i];
        const struct point point = {size->usd * 1e6,
                                    size->mean,
                                    size->mean_interval.low,
                                    size->mean_interval.high,
                                    {size->memory_mb, size->on_front}};
        note_behind(&series->behind, size->n);
        status = series_add_point(series, &point, err);
    }
    return status;
}

static enum status collect_pareto(const struct figure_spec *figure, const struct series_spec *spec,
                                  struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    struct prices prices = {0};
    struct tune_result result = {0};
    struct known_groups *groups = NULL;
    struct tune_options options = {
        .by = spec->by.values,
        .n_by = spec->by.n,
        .measure = spec->measure,
        .prices = &prices,
        .billing_ms = 1,
        .requests_per_month = 1e6,
        .current_mb = NAN,
        .intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
        .clusters = known->table->clusters,
    };
    enum status status = read_prices(&prices, err);
    if (status == OK) {
        status = series_samples_group(spec, NULL, known, &groups, err);
    }
    if (status == OK) {
        options.keep = groups->keep;
        status = tune_compute(known->table, &options, &result, err);
    }
    if (status == OK) {
        status = text_print(&plot->facts, err, " Prices: %s, as of %s.", prices.provider, prices.holds_for);
    }
    for (size_t i = 0; status == OK && i < result.n_sets; i++) {
        status = add_set(spec, &result, &result.sets[i], plot, err);
    }
    tune_release(&result);
    prices_release(&prices);
    return status;
}

const struct figure_kind figure_pareto = {
    .name = "pareto",
    .draws = "latency of each memory size against its cost, with the front that nothing beats",
    .says = "Filled: no size is both cheaper and faster. Bars: 95 % confidence interval of the mean, which "
            "allows for "
            "dependence.",
    .x_label = "Cost of a million requests (USD)",
    .y_label = "Mean latency (s)",
    .measure = FIGURE_OWN_AXES,
    .sizes = FIGURE_SIZES_ARE_POINTS,
    .most = 12,
    .keys = (const char *const[]){"facet", NULL},
    .columns = "usd mean low high memory_mb on_front",
    .collect = collect_pareto,
};
