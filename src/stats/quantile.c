#include "stats/quantile.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- quantiles ---- */

/* The value of rank k, counted from 1; the extremes stand for the ranks beyond them. */
static double ranked(const double *sorted, size_t n, double k)
{
    return k < 1 ? sorted[0] : k >= (double)n ? sorted[n - 1] : sorted[(size_t)k - 1];
}

/* Between two neighbours; never outside of them, where rounding could lead. */
static double interpolate(double low, double high, double weight)
{
    return fmin(fmax((1 - weight) * low + weight * high, low), high);
}

/* Types 1 to 3: a value of the sample, or the middle of two. */
static double quantile_step(const double *sorted, size_t n, double p, int type)
{
    double position = type == 3 ? (double)n * p - 0.5 : (double)n * p;
    double k = floor(position);
    double low = ranked(sorted, n, k), high = ranked(sorted, n, k + 1);
    if (position > k) {
        return high;
    }
    switch (type) {
    case 1:
        return low;
    case 2:
        return interpolate(low, high, 0.5);
    default:
        return fmod(k, 2) == 0 ? low : high;
    }
}

double quantile_sorted(const double *sorted, size_t n, double p, int type)
{
    /* Types 4 to 9: the quantile stands at a + p (n + 1 - a - b). */
    static const struct {
        double a, b;
    } plotting[] = {{0, 1}, {0.5, 0.5}, {0, 0}, {1, 1}, {1.0 / 3, 1.0 / 3}, {3.0 / 8, 3.0 / 8}};
    assert(n >= 1 && p >= 0 && p <= 1 && type >= 1 && type <= 9);
    if (type <= 3) {
        return quantile_step(sorted, n, p, type);
    }
    double a = plotting[type - 4].a, b = plotting[type - 4].b;
    double tolerance = type == 7 ? 0 : 4 * DBL_EPSILON; /* type 7 in R has none */
    double position = type == 7 ? 1 + ((double)n - 1) * p : a + p * ((double)n + 1 - a - b);
    double k = floor(position + tolerance), weight = position - k;
    double low = ranked(sorted, n, k);
    return weight <= 0 || weight < tolerance ? low : interpolate(low, ranked(sorted, n, k + 1), weight);
}

/* ---- sorting ---- */

enum { DIGIT_BITS = 11, DIGITS = 6, BUCKETS = 1 << DIGIT_BITS, FEW = 4096 };

/* By how many bits keys that are so far apart are shifted to be one of `cells` numbers. */
static int shift_to(uint64_t span, uint64_t cells)
{
    int shift = 0;
    while (span >> shift >= cells) {
        shift++;
    }
    return shift;
}

static size_t digit_of(double value, int digit)
{
    return (size_t)(quantile_key(value) >> (digit * DIGIT_BITS)) % BUCKETS;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = quantile_key(*(const double *)a), y = quantile_key(*(const double *)b);
    return (x > y) - (x < y);
}

/* Turns counts into places, and says whether all values are in one bucket: they need no moving then. */
static bool place(size_t *counts, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        size_t count = counts[i];
        if (count == n) {
            return true;
        }
        counts[i] = sum;
        sum += count;
    }
    return false;
}

/* By the lowest digit first; each pass keeps the order of the one before among equal digits. */
static void radix_sort(double *values, double *scratch, size_t n, size_t counts[DIGITS][BUCKETS])
{
    for (size_t i = 0; i < n; i++) {
        for (int digit = 0; digit < DIGITS; digit++) {
            counts[digit][digit_of(values[i], digit)]++;
        }
    }
    double *from = values, *to = scratch;
    for (int digit = 0; digit < DIGITS; digit++) {
        if (place(counts[digit], n)) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            to[counts[digit][digit_of(from[i], digit)]++] = from[i];
        }
        double *swap = from;
        from = to;
        to = swap;
    }
    if (from != values) {
        memcpy(values, from, n * sizeof *values);
    }
}

