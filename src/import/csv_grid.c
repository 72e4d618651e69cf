#include "import/csv_grid.h"

#include "base/array.h"
#include "import/csv_rows.h"

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

bool csv_grid_open(struct csv_grid *grid, const struct block *block, char separator, size_t n)
{
    const struct survey *survey = &block->survey;
    struct scratch *scratch = block->scratch;
    bool returns = survey->returns > 0;
    if (survey->quotes > 0 || (returns && survey->returns != survey->feeds) || n < 2 || block->n == 0 ||
        block->n >= UINT32_MAX || block->overlong || !csv_is_plain_separator(separator)) {
        return false;
    }
    uint32_t *ends = array_reserve(scratch->array, &scratch->capacity, block->n + 1, sizeof *ends);
    if (ends == NULL) {
        return false;
    }
    scratch->array = ends;
    size_t marks = scan_marks(block->bytes, block->n, separator, ends), rows = survey->feeds;
    if (block->bytes[block->n - 1] != '\n') { /* the file's last row; its end is where the others' would be */
        ends[marks++] = (uint32_t)block->n + returns;
        rows++;
    }
    *grid = (struct csv_grid){
        .bytes = block->bytes, .ends = ends, .rows = rows, .n = n, .returns = returns, .separator = separator};
    return marks == rows * n && rows_end(grid, survey->feeds);
}

/* Takes the blanks around a cell away; bytes above them, as most cells begin and end with, are none. */
static inline struct dictionary_text trim(const struct csv_row *like, const char *start, const char *end)
{
    if (start < end && (start[0] <= ' ' || end[-1] <= ' ')) {
        while (start < end && csv_is_blank(like, start[0])) {
            start++;
        }
        while (start < end && csv_is_blank(like, end[-1])) {
            end--;
        }
    }
    return (struct dictionary_text){start, (size_t)(end - start)};
}

void csv_grid_cells(const struct csv_grid *grid, size_t column, size_t first, size_t count,
                    struct dictionary_text *cells)
{
    const struct csv_row like = {.separator = grid->separator};
    size_t back = grid->returns && column + 1 == grid->n; /* the carriage return before the line feed */
    const uint32_t *end = grid->ends + first * grid->n + column;
    size_t i = 0;
    if (end == grid->ends && count > 0) { /* nothing stands before the first cell */
        cells[i++] = trim(&like, grid->bytes, grid->bytes + *end - back);
        end += grid->n;
    }
    for (; i < count; i++, end += grid->n) {
        cells[i] = trim(&like, grid->bytes + end[-1] + 1, grid->bytes + *end - back);
    }
}
