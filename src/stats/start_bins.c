#include "stats/start_bins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stats/quantile.h"

/* Bins are at least 2^FINEST s wide, and their numbers have at most MOST_BITS. */
enum { FINEST = -20, MOST_BITS = 52 };

/* `scale` is 1 over the width. */
static inline int64_t bin_of(double start_s, double scale)
{
    double place = start_s * scale;
    int64_t bin = (int64_t)place;
    return bin - ((double)bin > place); /* below 0 as above: rounded down */
}

/* Those at 0 are counted apart. */
static inline bool is_counted(double start_s)
{
    return start_s < 0 || start_s > 0;
}

/* The narrowest bins that reach from one start to another. */
static int fit(double first_s, double last_s)
{
    int bits;
    frexp(fmax(fabs(first_s), fabs(last_s)), &bits);
    int exponent = bits - MOST_BITS > FINEST ? bits - MOST_BITS : FINEST;
    double scale = ldexp(1, -exponent);
    for (; bin_of(last_s, scale) - bin_of(first_s, scale) >= START_BINS; scale /= 2) {
        exponent++;
    }
    return exponent;
}

/* Adds counts of bins of another width, which is not larger. */
static void add_counts(struct start_bins *to, const struct start_bins *from)
{
    for (size_t b = 0; b < START_BINS; b++) {
        if (from->counts[b] > 0) { /* the number of a bin below 0 is rounded down, too */
            int64_t bin = (from->first + (int64_t)b) >> (to->exponent - from->exponent);
            to->counts[bin - to->first] += from->counts[b];
        }
    }
}

static void count(struct start_bins *bins, const double *start_s, size_t n)
{
    double scale = ldexp(1, -bins->exponent);
    for (size_t i = 0; i < n; i++) {
        if (is_counted(start_s[i])) {
            bins->counts[bin_of(start_s[i], scale) - bins->first]++;
        }
    }
}

static void widen(struct start_bins *bins, double first_s, double last_s)
{
    bins->first_s = bins->n == 0 || first_s < bins->first_s ? first_s : bins->first_s;
    bins->last_s = bins->n == 0 || last_s > bins->last_s ? last_s : bins->last_s;
}

/* Widens the range, and makes bins, of which there are none yet, or of another width, that reach over it. */
static enum status reach(struct start_bins *bins, double first_s, double last_s, struct error *err)
{
    struct start_bins wider = *bins;
    widen(&wider, first_s, last_s);
    wider.exponent = fit(wider.first_s, wider.last_s);
    wider.first = bin_of(wider.first_s, ldexp(1, -wider.exponent));
    if (bins->counts == NULL || wider.exponent != bins->exponent || wider.first != bins->first) {
        wider.counts = calloc(START_BINS, sizeof *wider.counts);
        if (wider.counts == NULL) {
            return error_no_memory(err);
        }
        if (bins->counts != NULL) {
            add_counts(&wider, bins);
        }
        free(bins->counts);
    }
    *bins = wider;
    if (bins->kept_s != NULL) {
        count(bins, bins->kept_s, bins->n);
        free(bins->kept_s);
        bins->kept_s = NULL;
    }
    return OK;
}

