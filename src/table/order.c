#include "table/order.h"

#include <math.h>
#include <stdlib.h>

const char *const order_names[] = {[AS_READ] = "as read", [BY_START] = "start_s", [BY_REQUEST] = "request"};

/* A value with what it is ordered by; `place` keeps equal keys as they were read. */
struct keyed {
    double key, value;
    size_t place;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key)
                            : (x->place > y->place) - (x->place < y->place);
}

/* How far the keys of a group are in order already; SIZE_MAX when one of them is missing. */
static size_t ascending(const double *keys, size_t n)
{
    size_t in_order = n > 0 ? 1 : 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(keys[i])) {
            return SIZE_MAX;
        }
        in_order += i > 0 && in_order == i && keys[i] >= keys[i - 1];
    }
    return in_order;
}

static enum status sort_by(const double *keys, double *values, size_t n, struct error *err)
{
    struct keyed *keyed = calloc(n, sizeof *keyed);
    if (keyed == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        keyed[i] = (struct keyed){keys[i], values[i], i};
    }
    qsort(keyed, n, sizeof *keyed, compare_keyed);
    for (size_t i = 0; i < n; i++) {
        values[i] = keyed[i].value;
    }
    free(keyed);
    return OK;
}

enum status order_values(const struct table *table, const struct grouping *grouping, const uint8_t *skip,
                         struct gathered *gathered, enum order *orders, struct error *err)
{
    static const enum order sources[] = {BY_START, BY_REQUEST};
    enum status status = OK;
    for (size_t g = 0; g < grouping->n; g++) {
        orders[g] = AS_READ;
    }
    for (size_t s = 0; status == OK && s < sizeof sources / sizeof *sources; s++) {
        const struct column *column = table_find_column(table, order_names[sources[s]]);
        if (column == NULL || column->kind != MEASURE) {
            continue;
        }
        struct gathered keys;
        status = grouping_gather(grouping, column, table->rows, skip, &keys, err);
        if (status != OK) {
            return status;
        }
        for (size_t g = 0; status == OK && g < grouping->n; g++) {
            size_t first = keys.starts[g], n = keys.starts[g + 1] - first;
            size_t in_order = orders[g] == AS_READ ? ascending(keys.values + first, n) : SIZE_MAX;
            if (in_order != SIZE_MAX) {
                orders[g] = sources[s];
                status = in_order < n ? sort_by(keys.values + first, gathered->values + first, n, err) : OK;
            }
        }
        gathered_release(&keys);
    }
    return status;
}
