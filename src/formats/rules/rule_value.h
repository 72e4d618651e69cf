/* A value of a row as a description says that it is written: a number in seconds, or a text. */
#ifndef FAASTAT_FORMATS_RULES_RULE_VALUE_H
#define FAASTAT_FORMATS_RULES_RULE_VALUE_H

#include "formats/rules/rule_cell.h"

/* NaN where there is none. The table's open row has the columns before it. BAD_DATA at the value. */
enum status rule_value_number(const struct rule_source *source, const struct rule_value *value,
                              const struct table *table, double *number, struct error *err);
/* Sets the factor's cell in the open row; *set: there is one. */
enum status rule_value_set_text(const struct rule_source *source, const struct rule_value *value,
                                size_t target, struct table *table, bool *set, struct error *err);
/* BAD_DATA that says that the value is not there. */
enum status rule_value_miss(const struct rule_source *source, const struct rule_value *value,
                            struct error *err);

#endif