/* How many of the first are in order. */
static size_t count_sorted(const double *values, size_t n)
{
    size_t i = 1;
    while (i < n && quantile_key(values[i - 1]) <= quantile_key(values[i])) {
        i++;
    }
    return i < n ? i : n;
}

bool quantile_is_sorted(const double *values, size_t n)
{
    return count_sorted(values, n) == n;
}

/* Joins the first of the values with the others, both of which are in order; `others` has room for these. */
static void merge(double *values, size_t first, size_t n, double *others)
{
    size_t left = n - first;
    memcpy(others, values + first, left * sizeof *others);
    while (left > 0) {
        bool is_other = first == 0 || quantile_key(values[first - 1]) <= quantile_key(others[left - 1]);
        values[first + left - 1] = is_other ? others[left - 1] : values[first - 1];
        left -= is_other;
        first -= !is_other;
    }
}

void quantile_sort(double *values, size_t n)
{
    size_t first = count_sorted(values, n);
    if (first == n) {
        return;
    }
    double *scratch = n < FEW ? NULL : calloc(n, sizeof *scratch);
    size_t(*counts)[BUCKETS] = n < FEW ? NULL : calloc(DIGITS, sizeof *counts);
    if (scratch != NULL && count_sorted(values + first, n - first) == n - first) {
        merge(values, first, n, scratch); /* as requests that ended well, and the failed behind them */
    } else if (scratch != NULL && counts != NULL) {
        radix_sort(values, scratch, n, counts);
    } else { /* few, or no memory for more: slower, with the same result */
        qsort(values, n, sizeof *values, compare);
    }
    free(counts);
    free(scratch);
}

/*
 * Values are told apart by the leading bits of their keys first: among many, that leads to the few that the
 * value may stand between, without the steps of a search that each miss the cache.
 */
enum { LEAST_LEADS = 1 << 16, MOST_LEADS = 1 << 22 };

struct leads {
    uint64_t least; /* key */
    int shift;
    uint32_t starts[]; /* in the sorted values */
};

/* Zeros of both signs are equal, and have different keys. */
static uint64_t key_of_equal(double value)
{
    return quantile_key(value == 0 ? 0.0 : value);
}

static struct leads *find_leads(const double *sorted, size_t n)
{
    size_t cells = LEAST_LEADS;
    while (cells < MOST_LEADS && cells < n) {
        cells *= 2;
    }
    struct leads *leads = n < FEW ? NULL : calloc(1, sizeof *leads + (cells + 1) * sizeof *leads->starts);
    if (leads == NULL) { /* few, or no memory for more: slower, with the same result */
        return NULL;
    }
    leads->least = key_of_equal(sorted[0]);
    leads->shift = shift_to(key_of_equal(sorted[n - 1]) - leads->least, cells);
    for (size_t i = 0; i < n; i++) {
        leads->starts[((key_of_equal(sorted[i]) - leads->least) >> leads->shift) + 1]++;
    }
    for (size_t i = 0; i < cells; i++) {
        leads->starts[i + 1] += leads->starts[i];
    }
    return leads;
}

/* The places among which the value stands. */
static struct rank_range range_of(const struct leads *leads, const double *sorted, size_t n, double value)
{
    if (leads == NULL) {
        return (struct rank_range){0, n};
    }
    if (value < sorted[0] || value > sorted[n - 1]) {
        return value < sorted[0] ? (struct rank_range){0, 0} : (struct rank_range){n, n};
    }
    size_t lead = (size_t)((key_of_equal(value) - leads->least) >> leads->shift);
    return (struct rank_range){leads->starts[lead], leads->starts[lead + 1]};
}

/* Which place of the range is the first that is not below the value. Where many are equal that is mostly its
 * first one; else no branch depends on the values, half of which would be mispredicted. */
static size_t place_in(struct rank_range range, const double *sorted, double value)
{
    size_t first = range.first, n = range.last - range.first;
    if (n == 0 || !(sorted[first] < value)) {
        return first;
    }
    while (n > 1) {
        size_t half = n / 2;
        first += sorted[first + half - 1] < value ? half : 0;
        n -= half;
    }
    return first + (sorted[first] < value);
}

