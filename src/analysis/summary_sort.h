/* The rows of a summary by one of their numbers, and the first of them. */
#ifndef FAASTAT_ANALYSIS_SUMMARY_SORT_H
#define FAASTAT_ANALYSIS_SUMMARY_SORT_H

#include "analysis/summary_result.h"

enum summary_key { KEY_NONE, KEY_N, KEY_FAILED, KEY_MEAN, KEY_MAX, KEY_QUANTILE };

struct summary_sorting {
    enum summary_key key;
    size_t quantile; /* its number among those of the rows */
};

/* Reads "n", "failed", "mean", "max", or a quantile among p[0..n): "p95". BAD_USAGE when it is none. */
enum status summary_sort_read(const char *text, const double *p, size_t n, struct summary_sorting *sorting,
                              struct error *err);
/* Sorts the rows of each measure, the largest first and those without the number last, and keeps `top` of
 * each (0: all). BAD_SERVICE when memory is out. */
enum status summary_sort(struct summary_result *result, const struct summary_sorting *sorting, size_t top,
                         struct error *err);

#endif
