#include "import/csv_grid.h"

#include <stdlib.h>

/* Whether every n-th mark is a line feed, and behind a carriage return where rows end in both. As there are no
 * more line feeds than rows, all the others are separators then. */
static bool rows_end(const struct csv_grid *grid, size_t feeds)
{
    bool all = true;
    for (size_t row = 0; row < feeds; row++) {
        uint32_t end = grid->ends[row * grid->n + grid->n - 1];
        all &= grid->bytes[end] == '\n' && (!grid->returns || grid->bytes[end - 1] == '\r');
    }
    return all;
}

bool csv_grid_open(struct csv_grid *grid, const struct csv_source *source, const struct survey *survey, size_t n)
{
    bool returns = survey->returns > 0;
    *grid = (struct csv_grid){
        .bytes = source->bytes, .n = n, .returns = returns, .separator = source->separator};
    if (survey->quotes > 0 || (returns && survey->returns != survey->feeds) || n < 2 || source->n == 0 ||
        source->n >= UINT32_MAX || !source->complete || !csv_is_plain_separator(source->separator)) {
        return false;
    }
    grid->ends = malloc((source->n + 1) * sizeof *grid->ends);
    if (grid->ends == NULL) {
        return false;
    }
    size_t marks = scan_marks(source->bytes, source->n, source->separator, grid->ends);
    grid->rows = survey->feeds;
    if (source->bytes[source->n - 1] != '\n') { /* the file's last row */
        grid->ends[marks++] = (uint32_t)source->n;
        grid->rows++;
    }
    return marks == grid->rows * n && rows_end(grid, survey->feeds);
}

void csv_grid_release(struct csv_grid *grid)
{
    free(grid->ends);
    *grid = (struct csv_grid){0};
}

void csv_grid_cells(const struct csv_grid *grid, size_t column, size_t first, size_t count,
                    struct dictionary_text *cells)
{
    const struct csv_row like = {.separator = grid->separator};
    for (size_t i = 0; i < count; i++) {
        size_t at = (first + i) * grid->n + column;
        size_t start = at == 0 ? 0 : grid->ends[at - 1] + 1, end = grid->ends[at];
        end -= grid->returns && column + 1 == grid->n && end > start && grid->bytes[end - 1] == '\r';
        while (start < end && csv_is_blank(&like, grid->bytes[start])) {
            start++;
        }
        while (start < end && csv_is_blank(&like, grid->bytes[end - 1])) {
            end--;
        }
        cells[i] = (struct dictionary_text){grid->bytes + start, end - start};
    }
}
