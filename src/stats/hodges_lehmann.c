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

/*
 * A walk through the differences up to a limit: from the first of a and of b on, each step is to the next of
 * b where it is that near to the one of a, else to the next of a, until either is over. So each of a is left
 * at the first of b that is not as near, which moves on with a.
 */
struct walk {
    const struct sorted_pair *pair;
    double limit;
};

static inline bool is_near(const struct walk *walk, size_t i, size_t j)
{
    return walk->pair->b[j] - walk->pair->a[i] <= walk->limit;
}

/* The first of a, from `low` and before `high`, that is near to the one of b behind which `steps` lead from
 * it; `high` when none is. */
static size_t find_near(const struct walk *walk, size_t steps, size_t low, size_t high)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool near = is_near(walk, middle, steps - middle - 1);
        high = near ? middle : high;
        low = near ? low : middle + 1;
    }
    return low;
}

/* The first of b that is not near to one of a; n_b when all are. */
static size_t find_far(const struct walk *walk, size_t i)
{
    size_t low = 0, high = walk->pair->n_b;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool near = is_near(walk, i, middle);
        low = near ? middle + 1 : low;
        high = near ? high : middle;
    }
    return low;
}

/* How many steps there are. */
static size_t count_steps(const struct walk *walk)
{
    size_t n_a = walk->pair->n_a, n_b = walk->pair->n_b, i = 0;
    size_t far = find_far(walk, n_a - 1);
    if (far < n_b) {
        return n_a + far;
    }
    for (size_t high = n_a - 1; i < high;) { /* the first of a that all of b is near to */
        size_t middle = i + (high - i) / 2;
        bool near = is_near(walk, middle, n_b - 1);
        high = near ? middle : high;
        i = near ? i : middle + 1;
    }
    return i + n_b;
}

/* Several parts of the walk side by side, as each step waits for the one before. */
enum { WALKS = 6 };

/* What a walk finds: how many differences are at most the limit, the last of these, and the next one above.
 */
struct walked {
    size_t count;
    double last, next; /* infinite where there is none */
};

/* The difference, or, where all of the other bits are set, no number, which is neither more nor less than
 * any: compilers make a branch of a choice, and half of them would be mispredicted. */
static inline double number_if(double difference, uint64_t other_bits)
{
    uint64_t bits;
    memcpy(&bits, &difference, sizeof bits);
    bits |= other_bits;
    memcpy(&difference, &bits, sizeof bits);
    return difference;
}

static inline void look_at(double difference, bool is_near, struct walked *walked)
{
    double near = number_if(difference, (uint64_t)is_near - 1),
           far = number_if(difference, UINT64_C(0) - is_near);
    walked->last = near > walked->last ? near : walked->last;
    walked->next = far < walked->next ? far : walked->next;
}

/*
 * What is added up is where in b steps begin: at 0, 1, 2 and so on those that are in b, and the others at how
 * many are near to each of a. No branch depends on the data: half of them would be mispredicted. The last
 * difference up to the limit is that of a step: where the walk passes it by, the one of a before is as near
 * to the same of b, and its difference is no less.
 */
static struct walked walk_through(const struct walk *walk)
{
    const double *a = walk->pair->a, *b = walk->pair->b, limit = walk->limit;
    size_t n_a = walk->pair->n_a, n_b = walk->pair->n_b, all = count_steps(walk), each = all / WALKS;
    size_t j[WALKS];
    struct walked parts[WALKS], walked = {0, -INFINITY, INFINITY};
    for (size_t w = 0; w < WALKS; w++) {
        size_t before = w * each;
        j[w] = before - find_near(walk, before, before > n_b ? before - n_b : 0, before < n_a ? before : n_a);
        parts[w] = walked;
    }
    for (size_t t = 0; t < each; t++) {
        for (size_t w = 0; w < WALKS; w++) {
            double difference = b[j[w]] - a[w * each + t - j[w]];
            bool near = difference <= limit;
            parts[w].count += j[w];
            look_at(difference, near, &parts[w]);
            j[w] += near;
        }
    }
    size_t end = j[WALKS - 1];
    for (size_t t = WALKS * each; t < all; t++) {
        walked.count += end;
        bool near = is_near(walk, t - end, end);
        look_at(b[end] - a[t - end], near, &walked);
        end += near;
    }
    for (size_t w = 0; w < WALKS; w++) {
        walked.count += parts[w].count;
        walked.last = parts[w].last > walked.last ? parts[w].last : walked.last;
        walked.next = parts[w].next < walked.next ? parts[w].next : walked.next;
    }
    walked.count += (n_a - (all - end)) * n_b - end * (end - (end > 0)) / 2;
    return walked;
}

