/* How a dump begins: where it comes from, in comments before its rows. Addresses are told without what stands
 * behind
 * '?', which may hold credentials. */
#ifndef FAASTAT_COLLECT_DUMP_HEAD_H
#define FAASTAT_COLLECT_DUMP_HEAD_H

#include "base/text.h"
#include "collect/plan.h"

/* How a dump begins, what stands before its plan's digest, and the names of its columns with the line's end.
 */
extern const char dump_mark[], dump_plan[];
/* What stands before the number, from 1, of a cell whose load is over. */
extern const char dump_load[];
extern const char dump_columns[];
enum dump_age { DUMP_OF_NOW, DUMP_WITHOUT_REGION, DUMP_WITHOUT_WAY, DUMP_AGES };
/* Those of dumps that older programs began, which end before ours. */
extern const char *const dump_older_columns[DUMP_AGES];

/* Appends the comments and the names of the columns. */
enum status dump_head(struct text *head, const struct plan *plan, struct error *err);

#endif
