/* What is known of one group's sample before it is compared with others. Makes no comparison itself. */
#ifndef FAASTAT_ANALYSIS_KNOWN_GROUP_H
#define FAASTAT_ANALYSIS_KNOWN_GROUP_H

#include "analysis/sample.h"
#include "stats/welch.h"

struct known_group {
    const struct sample *sample;
    struct summary_figures figures;
    double *sorted; /* its requests, by known_sort */
    size_t n_sorted;
    double mean_block;   /* 0 unless the requests depend on one another */
    double dependence_p; /* of Ljung and Box's test; NaN when it could not be made */
};

/* Mean, sd and n of a group's requests, or those published; NaN where they are not known, as when requests
 * were cut off. */
struct summary_figures known_figures(const struct sample *sample);
/*
 * The requests in ascending order, and behind them those that were cut off: they, and what is as long as the
 * first of them, have ranks that nobody knows, and are infinite. *n is how many there are. Caller frees; NULL
 * with err set.
 */
double *known_sort(const struct sample *sample, size_t *n, struct error *err);

/* Borrows the sample. BAD_SERVICE when memory is out; caller releases either way. */
enum status known_group_init(struct known_group *group, const struct sample *sample, struct error *err);
void known_group_release(struct known_group *group);

#endif
