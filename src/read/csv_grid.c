#include "read/csv_grid.h"

#include <stdint.h>

#include "base/array.h"
#include "read/csv_rows.h"

enum { WINDOW_BYTES = 1 << 14 };

static inline bool is_quoted(const char *start, const char *end)
{
    return end - start >= 2 && start[0] == '"' && end[-1] == '"';
}

bool csv_grid_open(struct csv_grid *grid, const struct block *block, char separator, size_t n)
{
    const struct survey *survey = &block->survey;
    *grid = (struct csv_grid){.block = block, .n = n, .returns = survey->returns > 0, .separator = separator};
    return (!grid->returns || survey->returns == survey->feeds) && n >= 2 && block->n < UINT32_MAX &&
           !block->overlong && csv_is_plain_separator(separator);
}

/* Finds the marks of the next rows, at least one of them unless there are too few in all; false when memory
 * is out. The last row of a file may lack its line end, which then stands where the others' would. */
static bool find_marks(struct csv_grid *grid, size_t *marks)
{
    struct scratch *scratch = grid->block->scratch;
    size_t rest = grid->block->n - grid->next, some = 0;
    do {
        some = some == 0 ? WINDOW_BYTES : some * 2; /* a long row */
        some = some < rest ? some : rest;
        uint32_t *ends =
            array_reserve(scratch->array, &scratch->capacity, some + 2 + SCAN_SLACK, sizeof *ends);
        if (ends == NULL) {
            return false;
        }
        scratch->array = ends;
        *ends++ = UINT32_MAX; /* of what is before the first cell, which begins at the next, 0 */
        *marks = scan_marks(grid->bytes, some, grid->separator, ends);
        if (some == rest && grid->bytes[rest - 1] != '\n') {
            ends[(*marks)++] = (uint32_t)rest + grid->returns;
        }
        grid->ends = ends;
    } while (*marks < grid->n && some < rest);
    return true;
}

/* Whether every row ends in a line feed, behind a carriage return where all do, and none is a comment. */
static bool rows_end(const struct csv_grid *grid)
{
    size_t rest = grid->block->n - (size_t)(grid->bytes - grid->block->bytes);
    bool all = grid->bytes[0] != '#';
    for (size_t row = 0; row < grid->rows; row++) {
        uint32_t end = grid->ends[row * grid->n + grid->n - 1];
        all &= end >= rest || (grid->bytes[end] == '\n' && (!grid->returns || grid->bytes[end - 1] == '\r') &&
                               grid->bytes[end + 1] != '#');
    }
    return all;
}

/* The quotes around whole cells: two for each that begins and ends with one. */
static size_t count_quotes(const struct csv_grid *grid)
{
    size_t quoted = 0;
    const char *start = grid->bytes;
    for (size_t i = 0; i < grid->rows * grid->n; i++) {
        const char *end = grid->bytes + grid->ends[i];
        quoted += is_quoted(start, end - (grid->returns && (i + 1) % grid->n == 0));
        start = end + 1;
    }
    return 2 * quoted;
}

/* Whether the block was a grid, now that all of it is past: there are no more line feeds than rows, so that
 * all other marks were separators, and no more quotes than around cells, so that none is anywhere else. */
static bool was_grid(const struct csv_grid *grid)
{
    const struct block *block = grid->block;
    bool cut = block->n > 0 && block->bytes[block->n - 1] != '\n';
    return grid->rows_before == block->survey.feeds + cut && grid->quotes_before == block->survey.quotes;
}

bool csv_grid_next(struct csv_grid *grid)
{
    size_t marks;
    grid->rows_before += grid->rows;
    grid->rows = 0;
    grid->bytes = grid->block->bytes + grid->next;
    if (grid->next == grid->block->n) {
        return was_grid(grid);
    }
    if (!find_marks(grid, &marks)) {
        return false;
    }
    grid->rows = marks / grid->n;
    if (grid->rows == 0 || !rows_end(grid)) {
        return false;
    }
    grid->quotes_before += grid->block->survey.quotes == 0 ? 0 : count_quotes(grid);
    grid->next += grid->ends[grid->rows * grid->n - 1] + 1;
    grid->next = grid->next < grid->block->n ? grid->next : grid->block->n;
    return true;
}

/* A cell without its quotes, or the blanks around it. Most begin and end with bytes above them. */
static inline struct span strip(const struct csv_grid *grid, struct span cell)
{
    const struct csv_row like = {.separator = grid->separator};
    const char *start = cell.bytes, *end = start + cell.n;
    if (start == end || (start[0] > '"' && end[-1] > '"')) {
        return cell;
    }
    if (is_quoted(start, end)) {
        return (struct span){start + 1, cell.n - 2};
    }
    while (start < end && csv_is_blank(&like, start[0])) {
        start++;
    }
    while (start < end && csv_is_blank(&like, end[-1])) {
        end--;
    }
    return (struct span){start, (size_t)(end - start)};
}

void csv_grid_cells(const struct csv_grid *grid, size_t column, size_t first, size_t count,
                    struct span *cells)
{
    const struct survey *survey = &grid->block->survey;
    uint32_t back = grid->returns && column + 1 == grid->n; /* the carriage return before the line feed */
    const uint32_t *end = grid->ends + first * grid->n + column;
    for (size_t i = 0; i < count; i++, end += grid->n) {
        uint32_t start = end[-1] + 1;
        cells[i] = (struct span){grid->bytes + start, *end - start - back};
    }
    for (size_t i = 0; survey->quotes + survey->others > 0 && i < count; i++) {
        cells[i] = strip(grid, cells[i]);
    }
}
