#include "stats/warm_up.h"

#include <math.h>
#include <stdlib.h>

#include "stats/autocorrelation.h"
#include "stats/moments.h"
#include "stats/ranks.h"
#include "stats/student.h"

static double batch_mean(const double *batch)
{
    double sum = 0;
    for (size_t i = 0; i < WARM_UP_BATCH; i++) {
        sum += batch[i];
    }
    return sum / WARM_UP_BATCH;
}

/* The number of batches to cut: batches are taken in from the last to the first, with their sum of squares.
 */
static size_t find_cut(const double *values, size_t batches)
{
    double mean = 0, squares = 0, smallest = 0;
    size_t cut = batches;
    for (size_t d = batches; d-- > 0;) {
        double kept = (double)(batches - d), from_mean = batch_mean(values + d * WARM_UP_BATCH) - mean;
        mean += from_mean / kept;
        squares += from_mean * from_mean * ((kept - 1) / kept);
        double criterion = squares / (kept * kept);
        if (d <= batches / 2 && (cut == batches || criterion <= smallest)) {
            smallest = criterion;
            cut = d;
        }
    }
    return cut;
}

enum status warm_up_mser5(const double *values, size_t n, struct warm_up *warm_up, struct error *err)
{
    if (n < WARM_UP_MIN_N) {
        return error_set(err, BAD_DATA, "mser5: needs n >= %d", WARM_UP_MIN_N);
    }
    struct moments moments = moments_compute(values, n);
    struct warm_up result = {.mean = moments.mean, .mean_kept = moments.mean};
    if (moments.min < moments.max) {
        struct deviations deviations;
        enum status status = deviations_init(&deviations, values, n, "mser5", err);
        if (status != OK) {
            return status;
        }
        size_t batches = n / WARM_UP_BATCH, cut = find_cut(deviations.values, batches);
        deviations_release(&deviations);
        result.cut = cut * WARM_UP_BATCH;
        result.at_limit = cut == batches / 2;
        result.mean_kept = moments_compute(values + result.cut, n - result.cut).mean;
    }
    *warm_up = result;
    return OK;
}

/* The exponential quantile in the middle of each rank. */
static void make_scores(const double *ranks, size_t n, double *scores)
{
    double count = (double)n;
    for (size_t i = 0; i < n; i++) {
        scores[i] = -log((count - ranks[i]) / (2 * count));
    }
}

/* The weighted sum of what the scores up to each place add up to, over the root of its variance for
 * independent scores of variance 1. */
static double sum_early(const double *scores, size_t n)
{
    double mean = 0, count = (double)n, partial = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        mean += scores[i] / count;
    }
    for (size_t k = 1; k < n; k++) {
        partial += scores[k - 1] - mean;
        sum += (1 - (double)k / count) * partial;
    }
    return sum / sqrt(count * count * count / 45);
}

enum status warm_up_test(const double *ranks, size_t n, size_t cut, double *p, struct error *err)
{
    double *scores = reallocarray(NULL, n, 2 * sizeof *scores);
    if (scores == NULL) {
        return error_no_memory(err);
    }
    make_scores(ranks, n, scores);
    double early = sum_early(scores, n);
    ranks_without_step(scores, n, cut, scores + n);
    struct ranks_precision precision = ranks_precision(scores + n, n);
    free(scores);
    double df = precision.effective_n - 3;
    if (precision.effective_n == 0) {
        *p = ranks_chance_of_step(n, cut);
    } else {
        *p = df > 0 ? 2 * student_tail(fabs(early) / sqrt(precision.variance), df) : 1;
    }
    return OK;
}
