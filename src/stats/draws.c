#include "stats/draws.h"

#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"

const double *draws_sort(const struct draws *sample, double **copy)
{
    *copy = NULL;
    if (quantile_is_sorted(sample->values, sample->n)) {
        return sample->values;
    }
    *copy = reallocarray(NULL, sample->n, sizeof **copy);
    if (*copy != NULL) {
        memcpy(*copy, sample->values, sample->n * sizeof **copy);
        quantile_sort(*copy, sample->n);
    }
    return *copy;
}

enum status sorted_pair_init(struct sorted_pair *pair, const struct draws *a, const struct draws *b,
                             const char *test, struct error *err)
{
    *pair = (struct sorted_pair){0};
    if (a->n < 1 || b->n < 1) {
        return error_set(err, BAD_DATA, "%s: needs n >= 1 in both groups", test);
    }
    pair->a = draws_sort(a, &pair->copies[0]);
    pair->b = draws_sort(b, &pair->copies[1]);
    pair->n_a = a->n;
    pair->n_b = b->n;
    if (pair->a == NULL || pair->b == NULL) {
        sorted_pair_release(pair);
        return error_no_memory(err);
    }
    return OK;
}

void sorted_pair_release(struct sorted_pair *pair)
{
    free(pair->copies[0]);
    free(pair->copies[1]);
    *pair = (struct sorted_pair){0};
}

static size_t count_equal(const double *sorted, size_t n, size_t from, double value)
{
    size_t end = from;
    while (end < n && sorted[end] == value) {
        end++;
    }
    return end - from;
}

bool sorted_pair_next(const struct sorted_pair *pair, struct tie *tie)
{
    size_t i = tie->a_below + tie->a, k = tie->b_below + tie->b;
    if (i == pair->n_a && k == pair->n_b) {
        return false;
    }
    bool in_a = k == pair->n_b || (i < pair->n_a && pair->a[i] < pair->b[k]);
    double value = in_a ? pair->a[i] : pair->b[k];
    *tie = (struct tie){
        .a = count_equal(pair->a, pair->n_a, i, value),
        .b = count_equal(pair->b, pair->n_b, k, value),
        .a_below = i,
        .b_below = k,
    };
    return true;
}

bool sorted_pair_has_ties(const struct sorted_pair *pair)
{
    struct tie tie = {0};
    while (sorted_pair_next(pair, &tie)) {
        if (tie.a + tie.b > 1) {
            return true;
        }
    }
    return false;
}
