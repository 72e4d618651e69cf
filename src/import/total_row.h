/* A last row that has again what the rows before it have together: told by its label and its numbers. */
#ifndef FAASTAT_IMPORT_TOTAL_ROW_H
#define FAASTAT_IMPORT_TOTAL_ROW_H

#include <stdbool.h>

#include "base/text.h"
#include "table/select.h"
#include "table/table.h"

enum { TOTAL_WORD = 24 }; /* bytes that the longest of these words fits in */

/* Whether a text says that its row is the total of the others. */
bool total_row_says(const char *cell);
/* Whether it says that, or is the name of a figure: "mean", "75%", "p99". */
bool total_row_may_say(const char *cell);
/*
 * Drops the last row where a factor says so of it, and of it alone, and each of its numbers is the sum, mean,
 * count, least or most of those before it. Where it does not have their numbers it stays. Either is said in
 * *note, which is left empty else; caller releases. A condition on the factor that says which values it is to
 * have decides instead. BAD_DATA where
 * the rows are figures, one below the other, as describe() of pandas has them. Tables of published figures
 * tell both by themselves.
 */
enum status total_row_drop(struct table *table, const char *file, const struct conditions *where,
                           struct text *note, struct error *err);
/* Whether a condition on the column keeps or leaves out a row with that word, so that nothing need be asked.
 */
bool total_row_is_settled(const struct conditions *where, const char *column, const char *word);

#endif
