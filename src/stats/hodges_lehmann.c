#include "stats/hodges_lehmann.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/mann_whitney.h"
#include "stats/quantile.h"
#include "stats/student.h"

/* ---- among which differences a rank is ---- */

static const uint64_t SIGN = UINT64_C(1) << 63;

/* Doubles in ascending order as whole numbers. */
static uint64_t key_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & SIGN ? UINT64_C(0) - bits : bits + SIGN;
}

static double value_of(uint64_t key)
{
    uint64_t bits = key >= SIGN ? key - SIGN : UINT64_C(0) - key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A walk through the differences: how many are at most a limit, the largest of them, and the next larger. */
struct split {
    size_t count;
    double at_most, above;
};

/* A walk over some of a. As a grows, so does the part of b that is that near. */
struct walk {
    size_t i, end, near; /* the next of a, and the first of b that has not been found near enough */
    struct split split;
};

static struct walk walk_over(const struct sorted_pair *pair, size_t first, size_t end, double limit)
{
    size_t low = 0, high = first == 0 || first == end ? 0 : pair->n_b;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool within = pair->b[middle] - pair->a[first] <= limit;
        low = within ? middle + 1 : low;
        high = within ? high : middle;
    }
    double at_most = low > 0 ? pair->b[low - 1] - pair->a[first] : -INFINITY;
    return (struct walk){first, end, low, {0, at_most, INFINITY}};
}

/* No branch depends on the data: half of them would be mispredicted. */
static inline void walk_on(struct walk *walk, const struct sorted_pair *pair, double limit)
{
    double difference = pair->b[walk->near] - pair->a[walk->i];
    bool within = difference <= limit;
    double at_most = within ? difference : -INFINITY, above = within ? INFINITY : difference;
    walk->split.at_most = at_most > walk->split.at_most ? at_most : walk->split.at_most;
    walk->split.above = above < walk->split.above ? above : walk->split.above;
    walk->split.count += within ? 0 : walk->near;
    walk->near += within;
    walk->i += !within;
}

static inline bool walk_goes_on(const struct walk *walk, const struct sorted_pair *pair)
{
    return (walk->i < walk->end) & (walk->near < pair->n_b);
}

/* Several parts of a side by side, as each step of one waits for the step before. */
enum { WALKS = 4 };

static struct split split_at(const struct sorted_pair *pair, double limit)
{
    struct split all = {0, -INFINITY, INFINITY};
    struct walk walks[WALKS];
    bool on = true;
    for (size_t w = 0; w < WALKS; w++) {
        walks[w] = walk_over(pair, w * pair->n_a / WALKS, (w + 1) * pair->n_a / WALKS, limit);
        on &= walk_goes_on(&walks[w], pair);
    }
    while (on) {
        for (size_t w = 0; w < WALKS; w++) {
            walk_on(&walks[w], pair, limit);
        }
        for (size_t w = 0; w < WALKS; w++) {
            on &= walk_goes_on(&walks[w], pair);
        }
    }
    for (size_t w = 0; w < WALKS; w++) {
        struct walk *walk = &walks[w];
        while (walk_goes_on(walk, pair)) {
            walk_on(walk, pair, limit);
        }
        all.count += walk->split.count + (walk->end - walk->i) * pair->n_b;
        all.at_most = fmax(all.at_most, walk->split.at_most);
        all.above = fmin(all.above, walk->split.above);
    }
    return all;
}

/* The differences among which the one of rank k is: from `low`, with `below` under it, to `high`, with
 * `up_to` not over it. Both ends are differences. */
struct bracket {
    double low, high;
    size_t below, up_to;
};

static struct bracket bracket_all(const struct sorted_pair *pair)
{
    return (struct bracket){pair->b[0] - pair->a[pair->n_a - 1], pair->b[pair->n_b - 1] - pair->a[0], 0,
                            pair->n_a * pair->n_b};
}

/* Takes a limit that is in the bracket, and not its upper end, for the new end of one side. */
static void bracket_cut(struct bracket *bracket, const struct sorted_pair *pair, double limit, size_t k)
{
    const struct split split = split_at(pair, limit);
    if (split.count >= k) {
        bracket->high = split.at_most;
        bracket->up_to = split.count;
    } else {
        bracket->low = split.above;
        bracket->below = split.count;
    }
}

/* Halfway in the doubles between the ends, whatever their number: so 64 cuts are enough. */
static double bracket_middle(const struct bracket *bracket)
{
    uint64_t low = key_of(bracket->low), high = key_of(bracket->high);
    return value_of(low + (high - low) / 2);
}

