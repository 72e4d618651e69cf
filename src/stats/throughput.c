#include "stats/throughput.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "stats/long_run.h"
#include "stats/moments.h"
#include "stats/student.h"

/* A gap is more than so many times as long as the load's own spacing, */
static const double GAP_TIMES = 10;
/* has so many other spacings beside it, */
enum { SPACINGS_TO_A_GAP = 10 };
/* and all of them are at least this share of the time. */
static const double GAP_LEAST = 0.01;
/* Counts that differ by less, relatively, are equal. */
static const double ROUNDING = 1e-9;
/* An interval needs as much as so many independent bins tell. */
static const double LEAST_BINS = 4;

/* From the first start to the last. */
static double span_of(const struct throughput_load *load)
{
    return load->n == 0 ? 0 : load->start_s[load->n - 1] - load->start_s[0];
}

/* How many requests start up to the i-th start that is known. */
static double number_of(const struct throughput_load *load, size_t i)
{
    return load->number == NULL ? (double)i + 1 : load->number[i];
}

enum status throughput(const struct throughput_load *load, double *per_s, struct error *err)
{
    if (throughput_n(load) < 2 || !(span_of(load) > 0)) {
        return error_set(err, BAD_DATA, "throughput: needs 2 requests and time between their starts");
    }
    *per_s = (throughput_n(load) - 1) / span_of(load);
    return OK;
}

/* ---- gaps ---- */

/* How much of the time is spent in spacings of each length, four steps to a power of two, from the whole span
 * on down. */
enum { STEPS = 256 };
/* One more than there may be gaps: it tells whether they are the load's own. */
enum { MOST_LONG = THROUGHPUT_GAPS + 1 };

struct spacings {
    double time_s[STEPS];
    double longest_s[MOST_LONG]; /* descending */
    double after_s;
    size_t longest_n;
    double span_s;
};

/* Sign, exponent and the first two bits of the mantissa of a number. */
static uint64_t step_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 50;
}

static size_t step_of(double spacing_s, double span_s)
{
    uint64_t below = step_bits(span_s) - step_bits(spacing_s);
    return below < STEPS ? (size_t)below : STEPS - 1;
}

static void keep_longest(struct spacings *spacings, double spacing_s)
{
    size_t at = spacings->longest_n < MOST_LONG ? spacings->longest_n++ : MOST_LONG - 1;
    while (at > 0 && spacings->longest_s[at - 1] < spacing_s) {
        spacings->longest_s[at] = spacings->longest_s[at - 1];
        at--;
    }
    spacings->longest_s[at] = spacing_s;
}

static struct spacings measure_spacings(const struct throughput_load *load)
{
    const double *start_s = load->start_s;
    struct spacings spacings = {.span_s = span_of(load)};
    for (size_t i = 1; i < load->n; i++) {
        double all_s = start_s[i] - start_s[i - 1];
        double spacing_s = all_s / (number_of(load, i) - number_of(load, i - 1));
        spacings.time_s[step_of(spacing_s, spacings.span_s)] += all_s;
        if (spacings.longest_n == 0 || spacing_s > spacings.longest_s[0]) {
            spacings.after_s = start_s[i - 1] - start_s[0];
        }
        if (spacings.longest_n < MOST_LONG || spacing_s > spacings.longest_s[MOST_LONG - 1]) {
            keep_longest(&spacings, spacing_s);
        }
    }
    return spacings;
}

/* The end of a step: no spacing in it is longer. */
static double end_of_step(size_t step, double span_s)
{
    uint64_t bits = (step_bits(span_s) - step + 1) << 50;
    double end_s;
    memcpy(&end_s, &bits, sizeof end_s);
    return end_s;
}

/* The load's own spacing: half of the time is spent in spacings up to it. */
static double own_spacing(const struct spacings *spacings, double time_s)
{
    double longer_s = 0;
    size_t step = 0;
    while (step + 1 < STEPS && longer_s + spacings->time_s[step] < time_s / 2) {
        longer_s += spacings->time_s[step++];
    }
    return end_of_step(step, spacings->span_s);
}

struct throughput_gaps throughput_find_gaps(const struct throughput_load *load)
{
    struct spacings spacings = measure_spacings(load);
    double n = throughput_n(load);
    const struct throughput_gaps none = {0, NAN, NAN, NAN, NAN};
    struct throughput_gaps gaps = none;
    double all_s = 0;
    for (size_t k = 0; k < spacings.longest_n && (double)((k + 1) * (SPACINGS_TO_A_GAP + 1)) < n; k++) {
        double longest_s = spacings.longest_s[k];
        all_s += longest_s;
        spacings.time_s[step_of(longest_s, spacings.span_s)] -= longest_s;
        double rest_s = spacings.span_s - all_s;
        if (longest_s > GAP_TIMES * own_spacing(&spacings, rest_s) &&
            longest_s >= GAP_LEAST * spacings.span_s) {
            gaps = (struct throughput_gaps){.n = k + 1,
                                            .all_s = all_s,
                                            .longest_s = spacings.longest_s[0],
                                            .after_s = spacings.after_s,
                                            .per_s = (n - 2 - (double)k) / rest_s};
        }
    }
    return gaps.n <= THROUGHPUT_GAPS ? gaps : none;
}

/* ---- the interval ---- */

/* Counts starts in bins of the span; a spacing counts in all bins that it reaches into, by its shares. */
static void count_starts(const struct throughput_load *load, double *counts, size_t bins)
{
    const double *start_s = load->start_s;
    double width_s = span_of(load) / (double)bins, before = 1;
    size_t i = 0, n = load->n; /* the last start up to the edge */
    for (size_t bin = 0; bin < bins; bin++) {
        double edge_s = width_s * (double)(bin + 1);
        while (i + 2 < n && start_s[i + 1] - start_s[0] <= edge_s) {
            i++;
        }
        double spacing_s = start_s[i + 1] - start_s[i];
        double share = spacing_s > 0 ? (edge_s - (start_s[i] - start_s[0])) / spacing_s : 1;
        double more = number_of(load, i + 1) - number_of(load, i);
        double up_to = bin + 1 == bins ? throughput_n(load) : number_of(load, i) + fmin(share, 1) * more;
        counts[bin] = up_to - before;
        before = up_to;
    }
}

enum status throughput_interval(const struct throughput_load *load, double level, struct interval *interval,
                                struct error *err)
{
    double counts[LONG_RUN_STRETCHES], per_s, n = throughput_n(load);
    enum status status = throughput(load, &per_s, err);
    if (status != OK) {
        return status;
    }
    if (n < THROUGHPUT_MIN_N) {
        return error_set(err, BAD_DATA, "throughput: no interval, needs n >= %d", THROUGHPUT_MIN_N);
    }
    size_t bins = (size_t)fmin(2 * sqrt(n), LONG_RUN_STRETCHES);
    count_starts(load, counts, bins);
    double mean = (n - 1) / (double)bins, plain = moments_compute(counts, bins).sd;
    double long_run = plain > ROUNDING * mean ? long_run_variance(counts, bins) : 0;
    double independent = long_run > 0 ? (double)bins * plain * plain / long_run : (double)bins;
    if (independent < LEAST_BINS) {
        return error_set(err, BAD_DATA,
                         "throughput: no interval, as it changes too slowly to tell how it goes on");
    }
    double half = student_quantile((1 - level) / 2, independent - 1) * sqrt(long_run / (double)bins) / mean;
    interval->low = per_s * exp(-half);
    interval->high = per_s * exp(half);
    return OK;
}