/* The differences among which the one of rank k is: from `low`, with `below` under it, to `high`, with
 * `up_to` not over it. */
struct bracket {
    double low, high;
    size_t below, up_to;
};

static struct bracket bracket_all(const struct sorted_pair *pair)
{
    return (struct bracket){pair->b[0] - pair->a[pair->n_a - 1], pair->b[pair->n_b - 1] - pair->a[0], 0,
                            pair->n_a * pair->n_b};
}

/* Cuts at a limit that is in the bracket, and not its upper end; what is left ends with differences. */
static void bracket_cut(struct bracket *bracket, const struct sorted_pair *pair, double limit, size_t k)
{
    struct walked walked = walk_through(&(struct walk){pair, limit});
    if (walked.count >= k) {
        bracket->high = walked.last;
        bracket->up_to = walked.count;
    } else {
        bracket->low = walked.next;
        bracket->below = walked.count;
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
 * with halvings, so that no sample needs more than 128 cuts; there it may be that many differences are alike.
 */
static void bracket_narrow(struct bracket *bracket, const struct sorted_pair *pair, size_t k, size_t few)
{
    bool guessing = true;
    while (bracket->low < bracket->high && bracket->up_to - bracket->below > few) {
        size_t width = bracket->up_to - bracket->below;
        bracket_cut(bracket, pair, guessing ? bracket_guess(bracket, k) : bracket_middle(bracket), k);
        guessing = !guessing || bracket->up_to - bracket->below <= width / 2;
    }
}

/* The differences of the bracket in ascending order; caller frees. NULL with err set. */
static double *bracket_list(const struct bracket *bracket, const struct sorted_pair *pair, struct error *err)
{
    size_t n = 0;
    double *list = reallocarray(NULL, bracket->up_to - bracket->below, sizeof *list);
    if (list == NULL) {
        error_no_memory(err);
        return NULL;
    }
    for (size_t i = 0, from = 0; i < pair->n_a; i++) {
        while (from < pair->n_b && pair->b[from] - pair->a[i] < bracket->low) {
            from++;
        }
        for (size_t j = from; j < pair->n_b && pair->b[j] - pair->a[i] <= bracket->high; j++) {
            list[n++] = pair->b[j] - pair->a[i];
        }
    }
    quantile_sort(list, n);
    return list;
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
    thinned->pair = (struct sorted_pair){.a = thinned->a,
                                         .b = thinned->b,
                                         .n_a = thin(pair->a, pair->n_a, thinned->a),
                                         .n_b = thin(pair->b, pair->n_b, thinned->b)};
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
    bracket_narrow(&bracket, pair, k, (pair->n_a + pair->n_b) / 32);
    double *list = NULL;
    if (bracket.low < bracket.high) {
        list = bracket_list(&bracket, pair, err);
        if (list == NULL) {
            return BAD_SERVICE;
        }
    }
    *value = list == NULL ? bracket.high : list[k - bracket.below - 1];
    if (next != NULL && bracket.up_to > k) {
        *next = list == NULL ? bracket.high : list[k - bracket.below];
    } else if (next != NULL) {
        *next = walk_through(&(struct walk){pair, bracket.high}).next;
    }
    free(list);
    return OK;
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
