#include "analysis/known_group.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/dependence.h"
#include "stats/moments.h"
#include "stats/quantile.h"

struct summary_figures known_figures(const struct sample *sample)
{
    if (!sample_has_mean(sample)) {
        return (struct summary_figures){NAN, NAN, NAN};
    }
    if (sample->kept.n > 0) {
        struct moments moments = moments_compute(sample->kept.values, sample->kept.n);
        return (struct summary_figures){moments.mean, sample->kept.n > 1 ? moments.sd : NAN,
                                        (double)sample->kept.n};
    }
    const struct published *published = &sample->published;
    double sd = published->sd;
    if (isnan(sd)) {
        sd = published->population_sd * sqrt(published->n / (published->n - 1));
    }
    return (struct summary_figures){published->mean, sd, published->n};
}

double *known_sort(const struct sample *sample, size_t *n, struct error *err)
{
    *n = sample->kept.n + sample->censored;
    double *sorted = calloc(*n + 1, sizeof *sorted);
    if (sorted == NULL) {
        error_no_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < *n; i++) {
        bool known =
            i < sample->kept.n && (sample->censored == 0 || sample->kept.values[i] < sample->censored_from);
        sorted[i] = known ? sample->kept.values[i] : INFINITY;
    }
    quantile_sort(sorted, *n);
    return sorted;
}

enum status known_group_init(struct known_group *group, const struct sample *sample, struct error *err)
{
    *group = (struct known_group){.sample = sample, .figures = known_figures(sample), .dependence_p = NAN};
    group->sorted = known_sort(sample, &group->n_sorted, err);
    if (group->sorted == NULL) {
        return BAD_SERVICE;
    }
    return sample->censored == 0 ? dependence_test(sample, &group->dependence_p, &group->mean_block, err)
                                 : OK;
}

void known_group_release(struct known_group *group)
{
    free(group->sorted);
    *group = (struct known_group){0};
}