/* Where the rank would be were the differences evenly spread, or a bit on this side of it as seen from the
 * farther end, so that the cut takes most of the bracket away. */
static double bracket_guess(const struct bracket *bracket, size_t k)
{
    double width = (double)(bracket->up_to - bracket->below), place = (double)(k - bracket->below) / width;
    place += place < 0.5 ? 1.0 / 256 : -1.0 / 256;
    double guess = bracket->low + place * (bracket->high - bracket->low);
    return guess >= bracket->low && guess < bracket->high ? guess : bracket_middle(bracket);
}

/* Cuts until one value or at most `few` differences are left. Guesses that don't halve the bracket take turns
 * with halvings, so that no sample needs more than 128 cuts. */
static void bracket_narrow(struct bracket *bracket, const struct sorted_pair *pair, size_t k, size_t few)
{
    bool guessing = true;
    while (bracket->low < bracket->high && bracket->up_to - bracket->below > few) {
        size_t width = bracket->up_to - bracket->below;
        bracket_cut(bracket, pair, guessing ? bracket_guess(bracket, k) : bracket_middle(bracket), k);
        guessing = !guessing || bracket->up_to - bracket->below <= width / 2;
    }
}

/* The difference of rank k, by listing those of the bracket. */
static enum status bracket_select(const struct bracket *bracket, const struct sorted_pair *pair, size_t k,
                                  double *value, struct error *err)
{
    size_t n = 0, from = 0, to = 0;
    double *list = reallocarray(NULL, bracket->up_to - bracket->below, sizeof *list);
    if (list == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < pair->n_a; i++) {
        while (from < pair->n_b && pair->b[from] - pair->a[i] < bracket->low) {
            from++;
        }
        while (to < pair->n_b && pair->b[to] - pair->a[i] <= bracket->high) {
            to++;
        }
        for (size_t j = from; j < to; j++) {
            list[n++] = pair->b[j] - pair->a[i];
        }
    }
    quantile_sort(list, n);
    *value = list[k - bracket->below - 1];
    free(list);
    return OK;
}

/* ---- a first guess ---- */

/* Every so many-th value of each sample stands for all: their differences are few enough to be searched at
 * once. */
enum { THIN = 512 };

struct thinned {
    double a[THIN], b[THIN];
    struct sorted_pair pair; /* borrows from both */
};

static size_t thin(const double *sorted, size_t n, double *thinned)
{
    size_t kept = THIN;
    if (n < THIN) {
        kept = n;
    }
    for (size_t i = 0; i < kept; i++) {
        thinned[i] = sorted[(size_t)(((double)i + 0.5) * (double)n / (double)kept)];
    }
    return kept;
}

static double thinned_difference(const struct sorted_pair *thinned, double share)
{
    double pairs = (double)(thinned->n_a * thinned->n_b);
    size_t k = (size_t)fmin(fmax(ceil(share * pairs), 1), pairs);
    struct bracket bracket = bracket_all(thinned);
    bracket_narrow(&bracket, thinned, k, 1);
    return bracket.high;
}

/* Cuts at what the thinned samples make of the rank, and then as far on its other side as that was off. */
static void bracket_start(struct bracket *bracket, const struct sorted_pair *pair, size_t k)
{
    struct thinned *thinned = &(struct thinned){0};
    double pairs = (double)bracket->up_to, wanted = (double)k / pairs, share = wanted;
    thinned->pair = (struct sorted_pair){thinned->a, thinned->b, thin(pair->a, pair->n_a, thinned->a),
                                         thin(pair->b, pair->n_b, thinned->b)};
    double least = 2.0 / (double)(thinned->pair.n_a * thinned->pair.n_b);
    for (int i = 0; i < 2; i++) {
        double limit = thinned_difference(&thinned->pair, share);
        if (!(limit >= bracket->low && limit < bracket->high)) {
            return;
        }
        bracket_cut(bracket, pair, limit, k);
        double found = (double)(bracket->below > 0 ? bracket->below : bracket->up_to) / pairs;
        share = wanted + 2 * (wanted - found) + (found < wanted ? least : -least);
    }
}

/* ---- the k-th smallest difference ---- */

