/*
 * CSV text that is wholly plain: as many cells in every row, and no quotes but around whole cells that hold
 * neither a quote nor what ends a cell. Its columns can be read one after the other, which is several times
 * as fast as row by row. Whatever else there is, is for csv_rows.
 */
#ifndef FAASTAT_READ_CSV_GRID_H
#define FAASTAT_READ_CSV_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "read/blocks.h"
#include "table/dictionary.h"

/* Some rows of a block that stand side by side, so few that they stay in the nearest cache. */
struct csv_grid {
    const struct block *block;
    const char *bytes;
    const uint32_t *ends; /* where the separator or the line feed behind each cell is: rows x n; ends[-1] is
                             where one would be before the first, 2^32 - 1 */
    size_t rows, n;
    size_t rows_before, quotes_before; /* of the block */
    size_t next;                       /* where the rows behind these begin in the block */
    bool returns;                      /* rows end in CR LF */
    char separator;
};

/* Whether the block may be a grid of n cells a row; the rows are yet to come. */
bool csv_grid_open(struct csv_grid *grid, const struct block *block, char separator, size_t n);
/* Goes on to the next rows; none are left when grid->rows is 0 then. False when the block is no grid: what it
 * gave so far is not to be used. */
bool csv_grid_next(struct csv_grid *grid);

/* The cells of one column in the rows first..first + count, as csv_cell() gives them but for the NUL. */
void csv_grid_cells(const struct csv_grid *grid, size_t column, size_t first, size_t count,
                    struct span *cells);

#endif
