#include "stats/modes.h"

#include <math.h>
#include <stdbool.h>

#include "stats/quantile.h"

enum { LEAST_ABOVE = 2, LEAST_SPACINGS = 30 };

/* Values that differ by less than this share of themselves were the same before units were converted. */
static const double SAME = 1e-9;

double modes_tick(const double *sorted, size_t n, double *scratch)
{
    size_t steps = 0;
    double smallest = INFINITY;
    for (size_t i = 0; i < n; i++) {
        double step = i == 0 ? 0 : sorted[i] - sorted[i - 1];
        if (step > SAME * fabs(sorted[i])) {
            scratch[steps++] = step;
        }
        smallest = sorted[i] > 0 ? fmin(smallest, sorted[i]) : smallest;
    }
    if (steps == 0) {
        return 0;
    }
    quantile_sort(scratch, steps);
    return fmin(scratch[steps / 4], smallest);
}

/* The k-th largest of a sorted sample, from 1. */
static double largest(const double *sorted, size_t n, size_t k)
{
    return sorted[n - k];
}

/* Whether the value was written in steps of 10^power. */
static bool is_multiple(double value, int power)
{
    double times = value / pow(10, power);
    return fabs(times - round(times)) <= SAME * times;
}

/* The coarser of the tick and the power of ten, not above `power`, in whose steps the value was written; this
 * replaces `power`. */
static double coarser_tick(double tick, double value, int *power)
{
    while (pow(10, *power) > tick && !is_multiple(value, *power)) {
        --*power;
    }
    return fmax(tick, pow(10, *power));
}

/* log p of the gap below the k-th largest, when the logarithms of the next w add up to `sum`. */
static double judge_gap(const double *sorted, size_t n, size_t k, size_t w, double sum, double half)
{
    double above = (double)k, all = (double)w, next = largest(sorted, n, k + 1);
    double gap = above * log((largest(sorted, n, k) - half) / (next + half));
    if (!(gap > 0)) {
        return 0;
    }
    /* The sum of the spacings, telescoped; from where the gap ends, so that it is not 0 among equal values.
     */
    double spacings = sum + above * log(next + half) - (above + all) * log(largest(sorted, n, k + w + 1));
    return -all * log1p(gap / spacings);
}

/* How many spacings below the k-th largest are taken, of `positive` values. */
static size_t count_spacings(size_t k, size_t positive)
{
    size_t w = 2 * k < LEAST_SPACINGS ? LEAST_SPACINGS : 2 * k;
    return w < positive - k - 1 ? w : positive - k - 1;
}

enum status modes_find_gap(const double *sorted, size_t n, double tick, struct modes *modes,
                           struct error *err)
{
    double half = tick / 2, sum = 0, least = 0;
    if (n < MODES_MIN_N) {
        return error_set(err, BAD_DATA, "modes: needs n >= %d", MODES_MIN_N);
    }
    if (sorted[0] == sorted[n - 1]) {
        return error_set(err, BAD_DATA, "modes: all values are equal");
    }
    size_t positive = 0;
    while (positive < n && largest(sorted, n, positive + 1) > half) {
        positive++;
    }
    if (positive < MODES_MIN_N) {
        return error_set(err, BAD_DATA, "modes: needs %d values above 0", MODES_MIN_N);
    }
    size_t last = n / 2 < positive - LEAST_SPACINGS - 1 ? n / 2 : positive - LEAST_SPACINGS - 1;
    struct modes found = {.p = 1};
    /* The logarithms of the values from first to end, from 1, are summed. */
    size_t first = LEAST_ABOVE + 1, end = LEAST_ABOVE;
    int power = (int)floor(log10(sorted[n - 1]));
    (void)coarser_tick(tick, sorted[n - 1], &power);
    for (size_t k = LEAST_ABOVE; k <= last; k++) {
        double written = coarser_tick(tick, largest(sorted, n, k), &power);
        size_t w = count_spacings(k, positive);
        for (; end < k + w; end++) {
            sum += log(largest(sorted, n, end + 1));
        }
        for (; first < k + 1; first++) {
            sum -= log(largest(sorted, n, first));
        }
        double chance = judge_gap(sorted, n, k, w, sum, written / 2);
        if (chance < least) {
            least = chance;
            found.n = k;
            found.start = largest(sorted, n, k);
        }
    }
    found.p = fmin(1, 4 * (double)(last - LEAST_ABOVE + 1) * exp(least));
    *modes = found;
    return OK;
}
