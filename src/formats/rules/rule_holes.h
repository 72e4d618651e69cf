/* Which values of a JSON line a description reads as measures and uses for nothing else. */
#ifndef FAASTAT_FORMATS_RULES_RULE_HOLES_H
#define FAASTAT_FORMATS_RULES_RULE_HOLES_H

#include "formats/rules/rule.h"
#include "read/json_alike.h"

/* Finds where they stand, and returns how many there are; 0 also where a row depends on them otherwise. */
size_t rule_holes_find(const struct rule *rule, struct json_hole holes[JSON_HOLES]);
/* Which of the holes the path leads to; n where it leads to none. */
size_t rule_holes_number(const struct json_hole *holes, size_t n, const struct rule_path *path);

#endif
