/*
 * How the numbers of a column are written: as they are, with decimal commas or thousands, with units in the
 * cells, or as dates. The whole column of a sample decides, and then each cell has to keep to it.
 */
#ifndef FAASTAT_READ_CELLS_H
#define FAASTAT_READ_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"

enum cell_style {
    CELLS_PLAIN,
    CELLS_COMMA,        /* 0,125 */
    CELLS_GROUPS,       /* 1,234.5 or 1 234.5 */
    CELLS_GROUPS_COMMA, /* 1.234,5 */
    CELLS_UNITS,        /* 30 ms, 1.5s: seconds */
    CELLS_DATES         /* 2024-02-09T08:42:44Z: seconds since 1970 */
};

/* What a sample of a column's cells could be, missing ones left out. Zeroed: none yet. */
struct cells_seen {
    size_t cells, numbers;                             /* numbers: quantities as they are */
    size_t commas, groups, groups_comma, units, dates; /* so many could be written in that style, too */
    size_t surely_comma, surely_groups;                /* that can't be the other of these */
};

void cells_look(struct cells_seen *seen, const char *cell, size_t n);
/* The style of numbers that all cells have; false when they are no numbers, or it is not certain which. */
bool cells_find_style(const struct cells_seen *seen, char separator, enum cell_style *style);
/* Reads a cell of the style; `unit` is that of the numbers, and of CELLS_UNITS none. */
bool cells_parse(const char *cell, size_t n, enum cell_style style, enum unit unit, double *value);
/* "with decimal commas", for messages; NULL for CELLS_PLAIN. */
const char *cells_describe(enum cell_style style);

#endif
