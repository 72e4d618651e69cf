/*
 * CSV text whose rows have as many cells each, and no quotes but around whole cells: such rows stand side by
 * side, and their columns can be read one after the other, which is several times as fast as row by row.
 * Whatever else there is, is for csv_rows.
 */
#ifndef FAASTAT_READ_CSV_GRID_H
#define FAASTAT_READ_CSV_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "read/blocks.h"
#include "read/csv_rows.h"
#include "table/dictionary.h"

/* Some rows of a block that stand side by side, so few that they stay in the nearest cache. */
struct csv_grid {
    const struct block *block;
    const char *bytes;
    const uint32_t *ends; /* where the separator or the line feed behind each cell is: rows x n; ends[-1] is
                             where one would be before the first, 2^32 - 1 */
    size_t rows, n;
    size_t odd; /* when there are no rows: bytes of the block from `bytes` on that are none; 0: it ends */
    size_t line, lines; /* the file's, that `bytes` begin on; how many there are */
    size_t next;        /* where what is behind these begins in the block */
    size_t window;      /* bytes that are looked at together */
    bool returns;       /* rows end in CR LF */
    bool quoted;        /* there are quotes in the rows, or close behind them */
    char separator;
};

/* Before the first rows of n cells each. */
struct csv_grid csv_grid_open(const struct block *block, char separator, size_t n);
/* Goes on to the next rows, or to what is none: see `odd`. */
enum status csv_grid_next(struct csv_grid *grid, struct error *err);

/* The cells of one column in the rows first..first + count, as csv_cell() gives them but for the NUL. */
void csv_grid_cells(const struct csv_grid *grid, size_t column, size_t first, size_t count,
                    struct span *cells);

/* Room for a row that is copied. Zeroed: none. */
struct csv_grid_copy {
    struct text cells;
    uint32_t *ends;
};
/* One of the rows by itself: what csv_rows() would have handed over. */
enum status csv_grid_row(const struct csv_grid *grid, size_t i, struct csv_grid_copy *copy,
                         struct csv_row *row, struct error *err);
void csv_grid_copy_release(struct csv_grid_copy *copy);

/* ---- a whole block ---- */

struct csv_reader {
    size_t n; /* cells of a row */
    char separator;
    /* Reads some rows of a grid column by column; false, and nothing has changed, when anything about them is
     * unusual: then it is for `take_row` to tell what. NULL: each row is. */
    bool (*take_rows)(const struct csv_grid *grid, size_t first, size_t n, void *context);
    csv_row_handler take_row;
    void *context;
    size_t *comments; /* as in csv_source */
};

enum { CSV_STEP = 256 }; /* the most rows that are read at once */

/* How many rows of n cells a block may have, for which room can be made at once. */
static inline size_t csv_grid_most_rows(const struct block *block, size_t n)
{
    size_t most = n > 0 ? block->n / n + 1 : 1;
    return block->survey.feeds < most ? block->survey.feeds : most;
}

/* Reads the rows of a block in their order. */
enum status csv_grid_read(const struct block *block, const struct csv_reader *reader, struct error *err);

#endif
