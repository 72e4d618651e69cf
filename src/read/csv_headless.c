/*
 * JMeter's reports, saved while "Save Table Header" is off. Their columns stand in its
 * StatGraphVisualizer.java and SummaryReport.java; those of 2.x had one rate of bytes, and its aggregate
 * report one percentile. Which percentiles there are its properties aggregate_rpt_pct1 to 3 say, and no row.
 */
#include "read/csv_headless.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "read/aggregate.h"

enum { MOST_ORDERED = 7 };

static const struct report {
    struct csv_headless table;
    size_t n, share;              /* cells, and the one that has failures, "0.000%" */
    size_t ordered[MOST_ORDERED]; /* figures of which none is below the one before, up to a 0 */
} reports[] = {
    {{"Label,# Samples,Average,Median,90% Line,95% Line,99% Line,Min,Max,Error %,Throughput,Received KB/sec,"
      "Sent KB/sec",
      "aggregate report, with its usual percentiles 90, 95 and 99"},
     13,
     9,
     {7, 3, 4, 5, 6, 8}},
    {{"Label,# Samples,Average,Median,90% Line,95% Line,99% Line,Min,Max,Error %,Throughput,KB/sec",
      "aggregate report, with its usual percentiles 90, 95 and 99"},
     12,
     9,
     {7, 3, 4, 5, 6, 8}},
    {{"Label,# Samples,Average,Median,90% Line,Min,Max,Error %,Throughput,KB/sec",
      "aggregate report, with its usual percentile 90"},
     10,
     7,
     {5, 3, 4, 6}},
    {{"Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput,Received KB/sec,Sent KB/sec,Avg. Bytes",
      "summary report"},
     11,
     6,
     {3, 2, 4}},
    {{"Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput,KB/sec,Avg. Bytes", "summary report"},
     10,
     6,
     {3, 2, 4}},
};

/* The number in a cell, NaN for none. */
static double number_of(const struct csv_row *row, size_t i)
{
    size_t n;
    double number;
    const char *cell = csv_cell(row, i, &n);
    return aggregate_parse(cell, n, 1, &number) ? number : (double)NAN;
}

static bool is_report(const struct csv_row *row, const struct report *report)
{
    size_t n;
    if (row->n != report->n || !isnan(number_of(row, 0))) {
        return false;
    }
    for (size_t i = 1; i < row->n; i++) {
        const char *cell = csv_cell(row, i, &n);
        bool percent = n > 0 && cell[n - 1] == '%';
        if (!(number_of(row, i) >= 0) || percent != (i == report->share)) {
            return false;
        }
    }
    double before = 0;
    for (size_t i = 0; i < MOST_ORDERED && report->ordered[i] != 0; i++) {
        double number = number_of(row, report->ordered[i]);
        if (number < before) {
            return false;
        }
        before = number;
    }
    return true;
}

const struct csv_headless *csv_headless_find(const struct csv_row *row)
{
    size_t i = 0;
    while (i < sizeof reports / sizeof *reports && !is_report(row, &reports[i])) {
        i++;
    }
    return i < sizeof reports / sizeof *reports ? &reports[i].table : NULL;
}
