#include "stats/modes.h"

#include <math.h>
#include <stdbool.h>

#include "stats/quantile.h"

enum { LEAST_ABOVE = 2, LEAST_SPACINGS = 30, LEAST_ON_GRID = 3 };

/* Values that differ by less than this share of themselves were the same before units were converted. */
static const double SAME = 1e-9;
/* How far from a whole number of ticks a step may be, of a tick. */
static const double ON_GRID = 1e-3;

/* The size of the run of values that starts at i, which differ by no more than units leave. */
static size_t count_equal(const double *sorted, size_t n, size_t i)
{
    size_t end = i + 1;
    while (end < n && sorted[end] - sorted[end - 1] <= SAME * fabs(sorted[end])) {
        end++;
    }
    return end - i;
}

/* Collects the distinct values that occur `least` times at least, in order. */
static size_t list_frequent(const double *sorted, size_t n, size_t least, double *values)
{
    size_t found = 0;
    for (size_t i = 0, times; i < n; i += times) {
        times = count_equal(sorted, n, i);
        if (times >= least) {
            values[found++] = sorted[i];
        }
    }
    return found;
}

/* The lower quartile of the steps between values in order, which it leaves in their place. */
static double quartile_step(double *values, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        values[i] = values[i + 1] - values[i];
    }
    quantile_sort(values, n - 1);
    return values[(n - 1) / 4];
}

/* How often the value occurs that a request has which shares it with as many as one in five do. */
static size_t usual_frequency(const double *sorted, size_t n, double *scratch)
{
    for (size_t i = 0, times; i < n; i += times) {
        times = count_equal(sorted, n, i);
        for (size_t k = 0; k < times; k++) {
            scratch[i + k] = (double)times;
        }
    }
    quantile_sort(scratch, n);
    return (size_t)scratch[n - 1 - n / 5];
}

/* The lower quartile of the steps between values, if these are multiples of it; else 0. */
static double common_step(double *values, size_t n)
{
    double step = quartile_step(values, n);
    size_t multiples = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        double times = values[i] / step;
        multiples += fabs(times - round(times)) <= ON_GRID;
    }
    return 10 * multiples >= 9 * (n - 1) ? step : 0;
}

/* The tick of the values that occur most, where these are multiples of one: others, written more finely, or
 * single odd ones, may stand between them. 0 where they are not. */
static double grid_tick(const double *sorted, size_t n, double *scratch)
{
    double tick = 0;
    for (size_t least = usual_frequency(sorted, n, scratch) / 2; tick == 0 && least > 1; least /= 2) {
        size_t frequent = list_frequent(sorted, n, least, scratch);
        tick = frequent < LEAST_ON_GRID ? 0 : common_step(scratch, frequent);
    }
    return tick;
}

double modes_tick(const double *sorted, size_t n, double *scratch)
{
    double tick = grid_tick(sorted, n, scratch);
    size_t distinct = list_frequent(sorted, n, 1, scratch), least = 0;
    if (tick > 0 || distinct < 2) {
        return tick;
    }
    while (least < n && sorted[least] <= 0) {
        least++;
    }
    double low = least == n ? INFINITY : sorted[least + (n - least) / 20];
    return fmin(quartile_step(scratch, distinct), low);
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
