#include "stats/stretches.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stats/long_run.h"
#include "stats/quantile.h"

/* One more than there may be, as only a whole one shows that there are too many. */
enum { ROOM = LONG_RUN_STRETCHES + 1 };

/* Where limits are: quantiles are mostly asked for about there. */
static const double SHARES[STRETCHES_LIMITS] = {0.05, 0.5, 0.9, 0.95, 0.99, 0.999};
enum { MIDDLE = 1 };

/* Limits are among the values, and finite. */
static enum status choose_limits(struct stretches *stretches, struct error *err)
{
    size_t n = 0;
    double *sorted = calloc(stretches->n + 1, sizeof *sorted);
    stretches->below = calloc(ROOM, sizeof *stretches->below);
    if (sorted == NULL || stretches->below == NULL) {
        free(sorted);
        return error_no_memory(err);
    }
    for (size_t i = 0; i < stretches->n; i++) {
        sorted[n] = stretches->sums[i];
        n += isfinite(sorted[n]) != 0;
    }
    quantile_sort(sorted, n);
    for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
        size_t rank = (size_t)(SHARES[k] * (double)stretches->n);
        stretches->limits[k] = n == 0 ? 0 : sorted[rank < n ? rank : n - 1];
    }
    stretches->middle = stretches->limits[MIDDLE];
    stretches->longest = n == 0 ? 0 : sorted[n - 1];
    free(sorted);
    return OK;
}

/* Counts values by cluster, or lets go of all clusters when there are too many. */
static enum status count_clusters(struct stretches *stretches, const uint32_t *codes, size_t n,
                                  struct error *err)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) {
        most = codes[i] > most ? codes[i] : most;
    }
    stretches->too_many |= most > STRETCHES_CLUSTERS;
    if (stretches->too_many) {
        stretches->n_clusters = 0;
        return OK;
    }
    struct stretches_cluster *grown =
        array_reserve(stretches->clusters, &stretches->clusters_capacity, most, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    stretches->clusters = grown;
    while (stretches->n_clusters < most) {
        grown[stretches->n_clusters++] = (struct stretches_cluster){0};
    }
    for (size_t i = 0; i < n; i++) {
        if (codes[i] > 0) {
            grown[codes[i] - 1].n++;
        }
    }
    return OK;
}

/* Adds values to the sums of their clusters. */
static void add_to_clusters(struct stretches *stretches, const double *values, const uint32_t *codes,
                            size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (codes[i] == 0) {
            continue;
        }
        struct stretches_cluster *cluster = &stretches->clusters[codes[i] - 1];
        cluster->sum += values[i] < INFINITY ? values[i] : stretches->longest;
        for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
            cluster->below[k] += values[i] <= stretches->limits[k];
        }
    }
}

/* Adds values to one stretch: one after the other, so that the sums don't depend on where a part ends. */
static void add_to(struct stretches *stretches, size_t s, const double *values, size_t n)
{
    double sum = stretches->sums[s], squares = stretches->squares;
    for (size_t i = 0; i < n; i++) {
        double value = values[i] < INFINITY ? values[i] : stretches->longest;
        sum += value;
        squares += (value - stretches->middle) * (value - stretches->middle);
    }
    stretches->sums[s] = sum;
    stretches->squares = squares;
    for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
        uint32_t below = 0;
        for (size_t i = 0; i < n; i++) {
            below += values[i] <= stretches->limits[k];
        }
        stretches->below[s][k] += below;
    }
}

/* What were single values become the sums and counts that they are. */
static enum status turn_to_sums(struct stretches *stretches, struct error *err)
{
    enum status status = choose_limits(stretches, err);
    for (size_t i = 0; status == OK && i < stretches->n; i++) {
        double value = stretches->sums[i];
        stretches->sums[i] = 0;
        add_to(stretches, i, &value, 1);
        if (stretches->codes != NULL && stretches->n_clusters > 0) {
            add_to_clusters(stretches, &value, &stretches->codes[i], 1);
        }
    }
    free(stretches->codes);
    stretches->codes = NULL;
    return status;
}

