#include "stats/resample_ranks.h"

#include <assert.h>
#include <gsl/gsl_randist.h>
#include <math.h>

void resample_ranks_draw(gsl_rng *rng, const double *sorted, size_t n, size_t first, size_t last,
                         double *resample)
{
    assert(first <= last && last < n);
    /* What is left above the uniform order statistic; rounding can bring it to 1, but not above. */
    double above = gsl_ran_beta(rng, (double)(n - first), (double)first + 1);
    for (size_t i = first;; i++) {
        double rank = floor((1 - above) * (double)n);
        resample[i] = sorted[rank < (double)n ? (size_t)rank : n - 1];
        if (i == last) {
            return;
        }
        above *= pow(gsl_rng_uniform_pos(rng), 1 / (double)(n - 1 - i));
    }
}
