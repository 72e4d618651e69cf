/* The statistics that options and files name: the mean, and quantiles by their percentage. */
#ifndef FAASTAT_OUTPUT_STATISTIC_H
#define FAASTAT_OUTPUT_STATISTIC_H

#include <stdbool.h>
#include <stddef.h>

/* Reads the first n bytes, "mean" or "p95": *p is 0 for the mean, else the probability of the quantile. */
bool statistic_parse(const char *text, size_t n, double *p);

enum { STATISTIC_NAME = 32 };
/* Writes "mean", "p50", "p99.9". */
void statistic_name(double p, char name[STATISTIC_NAME]);

#endif
