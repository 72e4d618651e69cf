/* One cell of CSV, quoted where it has to be. */
#ifndef FAASTAT_BASE_CSV_CELL_H
#define FAASTAT_BASE_CSV_CELL_H

#include <stdio.h>

#include "base/text.h"

void csv_cell_write(FILE *stream, const char *text);
enum status csv_cell_append(struct text *line, const char *text, struct error *err);

#endif
