/* What importers of published figures have in common: the columns of a mean, its spread, its extremes and its
 * percentiles. */
#ifndef FAASTAT_IMPORT_SUMMARY_RECORD_H
#define FAASTAT_IMPORT_SUMMARY_RECORD_H

#include "import/record.h"

/* The first columns of such an importer's table; its own come behind. */
enum {
    SUMMARY_QUALITY,
    SUMMARY_MEAN_S,
    SUMMARY_MIN_S,
    SUMMARY_MAX_S,
    SUMMARY_N,
    SUMMARY_FAILED,
    SUMMARY_FAILED_INSIDE,
    SUMMARY_COLUMNS
};
#define SUMMARY_RECORD_COLUMNS                                                                               \
    [SUMMARY_QUALITY] = {"quality", FACTOR}, [SUMMARY_MEAN_S] = {"latency_mean_s", MEASURE},                 \
    [SUMMARY_MIN_S] = {"latency_min_s", MEASURE}, [SUMMARY_MAX_S] = {"latency_max_s", MEASURE},              \
    [SUMMARY_N] = {"published_n", MEASURE}, [SUMMARY_FAILED] = {"failed_n", MEASURE},                        \
    [SUMMARY_FAILED_INSIDE] = {"failed_inside_n", MEASURE}

/* Opens a row and sets its quality: "summary" or "bucketed". */
enum status summary_open(struct table *table, const char *quality, struct error *err);
/* Counts the open row's requests: of `measured` ones, which its figures are of, so many failed, and so many
 * others failed without a time. NaN: not known. */
void summary_set_counts(struct table *table, double measured, double failed, double others);
/* Sets the percentile of the open row in its column, latency_p99.9_s, which is made when it is not there. */
enum status summary_set_percentile(struct table *table, const char *percent, double seconds,
                                   struct error *err);

#endif
