#include "import/csv_grid.h"

#include "base/array.h"
#include "import/csv_rows.h"

/* Whether every n-th mark is a line feed, and behind a carriage return where rows end in both. As there are
 * no more line feeds than rows, all the others are separators then. */
static bool rows_end(const struct csv_grid *grid, size_t feeds)
{
    bool all = true;
    for (size_t row = 0; row < feeds; row++) {
        uint32_t end = grid->ends[row * grid->n + grid->n - 1];
        all &= grid->bytes[end] == '\n' && (!grid->returns || grid->bytes[end - 1] == '\r');
    }
    return all;
}

static inline bool is_quoted(const char *start, const char *end)
{
    return end - start >= 2 && start[0] == '"' && end[-1] == '"';
}

/* Whether all quotes stand around whole cells: there are two for each cell that begins and ends with one, and
 * then no other can be anywhere. */
static bool are_around_cells(const struct csv_grid *grid, size_t quotes)
{
    size_t quoted = 0;
    const char *start = grid->bytes;
    for (size_t i = 0; i < grid->rows * grid->n; i++) {
        const char *end = grid->bytes + grid->ends[i];
        quoted += is_quoted(start, end - (grid->returns && (i + 1) % grid->n == 0));
        start = end + 1;
    }
    return quotes == 2 * quoted;
}

bool csv_grid_open(struct csv_grid *grid, const struct block *block, char separator, size_t n)
{
    const struct survey *survey = &block->survey;
    struct scratch *scratch = block->scratch;
    bool returns = survey->returns > 0;
    if ((returns && survey->returns != survey->feeds) || n < 2 || block->n == 0 || block->n >= UINT32_MAX ||
        block->overlong || !csv_is_plain_separator(separator)) {
        return false;
    }
    uint32_t *ends =
        array_reserve(scratch->array, &scratch->capacity, block->n + 1 + SCAN_SLACK, sizeof *ends);
    if (ends == NULL) {
        return false;
    }
    scratch->array = ends;
    size_t marks = scan_marks(block->bytes, block->n, separator, ends), rows = survey->feeds;
    if (block->bytes[block->n - 1] != '\n') { /* the file's last row; its end is where the others' would be */
        ends[marks++] = (uint32_t)block->n + returns;
        rows++;
    }
    *grid = (struct csv_grid){.bytes = block->bytes,
                              .ends = ends,
                              .rows = rows,
                              .n = n,
                              .returns = returns,
                              .quoted = survey->quotes > 0,
                              .separator = separator};
    return marks == rows * n && rows_end(grid, survey->feeds) &&
           (!grid->quoted || are_around_cells(grid, survey->quotes));
}

/* A cell without the blanks around it. */
static struct dictionary_text trim(const struct csv_grid *grid, const char *start, const char *end)
{
    const struct csv_row like = {.separator = grid->separator};
    while (start < end && csv_is_blank(&like, start[0])) {
        start++;
    }
    while (start < end && csv_is_blank(&like, end[-1])) {
        end--;
    }
    return (struct dictionary_text){start, (size_t)(end - start)};
}

/* A cell without its quotes, or the blanks around it. Most begin and end with bytes above them. */
static inline struct dictionary_text find_cell(const struct csv_grid *grid, const char *start,
                                               const char *end)
{
    if (start == end || (start[0] > '"' && end[-1] > '"')) {
        return (struct dictionary_text){start, (size_t)(end - start)};
    }
    return grid->quoted && is_quoted(start, end)
               ? (struct dictionary_text){start + 1, (size_t)(end - start) - 2}
               : trim(grid, start, end);
}

void csv_grid_cells(const struct csv_grid *grid, size_t column, size_t first, size_t count,
                    struct dictionary_text *cells)
{
    size_t back = grid->returns && column + 1 == grid->n; /* the carriage return before the line feed */
    const uint32_t *end = grid->ends + first * grid->n + column;
    size_t i = 0;
    if (end == grid->ends && count > 0) { /* nothing stands before the first cell */
        cells[i++] = find_cell(grid, grid->bytes, grid->bytes + *end - back);
        end += grid->n;
    }
    for (; i < count; i++, end += grid->n) {
        cells[i] = find_cell(grid, grid->bytes + end[-1] + 1, grid->bytes + *end - back);
    }
}