/* Some at once: so the processor waits for what the cache misses of all of them together. */
void quantile_rank(const double *values, size_t n, const double *sorted, size_t n_sorted, uint32_t *ranks)
{
    enum { AT_ONCE = 64 };
    struct leads *leads = find_leads(sorted, n_sorted);
    for (size_t first = 0; first < n; first += AT_ONCE) {
        struct rank_range ranges[AT_ONCE];
        size_t some = n - first < AT_ONCE ? n - first : AT_ONCE;
        for (size_t i = 0; i < some; i++) {
            ranges[i] = range_of(leads, sorted, n_sorted, values[first + i]);
            __builtin_prefetch(sorted + ranges[i].first);
        }
        for (size_t i = 0; i < some; i++) {
            ranks[first + i] = (uint32_t)place_in(ranges[i], sorted, values[first + i]);
        }
    }
    free(leads);
}

/* ---- some ranks of a sort ---- */

/*
 * Values are counted in CELLS equal steps of their keys, which stand in the values' order. Only the cells
 * that a rank falls into are filled, each at its place, and sorted.
 */
enum { CELL_BITS = 12, CELLS = 1 << CELL_BITS };

struct quantile_places {
    const double *values;
    size_t n;
    double *sorted;
    uint64_t least; /* key */
    int shift;
    size_t starts[CELLS + 1];
    bool wanted[CELLS], sorted_before[CELLS];
};

static size_t cell_of(const struct quantile_places *places, double value)
{
    return (size_t)((quantile_key(value) - places->least) >> places->shift);
}

struct quantile_places *quantile_places_init(const double *values, size_t n, const struct extremes *extremes,
                                             double *sorted)
{
    /* Zeros of both signs are equal, and have different keys. */
    uint64_t least = quantile_key(extremes->min == 0 ? -0.0 : extremes->min);
    uint64_t most = quantile_key(extremes->max == 0 ? 0.0 : extremes->max);
    struct quantile_places *places = calloc(1, sizeof *places);
    if (places == NULL) {
        return NULL;
    }
    places->values = values;
    places->n = n;
    places->sorted = sorted;
    places->least = least;
    places->shift = shift_to(most - least, CELLS);
    for (size_t i = 0; i < n; i++) {
        places->starts[cell_of(places, values[i]) + 1]++;
    }
    for (size_t c = 0; c < CELLS; c++) {
        places->starts[c + 1] += places->starts[c];
    }
    return places;
}

/* The cell that the rank falls into: the last one that starts at it or before. */
static size_t find_cell(const struct quantile_places *places, size_t rank)
{
    size_t low = 0, high = CELLS;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (places->starts[middle] <= rank) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Marks the cells of the ranges that are not sorted yet; false when there are none. */
static bool want(struct quantile_places *places, const struct rank_range *ranges, size_t n)
{
    bool any = false;
    memset(places->wanted, 0, sizeof places->wanted);
    for (size_t i = 0; i < n; i++) {
        size_t last = find_cell(places, ranges[i].last);
        for (size_t c = find_cell(places, ranges[i].first); c <= last; c++) {
            places->wanted[c] = !places->sorted_before[c];
            any |= places->wanted[c];
        }
    }
    return any;
}

void quantile_places_sort(struct quantile_places *places, const struct rank_range *ranges, size_t n)
{
    size_t next[CELLS];
    if (!want(places, ranges, n)) {
        return;
    }
    memcpy(next, places->starts, sizeof next);
    for (size_t i = 0; i < places->n; i++) {
        size_t cell = cell_of(places, places->values[i]);
        if (places->wanted[cell]) {
            places->sorted[next[cell]++] = places->values[i];
        }
    }
    for (size_t c = 0; c < CELLS; c++) {
        if (places->wanted[c]) {
            quantile_sort(places->sorted + places->starts[c], places->starts[c + 1] - places->starts[c]);
            places->sorted_before[c] = true;
        }
    }
}

void quantile_places_free(struct quantile_places *places)
{
    free(places);
}
