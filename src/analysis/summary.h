/* The summary of each group: what its requests say, with intervals, and what they can't say, in words. */
#ifndef FAASTAT_ANALYSIS_SUMMARY_H
#define FAASTAT_ANALYSIS_SUMMARY_H

#include <stdint.h>

#include "analysis/stream.h"
#include "output/report.h"
#include "stats/definition.h"
#include "table/requests.h"

/* How the interval of the mean is made. */
/* MEAN_NONE: numbers alone, with no interval of anything and no test of what intervals take for granted. */
enum mean_method { MEAN_STUDENT, MEAN_PERCENTILE, MEAN_BCA, MEAN_NONE };
extern const char *const mean_method_names[];

struct summary_options {
    const char *const *by; /* factors; n_by 0 makes one group */
    size_t n_by;
    const char *const *measures;
    size_t n_measures;
    const double *quantiles; /* probabilities, each above 0 and below 1 */
    size_t n_quantiles;
    double level; /* of the intervals, such as 0.95 */
    const struct quantile_definition *definition;
    bool population;           /* sd divides by n, not by n - 1 */
    size_t resamples, threads; /* of the intervals that allow for dependence */
    uint64_t seed;
    bool diagnose; /* drift, a change, a warm-up, outliers, modes */
    bool trim;     /* leaves outliers out (double MAD), and says how many */
    enum mean_method mean_method;
    const struct stream *stream; /* what is known of all rows, of which `rest` has the columns alone; NULL:
                                    there are requests */
};

static inline bool summary_has_intervals(const struct summary_options *options)
{
    return options->mean_method != MEAN_NONE;
}

/*
 * Adds a row for each group and measure that has requests or a published mean; cells, notes and JSON. `rest`
 * is what was left of the tables that the requests are from. BAD_DATA when there is none at all. The report
 * is zeroed before; caller releases it either way.
 */
enum status summary_report(struct requests *requests, struct table *rest,
                           const struct summary_options *options, struct report *report, struct error *err);

#endif