/* Puts stretches together two by two. */
static void halve(struct stretches *stretches)
{
    size_t n = (stretches->n + stretches->width - 1) / stretches->width;
    for (size_t s = 0; 2 * s < n; s++) {
        bool two = 2 * s + 1 < n;
        stretches->sums[s] = stretches->sums[2 * s] + (two ? stretches->sums[2 * s + 1] : 0);
        for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
            stretches->below[s][k] = stretches->below[2 * s][k] + (two ? stretches->below[2 * s + 1][k] : 0);
        }
    }
    size_t left = (n + 1) / 2;
    memset(stretches->sums + left, 0, (ROOM - left) * sizeof *stretches->sums);
    memset(stretches->below + left, 0, (ROOM - left) * sizeof *stretches->below);
    stretches->width *= 2;
}

/* Keeps the codes of values that are kept; false with err set when memory is out. */
static bool keep_codes(struct stretches *stretches, const uint32_t *codes, size_t n, struct error *err)
{
    bool first = stretches->codes == NULL;
    uint32_t *grown =
        array_reserve(stretches->codes, &stretches->codes_capacity, stretches->n + n, sizeof *grown);
    if (grown == NULL) {
        error_no_memory(err);
        return false;
    }
    stretches->codes = grown;
    if (first) {
        memset(grown, 0, stretches->n * sizeof *grown);
    }
    if (codes == NULL) {
        memset(grown + stretches->n, 0, n * sizeof *grown);
    } else {
        memcpy(grown + stretches->n, codes, n * sizeof *grown);
    }
    return true;
}

/* Keeps values one by one, as many as there is room for; returns how many, 0 with err set when memory is out.
 */
static size_t keep(struct stretches *stretches, const double *values, const uint32_t *codes, size_t n,
                   struct error *err)
{
    size_t kept = n < ROOM - stretches->n ? n : ROOM - stretches->n;
    double *grown = array_reserve(stretches->sums, &stretches->capacity, stretches->n + kept, sizeof *grown);
    if (grown == NULL) {
        error_no_memory(err);
        return 0;
    }
    stretches->sums = grown;
    stretches->width = 1;
    memcpy(grown + stretches->n, values, kept * sizeof *grown);
    if (codes != NULL || stretches->codes != NULL) {
        return keep_codes(stretches, codes, kept, err) ? kept : 0;
    }
    return kept;
}

enum status stretches_add(struct stretches *stretches, const double *values, const uint32_t *codes, size_t n,
                          struct error *err)
{
    enum status status = codes == NULL || n == 0 ? OK : count_clusters(stretches, codes, n, err);
    for (size_t done = 0, added; status == OK && done < n; done += added) {
        size_t width = stretches->width;
        if (width < 2) {
            added = keep(stretches, values + done, codes == NULL ? NULL : codes + done, n - done, err);
            status = added == 0 ? BAD_SERVICE : OK;
        } else {
            size_t room = width - stretches->n % width;
            added = n - done < room ? n - done : room;
            add_to(stretches, stretches->n / width, values + done, added);
            if (codes != NULL && stretches->n_clusters > 0) {
                add_to_clusters(stretches, values + done, codes + done, added);
            }
        }
        stretches->n += added;
        if (status == OK && stretches->n / stretches->width > LONG_RUN_STRETCHES) {
            status = stretches->below == NULL ? turn_to_sums(stretches, err) : OK;
            halve(stretches);
        }
    }
    return status;
}

size_t stretches_count_clusters(const struct stretches *stretches, size_t *unclustered)
{
    size_t n = 0;
    double clustered = 0;
    for (size_t c = 0; c < stretches->n_clusters; c++) {
        n += stretches->clusters[c].n > 0;
        clustered += stretches->clusters[c].n;
    }
    *unclustered = stretches->n - (size_t)clustered;
    return n;
}

void stretches_release(struct stretches *stretches)
{
    free(stretches->sums);
    free(stretches->below);
    free(stretches->codes);
    free(stretches->clusters);
    free(stretches->sizes);
    free(stretches->spread_sizes);
    free(stretches->places);
    *stretches = (struct stretches){0};
}
