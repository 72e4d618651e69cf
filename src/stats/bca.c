#include "stats/bca.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double bca_share_below(const double *estimates, size_t n, double estimate, double tie)
{
    size_t halves = 0;
    for (size_t i = 0; i < n; i++) {
        double above = estimates[i] - estimate;
        halves += fabs(above) <= tie ? 1 : above < 0 ? 2 : 0;
    }
    return (double)halves / (2 * (double)n);
}

/* The mean; of equal values exactly theirs, so that they have no influence. */
static double mean_of(const struct jackknife *sample)
{
    double sum = 0;
    for (size_t i = 0; i < sample->n; i++) {
        sum += sample->estimates[i] - sample->estimates[0];
    }
    return sample->estimates[0] + sum / (double)sample->n;
}

double bca_acceleration(const struct jackknife *samples, size_t n_samples)
{
    double largest = 0; /* by which influence is divided, so that no power leaves the range of doubles */
    for (size_t k = 0; k < n_samples; k++) {
        double mean = mean_of(&samples[k]), weight = 1 - 1 / (double)samples[k].n;
        for (size_t i = 0; i < samples[k].n; i++) {
            largest = fmax(largest, weight * fabs(mean - samples[k].estimates[i]));
        }
    }
    double squares = 0, cubes = 0;
    for (size_t k = 0; k < n_samples; k++) {
        double mean = mean_of(&samples[k]), weight = 1 - 1 / (double)samples[k].n;
        for (size_t i = 0; i < samples[k].n && largest > 0; i++) {
            double influence = weight * (mean - samples[k].estimates[i]) / largest;
            squares += influence * influence;
            cubes += influence * influence * influence;
        }
    }
    return squares > 0 ? cubes / (6 * squares * sqrt(squares)) : 0;
}

enum status bca_tails(double share, double acceleration, double level, struct interval *tails,
                      struct error *err)
{
    if (!(share > 0 && share < 1)) {
        return error_set(err, BAD_DATA,
                         "bootstrap: no BCa interval, all resamples are on one side of the estimate; a "
                         "percentile interval needs no correction");
    }
    double bias = gsl_cdf_ugaussian_Pinv(share), z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
    double low = bias - z, high = bias + z;
    if (!(1 - acceleration * low > 0 && 1 - acceleration * high > 0)) {
        return error_set(err, BAD_DATA,
                         "bootstrap: no BCa interval at level %g, the sample is too skew "
                         "(acceleration %.3g); needs a lower level or more values",
                         level, acceleration);
    }
    *tails = (struct interval){gsl_cdf_ugaussian_P(bias + low / (1 - acceleration * low)),
                               gsl_cdf_ugaussian_P(bias + high / (1 - acceleration * high))};
    return OK;
}