/* Keeps `more` starts that are known, of n. */
static enum status keep(struct start_bins *bins, const double *start_s, size_t n, size_t more,
                        struct error *err)
{
    double *grown = array_reserve(bins->kept_s, &bins->capacity, bins->n + more, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    bins->kept_s = grown;
    for (size_t i = 0; i < n; i++) {
        if (is_counted(start_s[i])) {
            grown[bins->n++] = start_s[i];
        }
    }
    return OK;
}

enum status start_bins_add(struct start_bins *bins, const double *start_s, size_t n, struct error *err)
{
    double first_s = INFINITY, last_s = -INFINITY;
    size_t more = 0;
    for (size_t i = 0; i < n; i++) {
        bool counted = is_counted(start_s[i]);
        bins->at_0 += start_s[i] == 0;
        more += counted;
        first_s = counted && start_s[i] < first_s ? start_s[i] : first_s;
        last_s = counted && start_s[i] > last_s ? start_s[i] : last_s;
    }
    if (more == 0) {
        return OK;
    }
    if (bins->counts == NULL && bins->n + more <= START_BINS) {
        widen(bins, first_s, last_s);
        return keep(bins, start_s, n, more, err);
    }
    enum status status = reach(bins, first_s, last_s, err);
    if (status == OK) {
        count(bins, start_s, n);
        bins->n += more;
    }
    return status;
}

enum status start_bins_merge(struct start_bins *to, const struct start_bins *from, struct error *err)
{
    to->at_0 += from->at_0;
    if (from->counts == NULL) {
        return start_bins_add(to, from->kept_s, from->n, err);
    }
    enum status status = reach(to, from->first_s, from->last_s, err);
    if (status == OK) {
        add_counts(to, from);
        to->n += from->n;
    }
    return status;
}

enum status start_bins_add_at_0(struct start_bins *bins, struct error *err)
{
    size_t n = bins->n + bins->at_0;
    if (bins->counts == NULL && n <= START_BINS) {
        double *grown = array_reserve(bins->kept_s, &bins->capacity, n, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        bins->kept_s = grown;
        memset(grown + bins->n, 0, bins->at_0 * sizeof *grown);
    } else if (bins->at_0 > 0) {
        enum status status = reach(bins, 0, 0, err);
        if (status != OK) {
            return status;
        }
        bins->counts[-bins->first] += bins->at_0;
    }
    bins->n = n;
    bins->at_0 = 0;
    return OK;
}

static double within(const struct start_bins *bins, double start_s)
{
    return fmin(fmax(start_s, bins->first_s), bins->last_s);
}

struct throughput_load start_bins_load(struct start_bins *bins, double times[2 * START_BINS],
                                       double numbers[2 * START_BINS])
{
    size_t n = 0;
    double before = 0, width_s = ldexp(1, bins->exponent);
    if (bins->counts == NULL) {
        quantile_sort(bins->kept_s, bins->n);
        return (struct throughput_load){bins->kept_s, NULL, bins->n};
    }
    for (size_t b = 0; b < START_BINS; b++) {
        double starts = (double)bins->counts[b],
               left_s = ldexp((double)(bins->first + (int64_t)b), bins->exponent);
        if (starts > 0) {
            times[n] = within(bins, left_s + width_s / (2 * starts));
            numbers[n++] = before + 1;
        }
        if (starts > 1) {
            times[n] = within(bins, left_s + width_s - width_s / (2 * starts));
            numbers[n++] = before + starts;
        }
        before += starts;
    }
    times[0] = bins->first_s;
    times[n - 1] = bins->last_s;
    return (struct throughput_load){times, numbers, n};
}

bool start_bins_are_sound(const struct start_bins *bins)
{
    const double most_s = 0x1p1000; /* what can be divided by the width of a bin */
    double first_s = bins->first_s, last_s = bins->last_s;
    if (!(first_s <= last_s && first_s >= -most_s && last_s <= most_s)) {
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; bins->counts == NULL && i < bins->n; i++) {
        n += bins->kept_s[i] >= first_s && bins->kept_s[i] <= last_s && bins->kept_s[i] != 0;
    }
    for (size_t b = 0; bins->counts != NULL && b < START_BINS; b++) {
        n += (size_t)bins->counts[b];
    }
    bool fits = bins->counts == NULL || (bins->exponent == fit(first_s, last_s) &&
                                         bins->first == bin_of(first_s, ldexp(1, -bins->exponent)));
    return n == bins->n && fits;
}

void start_bins_release(struct start_bins *bins)
{
    free(bins->kept_s);
    free(bins->counts);
    *bins = (struct start_bins){0};
}
