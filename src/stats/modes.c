#include "stats/modes.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"

/*
 * The sorted sample, and the corners of the greatest convex minorant and the least concave majorant of its
 * distribution function between two of its values. Heights are counted in values, from an index.
 */
struct hulls {
    double *x;
    size_t n;
    size_t *minorant_next; /* the corner before, in the minorant of x[0..i] */
    size_t *majorant_next; /* the corner after, in the majorant of x[i..n) */
    size_t *minorant;      /* corners downward from `high` to `low` */
    size_t *majorant;      /* corners upward from `low` to `high` */
    size_t n_minorant, n_majorant;
};

/* Where the hulls are farthest apart, as indices of corners: of the minorant the lower end, of the majorant
 * the upper. */
struct gap {
    double width;
    size_t minorant, majorant;
};

/* caller releases, also after a failure */
static enum status hulls_init(struct hulls *hulls, size_t n, struct error *err)
{
    *hulls = (struct hulls){.n = n};
    hulls->x = calloc(n, sizeof *hulls->x);
    hulls->minorant_next = calloc(n, sizeof(size_t));
    hulls->majorant_next = calloc(n, sizeof(size_t));
    hulls->minorant = calloc(n, sizeof(size_t));
    hulls->majorant = calloc(n, sizeof(size_t));
    bool complete = hulls->x != NULL && hulls->minorant_next != NULL && hulls->majorant_next != NULL &&
                    hulls->minorant != NULL && hulls->majorant != NULL;
    return complete ? OK : error_no_memory(err);
}

static void hulls_release(struct hulls *hulls)
{
    free(hulls->x);
    free(hulls->minorant_next);
    free(hulls->majorant_next);
    free(hulls->minorant);
    free(hulls->majorant);
    *hulls = (struct hulls){0};
}

/* Whether the middle of three points stays a corner: the way from a to b is steeper than that from b to c. */
static bool is_steeper(const double *x, size_t a, size_t b, size_t c)
{
    return fabs(x[b] - x[a]) * fabs((double)c - (double)b) < fabs(x[c] - x[b]) * fabs((double)b - (double)a);
}

static void link_corners(struct hulls *hulls)
{
    size_t last = hulls->n - 1, *before = hulls->minorant_next, *after = hulls->majorant_next;
    before[0] = 0;
    for (size_t j = 1; j <= last; j++) {
        size_t corner = j - 1;
        while (corner != 0 && !is_steeper(hulls->x, j, corner, before[corner])) {
            corner = before[corner];
        }
        before[j] = corner;
    }
    after[last] = last;
    for (size_t j = last; j-- > 0;) {
        size_t corner = j + 1;
        while (corner != last && !is_steeper(hulls->x, j, corner, after[corner])) {
            corner = after[corner];
        }
        after[j] = corner;
    }
}

static void collect_corners(struct hulls *hulls, size_t low, size_t high)
{
    size_t n = 0;
    hulls->minorant[n++] = high;
    for (size_t corner = high; corner > low;) {
        corner = hulls->minorant_next[corner];
        hulls->minorant[n++] = corner;
    }
    hulls->n_minorant = n;
    n = 0;
    hulls->majorant[n++] = low;
    for (size_t corner = low; corner < high;) {
        corner = hulls->majorant_next[corner];
        hulls->majorant[n++] = corner;
    }
    hulls->n_majorant = n;
}

/* How high the chord from corner a to corner b is at value i, above a. */
static double chord(const double *x, size_t a, size_t b, size_t i)
{
    return (x[i] - x[a]) * ((double)b - (double)a) / (x[b] - x[a]);
}

/* Goes through the corners of both hulls from below. */
static struct gap widest_gap(const struct hulls *hulls)
{
    const size_t *minorant = hulls->minorant, *majorant = hulls->majorant;
    size_t down = hulls->n_minorant - 2, up = 1;
    struct gap gap = {0, hulls->n_minorant - 1, hulls->n_majorant - 1};
    if (hulls->n_minorant == 2 && hulls->n_majorant == 2) {
        gap.width = 1;
        return gap;
    }
    do {
        size_t below = minorant[down], above = majorant[up];
        if (below > above) {
            size_t start = minorant[down + 1];
            double width = (double)above - (double)start + 1 - chord(hulls->x, start, below, above);
            if (width >= gap.width) {
                gap = (struct gap){width, down + 1, up};
            }
            up += up + 1 < hulls->n_majorant;
        } else {
            size_t start = majorant[up - 1];
            double width = chord(hulls->x, start, above, below) - ((double)below - (double)start - 1);
            if (width >= gap.width) {
                gap = (struct gap){width, down, up};
            }
            down -= down > 0;
        }
    } while (minorant[down] != majorant[up]);
    return gap;
}

