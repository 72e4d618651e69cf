/*
 * What a description makes of lines of JSON that are alike: the factors of the row that one of them became,
 * and where the values of its measures stand.
 */
#ifndef FAASTAT_FORMATS_RULES_RULE_ALIKE_H
#define FAASTAT_FORMATS_RULES_RULE_ALIKE_H

#include "formats/rules/rule.h"
#include "read/json_alike.h"

struct rule_alike;
struct rule_pool;

/* A description, and the holes of its lines. */
struct rule_lines {
    const struct rule *rule;
    struct json_hole holes[JSON_HOLES];
    size_t n_holes;
};

/* The row that a line became, the last of the table. */
struct rule_row {
    const struct rule_set *set;
    const struct json_spot *const *bound;
    const struct table *table;
    const struct import_wanted *wanted; /* of its factors */
};

/* What is to be known of lines like that one, in the pool, which is made when it is NULL; *alike stays NULL
 * where a measure needs more than values at the ends of paths. */
enum status rule_alike_new(const struct rule_lines *lines, const struct rule_row *row, void **pool,
                           struct rule_alike **alike, struct error *err);
/* Frees a pool and all that is known in it. */
void rule_pool_free(void *of_rows);
/* Adds the row of a line like it. BAD_DATA, without a place, when a value is wrong. */
enum status rule_alike_add(const struct rule_alike *alike, const struct json_like *like, struct table *table,
                           struct error *err);

#endif
