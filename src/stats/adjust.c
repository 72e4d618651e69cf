#include "stats/adjust.h"

#include <math.h>
#include <stdlib.h>

struct ordered_p {
    double p;
    size_t place;
};

static int compare_p(const void *left, const void *right)
{
    const struct ordered_p *a = left, *b = right;
    return (a->p > b->p) - (a->p < b->p);
}

/* Those of p that are numbers, ascending; the caller frees. NULL when memory is out. */
static struct ordered_p *order(const double *p, size_t n, size_t *n_tests)
{
    struct ordered_p *ordered = calloc(n + 1, sizeof *ordered);
    *n_tests = 0;
    for (size_t i = 0; ordered != NULL && i < n; i++) {
        if (!isnan(p[i])) {
            ordered[(*n_tests)++] = (struct ordered_p){p[i], i};
        }
    }
    if (ordered != NULL) {
        qsort(ordered, *n_tests, sizeof *ordered, compare_p);
    }
    return ordered;
}

static void fill_nan(double *adjusted, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        adjusted[i] = NAN;
    }
}

enum status adjust_holm(const double *p, size_t n, double *adjusted, struct error *err)
{
    size_t n_tests;
    struct ordered_p *ordered = order(p, n, &n_tests);
    if (ordered == NULL) {
        return error_no_memory(err);
    }
    fill_nan(adjusted, n);
    double largest = 0;
    for (size_t i = 0; i < n_tests; i++) {
        largest = fmax(largest, (double)(n_tests - i) * ordered[i].p);
        adjusted[ordered[i].place] = fmin(1, largest);
    }
    free(ordered);
    return OK;
}

enum status adjust_benjamini_hochberg(const double *p, size_t n, double *adjusted, struct error *err)
{
    size_t n_tests;
    struct ordered_p *ordered = order(p, n, &n_tests);
    if (ordered == NULL) {
        return error_no_memory(err);
    }
    fill_nan(adjusted, n);
    double smallest = 1;
    for (size_t i = n_tests; i > 0; i--) {
        smallest = fmin(smallest, (double)n_tests / (double)i * ordered[i - 1].p);
        adjusted[ordered[i - 1].place] = smallest;
    }
    free(ordered);
    return OK;
}
