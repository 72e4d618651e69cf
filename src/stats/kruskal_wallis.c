#include "stats/kruskal_wallis.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

static enum status check_groups(const struct draws *groups, size_t n_groups, size_t *n, struct error *err)
{
    if (n_groups < 2) {
        return error_set(err, BAD_DATA, "kruskal-wallis: needs 2 groups or more");
    }
    *n = 0;
    for (size_t i = 0; i < n_groups; i++) {
        if (groups[i].n < 1) {
            return error_set(err, BAD_DATA, "kruskal-wallis: needs n >= 1 in each group");
        }
        *n += groups[i].n;
    }
    return OK;
}

/* The values of a group that have not been passed; the one with the least first value is on top of a heap. */
struct head {
    const double *next, *end;
    size_t group;
};

static void sink(struct head *heap, size_t n, size_t from)
{
    for (size_t i = from, child; (child = 2 * i + 1) < n; i = child) {
        child += child + 1 < n && *heap[child + 1].next < *heap[child].next;
        if (*heap[i].next <= *heap[child].next) {
            return;
        }
        struct head swap = heap[i];
        heap[i] = heap[child];
        heap[child] = swap;
    }
}

/* The groups on their way through all values; how many of each are equal. */
struct merging {
    struct head *heads;
    size_t n_heads;
    size_t *tied, *counts; /* the groups that have the value, and how often */
    double *sums;          /* of each group's distances to the mean rank: of halves, without rounding */
};

/* Passes the least value, wherever it stands; returns in how many groups it does. */
static size_t pass_equal(struct merging *merging)
{
    struct head *top = merging->heads;
    double value = *top->next;
    size_t n_tied = 0;
    while (merging->n_heads > 0 && *top->next == value) {
        const double *first = top->next;
        while (top->next < top->end && *top->next == value) {
            top->next++;
        }
        merging->tied[n_tied] = top->group;
        merging->counts[n_tied++] = (size_t)(top->next - first);
        if (top->next == top->end) {
            *top = merging->heads[--merging->n_heads];
        }
        sink(merging->heads, merging->n_heads, 0);
    }
    return n_tied;
}

/* Adds up, group by group, how far the n values' ranks are from the mean rank; returns the sum of all
 * squares. Equal values share the mean of their ranks. */
static double add_distances(struct merging *merging, size_t n)
{
    double squares = 0;
    for (size_t first = 0, end; first < n; first = end) {
        size_t n_tied = pass_equal(merging);
        end = first;
        for (size_t i = 0; i < n_tied; i++) {
            end += merging->counts[i];
        }
        double distance = ((double)(first + end) - (double)n) / 2;
        squares += (double)(end - first) * distance * distance;
        for (size_t i = 0; i < n_tied; i++) {
            merging->sums[merging->tied[i]] += (double)merging->counts[i] * distance;
        }
    }
    return squares;
}

/* Makes the heap of the groups' sorted values; copies[g] is for the caller to free. */
static enum status begin(const struct draws *groups, size_t n_groups, struct merging *merging,
                         double **copies, struct error *err)
{
    for (size_t g = 0; g < n_groups; g++) {
        const double *sorted = draws_sort(&groups[g], &copies[g]);
        if (sorted == NULL) {
            return error_no_memory(err);
        }
        merging->heads[merging->n_heads++] = (struct head){sorted, sorted + groups[g].n, g};
    }
    for (size_t i = n_groups / 2; i-- > 0;) {
        sink(merging->heads, n_groups, i);
    }
    return OK;
}

enum status kruskal_wallis_test(const struct draws *groups, size_t n_groups, struct test_result *result,
                                struct error *err)
{
    size_t n;
    enum status status = check_groups(groups, n_groups, &n, err);
    if (status != OK) {
        return status;
    }
    struct merging merging = {.heads = calloc(n_groups, sizeof *merging.heads),
                              .tied = calloc(n_groups, sizeof *merging.tied),
                              .counts = calloc(n_groups, sizeof *merging.counts),
                              .sums = calloc(n_groups, sizeof *merging.sums)};
    double **copies = calloc(n_groups, sizeof *copies), between = 0, total = 0;
    bool has_memory = merging.heads != NULL && merging.tied != NULL && merging.counts != NULL &&
                      merging.sums != NULL && copies != NULL;
    status = has_memory ? begin(groups, n_groups, &merging, copies, err) : error_no_memory(err);
    if (status == OK) {
        total = add_distances(&merging, n);
        status = total > 0 ? OK : error_set(err, BAD_DATA, "kruskal-wallis: all values are equal");
    }
    for (size_t g = 0; status == OK && g < n_groups; g++) {
        between += merging.sums[g] * merging.sums[g] / (double)groups[g].n;
    }
    if (status == OK) {
        double h = ((double)n - 1) * between / total, df = (double)n_groups - 1;
        *result = (struct test_result){h, df, gsl_cdf_chisq_Q(h, df)};
    }
    for (size_t g = 0; copies != NULL && g < n_groups; g++) {
        free(copies[g]);
    }
    free(copies);
    free(merging.heads);
    free(merging.tied);
    free(merging.counts);
    free(merging.sums);
    return status;
}
