/* What programs call a quantile: each definition by the name of the tool that has it, on the same raw values.
 */
#ifndef FAASTAT_STATS_DEFINITION_H
#define FAASTAT_STATS_DEFINITION_H

#include <stddef.h>

struct quantile_definition {
    const char *name;    /* as --definition has it */
    const char *meaning; /* for help and tables */
    int type;            /* of Hyndman and Fan; 0: `compute` */
    double (*compute)(const double *sorted, size_t n, double p);
};

/* Ended by a row without a name. */
extern const struct quantile_definition quantile_definitions[];

/* The definition of that name, NULL when there is none. */
const struct quantile_definition *definition_find(const char *name);

/*
 * The p-quantile of sorted[0..n), n >= 1, 0 < p < 1, seconds for the tools that round times; NaN where the
 * tool prints nothing.
 */
double definition_quantile(const struct quantile_definition *definition, const double *sorted, size_t n,
                           double p);

#endif