/* The difference of rank k, from 1, of the n_a n_b, into *value, and the one of the next rank. */
static enum status ranked_differences(const struct sorted_pair *pair, size_t k, double *value, double *next,
                                      struct error *err)
{
    struct bracket bracket = bracket_all(pair);
    bracket_start(&bracket, pair, k);
    bracket_narrow(&bracket, pair, k, (pair->n_a + pair->n_b) / 4);
    *value = bracket.high;
    enum status status = bracket.low < bracket.high ? bracket_select(&bracket, pair, k, value, err) : OK;
    if (status == OK && next != NULL) {
        const struct split split = split_at(pair, *value);
        *next = split.count > k ? *value : split.above;
    }
    return status;
}

/* ---- which rank ---- */

/* The low end of an interval, counted from 1, and the coverage between it and its mirror image. */
struct rank {
    size_t low;
    double coverage;
};

/* A tail that is too large by no more than rounding is not: (1 - 0.9) / 2 is not quite 0.05 in binary. */
static const double ROUNDING = 1e-12;

static enum status exact_rank(const struct sorted_pair *pair, double tail, struct rank *rank,
                              struct error *err)
{
    size_t low = 0, middle = pair->n_a * pair->n_b / 2;
    double *cumulative = NULL;
    enum status status = mann_whitney_distribution(pair->n_a, pair->n_b, &cumulative, err);
    if (status != OK) {
        return status;
    }
    while (low < middle && cumulative[low] < tail * (1 - ROUNDING)) {
        low++;
    }
    low = low > 1 ? low : 1;
    *rank = (struct rank){low, fmax(0, 1 - 2 * cumulative[low - 1])};
    free(cumulative);
    return OK;
}

static double tail_of(double t, double df)
{
    return isinf(df) ? gsl_cdf_ugaussian_Q(t) : student_tail(t, df);
}

static void normal_rank(const struct sorted_pair *pair, const struct shift_options *options,
                        struct rank *rank)
{
    double n_a = (double)pair->n_a, n_b = (double)pair->n_b;
    double middle = n_a * n_b / 2, df = options->df, tail = (1 - options->level) / 2;
    double sd = sqrt(options->design_effect * n_a * n_b * (n_a + n_b + 1) / 12);
    double t = isinf(df) ? gsl_cdf_ugaussian_Qinv(tail) : student_quantile(tail, df);
    double low = fmax(1, ceil(middle - 0.5 - t * sd));
    *rank = (struct rank){(size_t)low, fmax(0, 1 - 2 * tail_of((middle + 0.5 - low) / sd, df))};
}

static enum status fill_shift(const struct sorted_pair *pair, const struct rank *rank, struct shift *shift,
                              struct error *err)
{
    size_t pairs = pair->n_a * pair->n_b;
    double below, above, low, high;
    enum status status =
        ranked_differences(pair, (pairs + 1) / 2, &below, pairs % 2 == 0 ? &above : NULL, err);
    if (status == OK) {
        status = ranked_differences(pair, rank->low, &low, NULL, err);
    }
    if (status == OK) {
        status = ranked_differences(pair, pairs + 1 - rank->low, &high, NULL, err);
    }
    if (status != OK) {
        return status;
    }
    above = pairs % 2 == 0 ? above : below;
    shift->estimate = below == above ? below : below / 2 + above / 2; /* the sum might not be a double */
    shift->interval = (struct interval){low, high};
    shift->coverage = rank->coverage;
    return OK;
}

enum status hodges_lehmann_sorted(const struct sorted_pair *pair, const struct shift_options *options,
                                  struct shift *shift, struct error *err)
{
    struct rank rank;
    struct bracket all = bracket_all(pair);
    bool exact = options->design_effect <= 1 && mann_whitney_is_exact(pair);
    enum status status = OK;
    if (!isfinite(all.low) || !isfinite(all.high)) {
        return error_set(err, BAD_DATA, "hodges-lehmann: the differences are too large");
    }
    if (exact) {
        status = exact_rank(pair, (1 - options->level) / 2, &rank, err);
    } else {
        normal_rank(pair, options, &rank);
    }
    if (status == OK) {
        status = fill_shift(pair, &rank, shift, err);
    }
    if (status == OK) {
        shift->exact = exact;
    }
    return status;
}

enum status hodges_lehmann_shift(const struct draws *a, const struct draws *b,
                                 const struct shift_options *options, struct shift *shift, struct error *err)
{
    struct sorted_pair pair;
    enum status status = sorted_pair_init(&pair, a, b, "hodges-lehmann", err);
    if (status == OK) {
        status = hodges_lehmann_sorted(&pair, options, shift, err);
    }
    sorted_pair_release(&pair);
    return status;
}
