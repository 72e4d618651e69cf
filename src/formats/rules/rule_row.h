/* A row of a table from a row of a dump, as a description says. */
#ifndef FAASTAT_FORMATS_RULES_RULE_ROW_H
#define FAASTAT_FORMATS_RULES_RULE_ROW_H

#include "formats/rules/rule_cell.h"

/*
 * Fills the open row of the table. *keep is false where what is there is no row: figures of requests without
 * any figure. BAD_DATA at the value that is wrong.
 */
enum status rule_row_fill(const struct rule_set *set, const struct rule_source *source, struct table *table,
                          bool *keep, struct error *err);

/* Fills in the measures alone: the factors of the row are there. */
enum status rule_row_measure(const struct rule_set *set, const struct rule_source *source,
                             struct table *table, struct error *err);

#endif
