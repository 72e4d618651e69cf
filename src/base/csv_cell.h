/* One cell of CSV, quoted where it has to be. */
#ifndef FAASTAT_BASE_CSV_CELL_H
#define FAASTAT_BASE_CSV_CELL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

/* Whether a spreadsheet would compute what the cell says instead of showing it: it begins with =, +, -, @, a
 * tab or a carriage return, and is no number. */
bool csv_cell_is_formula(const char *text);
/* `safe`: such a cell gets an apostrophe before it, which has a spreadsheet show it. */
void csv_cell_write(FILE *stream, const char *text, bool safe);
/* A cell of the header, which is quoted also where a reader would take it for several, separated otherwise.
 */
void csv_cell_write_name(FILE *stream, const char *name, bool safe);
enum status csv_cell_append(struct text *line, const char *text, bool safe, struct error *err);

#endif
