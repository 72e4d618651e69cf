#include "table/order.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *const order_names[ORDERS + 1] = {
    [AS_READ] = "file", [BY_START] = "start_s", [BY_REQUEST] = "request", [NO_ORDER] = "none"};

/* A place with what it is ordered by. */
struct keyed {
    double key;
    size_t place;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key)
                            : (x->place > y->place) - (x->place < y->place);
}

/* How many keys of a group stand in order, the first and those that are not below the one before; SIZE_MAX
 * when one of them is missing. */
static size_t ascending(const double *keys, size_t n)
{
    size_t in_order = n > 0 ? 1 : 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(keys[i])) {
            return SIZE_MAX;
        }
        in_order += i > 0 && keys[i] >= keys[i - 1];
    }
    return in_order;
}

/* Sorts what is nearly in order, as requests are that are told of when they end, each of which moves by few
 * places; false where it gave up after some of them. */
static bool sort_by_insertion(struct keyed *keyed, size_t n)
{
    enum { MOST_PLACES = 16 }; /* on average */
    size_t moved = 0;
    for (size_t i = 1; i < n && moved <= n * MOST_PLACES; i++) {
        const struct keyed next = keyed[i];
        size_t to = i;
        for (; to > 0 && keyed[to - 1].key > next.key && moved <= n * MOST_PLACES; to--, moved++) {
            keyed[to] = keyed[to - 1];
        }
        keyed[to] = next;
    }
    return moved <= n * MOST_PLACES;
}

static enum status sort_by(const double *keys, size_t n, size_t **places, struct error *err)
{
    struct keyed *keyed = calloc(n, sizeof *keyed);
    *places = calloc(n, sizeof **places);
    if (keyed == NULL || *places == NULL) {
        free(keyed);
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        keyed[i] = (struct keyed){keys[i], i};
    }
    if (!sort_by_insertion(keyed, n)) {
        qsort(keyed, n, sizeof *keyed, compare_keyed);
    }
    for (size_t i = 0; i < n; i++) {
        (*places)[i] = keyed[i].place;
    }
    free(keyed);
    return OK;
}

static enum status lacks_keys(const double *keys, size_t n, struct error *err)
{
    size_t missing = 0;
    for (size_t i = 0; i < n; i++) {
        missing += isnan(keys[i]) != 0;
    }
    return error_set(err, BAD_DATA, "--order: missing in %zu of %zu requests of a group", missing, n);
}

enum status order_find(const double *const keys[ORDERS], size_t n, enum order *order, size_t **places,
                       struct error *err)
{
    *order = AS_READ;
    *places = NULL;
    for (enum order by = AS_READ + 1; by < ORDERS; by++) {
        size_t in_order = keys[by] == NULL ? SIZE_MAX : ascending(keys[by], n);
        if (in_order != SIZE_MAX) {
            *order = by;
            return in_order < n ? sort_by(keys[by], n, places, err) : OK;
        }
        if (by == BY_COLUMN && keys[by] != NULL) {
            return lacks_keys(keys[by], n, err);
        }
    }
    return OK;
}

enum status order_apply(const size_t *places, void *cells, size_t bytes, size_t n, struct error *err)
{
    char *from = cells, *ordered = places == NULL ? NULL : calloc(n + 1, bytes);
    if (ordered == NULL) {
        return places == NULL ? OK : error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(ordered + i * bytes, from + places[i] * bytes, bytes);
    }
    memcpy(from, ordered, n * bytes);
    free(ordered);
    return OK;
}