/*
 * How far the distribution function is from the chord between two corners of a hull: above it by `side` 1,
 * below it by -1; at least 1.
 */
static double distance_from_chord(const double *x, size_t a, size_t b, double side)
{
    double largest = 1;
    if (b - a > 1 && x[a] != x[b]) {
        for (size_t i = a; i <= b; i++) {
            largest = fmax(largest, side * ((double)(i - a) - chord(x, a, b, i)) + 1);
        }
    }
    return largest;
}

/* The dip outside the gap: of the minorant below it, of the majorant above it. */
static double dip_outside(const struct hulls *hulls, const struct gap *gap)
{
    double dip = 0;
    for (size_t k = gap->minorant; k + 1 < hulls->n_minorant; k++) {
        dip = fmax(dip, distance_from_chord(hulls->x, hulls->minorant[k + 1], hulls->minorant[k], 1));
    }
    for (size_t k = gap->majorant; k + 1 < hulls->n_majorant; k++) {
        dip = fmax(dip, distance_from_chord(hulls->x, hulls->majorant[k], hulls->majorant[k + 1], -1));
    }
    return dip;
}

/* The dip of the sorted x: the modal interval is narrowed until the hulls within are nearer than the dip. */
static double find_dip(struct hulls *hulls)
{
    double dip = 1; /* in half values; 1 / (2 n) is the least there is */
    size_t low = 0, high = hulls->n - 1;
    link_corners(hulls);
    while (low < high) {
        collect_corners(hulls, low, high);
        struct gap gap = widest_gap(hulls);
        if (gap.width < dip) {
            break;
        }
        dip = fmax(dip, dip_outside(hulls, &gap));
        size_t new_low = hulls->minorant[gap.minorant], new_high = hulls->majorant[gap.majorant];
        if (new_low == low && new_high == high) {
            break;
        }
        low = new_low;
        high = new_high;
    }
    return dip / (2 * (double)hulls->n);
}

enum status modes_dip_statistic(const double *values, size_t n, double *dip, struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "dip: needs n >= 2");
    }
    struct hulls hulls;
    enum status status = hulls_init(&hulls, n, err);
    if (status == OK) {
        memcpy(hulls.x, values, n * sizeof *values);
        quantile_sort(hulls.x, n);
        if (hulls.x[0] == hulls.x[n - 1]) {
            status = error_set(err, BAD_DATA, "dip: all values are equal");
        }
    }
    if (status == OK) {
        /* A power of two, so that differences times n neither overflow nor round. */
        int exponent;
        frexp(fmax(fabs(hulls.x[0]), fabs(hulls.x[n - 1])), &exponent);
        double scale = ldexp(1, -(exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent));
        for (size_t i = 0; i < n; i++) {
            hulls.x[i] *= scale;
        }
        *dip = find_dip(&hulls);
    }
    hulls_release(&hulls);
    return status;
}

enum status modes_dip_p_value(double dip, size_t n, size_t draws, gsl_rng *rng, double *p, struct error *err)
{
    if (n < 2 || draws < 1) {
        return error_set(err, BAD_DATA, "dip: needs n >= 2 and at least one draw");
    }
    struct hulls hulls;
    enum status status = hulls_init(&hulls, n, err);
    if (status == OK) {
        size_t reached = 1;
        for (size_t draw = 0; draw < draws; draw++) {
            /* Sorted uniform numbers but for a shift and a factor, which the dip does not depend on. */
            hulls.x[0] = 0;
            for (size_t i = 1; i < n; i++) {
                hulls.x[i] = hulls.x[i - 1] + gsl_ran_exponential(rng, 1);
            }
            reached += find_dip(&hulls) >= dip;
        }
        *p = (double)reached / ((double)draws + 1);
    }
    hulls_release(&hulls);
    return status;
}
