/* Columns of a description: what they are made of, and how. */
#ifndef FAASTAT_FORMATS_RULES_RULE_COLUMN_H
#define FAASTAT_FORMATS_RULES_RULE_COLUMN_H

#include "formats/rules/rule.h"

/* Reads the object of a set's columns; BAD_USAGE at what is wrong. */
enum status rule_column_read_all(struct rule *rule, struct rule_set *set, const struct json_spot *columns,
                                 struct error *err);
/* Notes that the table has a column; its index in *target. BAD_USAGE at the spot when it is of another kind
 * already. */
enum status rule_column_note(struct rule *rule, const char *name, enum column_kind kind, size_t *target,
                             const struct json_spot *spot, struct error *err);

#endif
