/* The JSON object of the factors that a result's groups mix, with how many values each has in all. */
#ifndef FAASTAT_OUTPUT_POOLED_H
#define FAASTAT_OUTPUT_POOLED_H

#include "output/form.h"
#include "table/factors.h"

/* Defines its fields for a form; `pooled_` is an expression of `at`, a struct pooled or NULL where nobody
 * knows. */
#define POOLED_FIELDS(pooled_)                                                                               \
    static size_t count_pooled(const struct at *at)                                                          \
    {                                                                                                        \
        const struct pooled *factors = (pooled_);                                                            \
        return factors == NULL ? 0 : factors->n;                                                             \
    }                                                                                                        \
    static const char *name_pooled(const struct at *at, char room[ITEM_NAME])                                \
    {                                                                                                        \
        (void)room;                                                                                          \
        return (pooled_)->rows[at->item].name;                                                               \
    }                                                                                                        \
    GETTER(get_pooled_object, value_object)                                                                  \
    GETTER(get_pooled, value_count((double)(pooled_)->rows[at->item].values))                                \
    static const struct field pooled_open[] = {{.path = "pooled", .get = get_pooled_object}};                \
    static const struct field pooled[] = {{.path = "pooled.*", .get = get_pooled}};

/* Its blocks, among those of the form's head. */
#define POOLED_BLOCKS BLOCK(pooled_open), BLOCK_OF(pooled, count_pooled, name_pooled, NULL)

#endif
