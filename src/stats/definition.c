#include "stats/definition.h"

#include <math.h>
#include <string.h>

#include "stats/quantile.h"

/* The value at index k from 0; an index past the end is the last one. */
static double at(const double *sorted, size_t n, double k)
{
    return sorted[k >= (double)n ? n - 1 : (size_t)k];
}

/* Locust rounds times to two significant digits before it counts them, to whole ms below 100 ms (stats.py).
 */
static double round_as_locust(double value_s)
{
    double ms = value_s * 1000;
    double unit = ms < 100 ? 1 : ms < 1000 ? 10 : ms < 10000 ? 100 : 1000;
    return rint(ms / unit) * unit / 1000;
}

static double locust(const double *sorted, size_t n, double p)
{
    return round_as_locust(at(sorted, n, floor((double)n * p)));
}

/* HdrHistogram for Java, without its buckets: the count is rounded up, from the next smaller percentage. */
static double hdr_java(const double *sorted, size_t n, double p)
{
    double rank = ceil(nextafter(p * 100, -INFINITY) * (double)n / 100);
    return at(sorted, n, fmax(rank, 1) - 1);
}

/* HdrHistogram_c, wrk2 and the ports of both, without their buckets: the count is rounded to the nearest. */
static double hdr_c(const double *sorted, size_t n, double p)
{
    return at(sorted, n, fmax(floor(p * (double)n + 0.5), 1) - 1);
}

/* JMeter's aggregate report (StatCalculator); its dashboard has type 6. */
static double jmeter(const double *sorted, size_t n, double p)
{
    return at(sorted, n, fmax(floor((double)n * p + 0.5), 1) - 1);
}

/*
 * hey walks through the sorted times with its list of percentages, and takes at most one of them at each
 * time: with few requests the upper ones are moved, or not printed at all.
 */
static double hey(const double *sorted, size_t n, double p)
{
    static const size_t percentages[] = {10, 25, 50, 75, 90, 95, 99};
    size_t next = 0;
    for (size_t i = 0; i < n && next < sizeof percentages / sizeof *percentages; i++) {
        if (i * 100 / n < percentages[next]) {
            continue;
        }
        if (fabs(p * 100 - (double)percentages[next]) < 1e-9) {
            return sorted[i];
        }
        next++;
    }
    return NAN;
}

/* oha and MLPerf's loadgen: the index is cut to a whole number. */
static double truncated(const double *sorted, size_t n, double p)
{
    return at(sorted, n, floor(p * (double)n));
}

const struct quantile_definition quantile_definitions[] = {
    {"numpy", "numpy, R's default, spreadsheets: type 7", 7, NULL},
    {"k6", "k6: type 7", 7, NULL},
    {"r1", "Hyndman-Fan type 1: inverse of the empirical distribution", 1, NULL},
    {"r2", "Hyndman-Fan type 2: the same, averaged at steps (SAS)", 2, NULL},
    {"r3", "Hyndman-Fan type 3: nearest even rank", 3, NULL},
    {"r4", "Hyndman-Fan type 4", 4, NULL},
    {"r5", "Hyndman-Fan type 5 (Hazen)", 5, NULL},
    {"r6", "Hyndman-Fan type 6 (Weibull; Minitab, JMeter's dashboard)", 6, NULL},
    {"r7", "Hyndman-Fan type 7", 7, NULL},
    {"r8", "Hyndman-Fan type 8: median-unbiased", 8, NULL},
    {"r9", "Hyndman-Fan type 9: unbiased for the normal", 9, NULL},
    {"locust", "Locust: a rank, of times rounded to two digits", 0, locust},
    {"hdr-java", "HdrHistogram for Java: a rank, rounded up", 0, hdr_java},
    {"hdr-c", "HdrHistogram_c, wrk2: a rank, rounded to the nearest", 0, hdr_c},
    {"jmeter", "JMeter's aggregate report: a rank, rounded to the nearest", 0, jmeter},
    {"hey", "hey: its own seven percentages only", 0, hey},
    {"oha", "oha: a rank, cut", 0, truncated},
    {"mlperf", "MLPerf loadgen: a rank, cut", 0, truncated},
    {NULL, NULL, 0, NULL},
};

const struct quantile_definition *definition_find(const char *name)
{
    for (const struct quantile_definition *row = quantile_definitions; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

double definition_quantile(const struct quantile_definition *definition, const double *sorted, size_t n,
                           double p)
{
    return definition->type > 0 ? quantile_sorted(sorted, n, p, definition->type)
                                : definition->compute(sorted, n, p);
}
