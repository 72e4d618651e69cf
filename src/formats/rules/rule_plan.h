/* How the CSV that a description is of can be read column by column. */
#ifndef FAASTAT_FORMATS_RULES_RULE_PLAN_H
#define FAASTAT_FORMATS_RULES_RULE_PLAN_H

#include "base/names.h"
#include "formats/rules/rule.h"

enum { RULE_OTHERS = 1 }; /* the set with the measures that are neither of a map nor a number of the plan */

struct rule_plan {
    struct csv_plan plan;
    bool is_plan; /* figures have none, nor have rows that are counts */
    bool skips[RULE_COLUMNS];
    const struct import_wanted *wanted; /* of columns that are no field; NULL: all */
};

/*
 * Plans for a description that is fitted to a file with such a header, and takes the columns out of its set
 * that nobody will ask for. What is made lives as long as the description, and `wanted` has to.
 */
enum status rule_plan_make(struct rule *own, const struct names *header, const struct import_wanted *wanted,
                           struct rule_plan *planned, struct error *err);

#endif
