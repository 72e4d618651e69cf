#include "read/csv_grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { LEAST_WINDOW = 1 << 9, MOST_WINDOW = 1 << 14 };

static inline bool is_quoted(const char *start, const char *end)
{
    return end - start >= 2 && start[0] == '"' && end[-1] == '"';
}

struct csv_grid csv_grid_open(const struct block *block, char separator, size_t n)
{
    return (struct csv_grid){.block = block,
                             .bytes = block->bytes,
                             .n = n,
                             .line = block->first_line,
                             .window = MOST_WINDOW,
                             .returns = block->survey.returns > 0,
                             .separator = separator};
}

/* Whether there may be rows at all. A carriage return by itself is a line end for libcsv. */
static bool may_have_rows(const struct csv_grid *grid)
{
    const struct block *block = grid->block;
    return (!grid->returns || block->survey.returns == block->survey.feeds) && grid->n >= 2 &&
           block->n < UINT32_MAX && !block->overlong && csv_is_plain_separator(grid->separator);
}

/* Finds the marks of the next whole rows, at least one of them unless there are none in what is left. */
static enum status find_marks(struct csv_grid *grid, struct scan_found *found, struct error *err)
{
    struct scratch *scratch = grid->block->scratch;
    size_t rest = grid->odd, some = grid->window;
    do {
        some = some < rest ? some : rest;
        uint32_t *ends =
            array_reserve(scratch->array, &scratch->capacity, some + 1 + SCAN_SLACK, sizeof *ends);
        if (ends == NULL) {
            return error_no_memory(err);
        }
        scratch->array = ends;
        *ends++ = UINT32_MAX; /* of what is before the first cell, which begins at the next, 0 */
        *found = scan_cells(grid->bytes, some, grid->separator, ends);
        grid->ends = ends;
        some *= 2; /* a long row */
    } while (found->feeds == 0 && found->quotes != SCAN_STRAY && some / 2 < rest);
    return OK;
}

/* Whether the line feed at `end` is as those of all rows, and what begins behind it is no comment. */
static inline bool ends_row(const struct csv_grid *grid, uint32_t end)
{
    return grid->bytes[end] == '\n' && (!grid->returns || (end > 0 && grid->bytes[end - 1] == '\r'));
}

/* Where a cell of the rows begins. */
static inline uint32_t start_of(const struct csv_grid *grid, size_t cell)
{
    return grid->ends[(ptrdiff_t)cell - 1] + 1; /* 0 of the first */
}

/* Whether a row begins with a mark of a comment, or has a quote inside of its quotes. */
static bool is_unusual(const struct csv_grid *grid, size_t first, bool doubled)
{
    const char *start = grid->bytes + start_of(grid, first);
    bool unusual = *start == '#';
    for (size_t i = first; doubled && !unusual && i < first + grid->n; i++) {
        const char *end = grid->bytes + grid->ends[i];
        end -= grid->returns && i + 1 == first + grid->n;
        unusual = is_quoted(start, end) && memchr(start + 1, '"', (size_t)(end - start) - 2) != NULL;
        start = grid->bytes + grid->ends[i] + 1;
    }
    return unusual;
}

/* Whether all of the rows are of n cells: then every n-th mark is a line feed, and no other is. */
static bool are_alike(const struct csv_grid *grid, const struct scan_found *found)
{
    size_t rows = found->feeds;
    bool all = !found->doubled && rows * grid->n <= found->n && grid->bytes[0] != '#';
    for (size_t row = 1; all && row <= rows; row++) {
        uint32_t end = grid->ends[row * grid->n - 1];
        all = ends_row(grid, end) && (row == rows || grid->bytes[end + 1] != '#');
    }
    return all;
}

/* The first rows that are all of n cells, or all are not, and the *bytes that they take. */
static bool find_run(const struct csv_grid *grid, const struct scan_found *found, size_t *rows, size_t *bytes)
{
    bool first_fits = false;
    *rows = 0;
    for (size_t first = 0, i = 0; i < found->n; i++) {
        if (grid->bytes[grid->ends[i]] != '\n') {
            continue;
        }
        bool fits = i + 1 - first == grid->n && ends_row(grid, grid->ends[i]) &&
                    !is_unusual(grid, first, found->doubled);
        first_fits = *rows == 0 ? fits : first_fits;
        if (fits != first_fits) {
            break;
        }
        ++*rows;
        *bytes = grid->ends[i] + 1;
        first = i + 1;
    }
    return first_fits;
}

/* Takes so many bytes for rows, or for none; all that is left is for libcsv where carriage returns stand
 * elsewhere than at the ends of rows. */
static void take_bytes(struct csv_grid *grid, size_t rows, size_t bytes)
{
    bool looks = rows == 0 || grid->quoted || grid->returns;
    const struct survey all = scan_survey(grid->bytes, looks ? bytes : 0);
    bool fits = rows > 0 && (!grid->returns || all.returns == rows);
    grid->rows = fits ? rows : 0;
    grid->lines = looks ? all.feeds : rows;
    grid->odd = fits ? 0 : rows > 0 ? grid->odd : bytes;
    grid->next = (size_t)(grid->bytes - grid->block->bytes) + (fits ? bytes : grid->odd);
}

enum status csv_grid_next(struct csv_grid *grid, struct error *err)
{
    struct scan_found found = {0};
    grid->line += grid->lines;
    grid->bytes = grid->block->bytes + grid->next;
    grid->rows = 0;
    grid->odd = grid->block->n - grid->next;
    enum status status = grid->odd > 0 && may_have_rows(grid) ? find_marks(grid, &found, err) : OK;
    size_t rows = found.feeds, bytes = found.end;
    if (rows == 0 || found.quotes == SCAN_STRAY) {
        grid->next = grid->block->n;
        return status;
    }
    grid->quoted = found.quoted;
    bool alike = are_alike(grid, &found), fits = alike || find_run(grid, &found, &rows, &bytes);
    size_t window = alike ? grid->window * 2 : bytes * 2;
    grid->window = window < LEAST_WINDOW ? LEAST_WINDOW : window > MOST_WINDOW ? MOST_WINDOW : window;
    take_bytes(grid, fits ? rows : 0, bytes);
    return OK;
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
    bool strips = grid->quoted || survey->others > 0;
    uint32_t back = grid->returns && column + 1 == grid->n; /* the carriage return before the line feed */
    const uint32_t *end = grid->ends + first * grid->n + column;
    for (size_t i = 0; i < count; i++, end += grid->n) {
        uint32_t start = end[-1] + 1;
        struct span cell = {grid->bytes + start, *end - start - back};
        cells[i] = strips ? strip(grid, cell) : cell;
    }
}

/* ---- rows by themselves ---- */

/* A copy of a row with quotes, which csv_cell() knows nothing of. */
static enum status copy_row(const struct csv_grid *grid, size_t i, struct csv_grid_copy *copy,
                            struct csv_row *row, struct error *err)
{
    copy->ends = copy->ends == NULL ? reallocarray(NULL, grid->n, sizeof *copy->ends) : copy->ends;
    if (copy->ends == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    copy->cells.n = 0;
    for (size_t column = 0; status == OK && column < grid->n; column++) {
        struct span cell;
        csv_grid_cells(grid, column, i, 1, &cell);
        status = text_append(&copy->cells, cell.bytes, cell.n, err);
        copy->ends[column] = (uint32_t)copy->cells.n;
        status = status == OK ? text_append(&copy->cells, "", 1, err) : status;
    }
    row->bytes = copy->cells.bytes;
    row->ends = copy->ends;
    return status;
}

enum status csv_grid_row(const struct csv_grid *grid, size_t i, struct csv_grid_copy *copy,
                         struct csv_row *row, struct error *err)
{
    uint32_t start = start_of(grid, i * grid->n);
    *row = (struct csv_row){.n = grid->n, .separator = grid->separator};
    row->place.file = grid->block->file;
    row->place.line = grid->line + (grid->lines > grid->rows ? scan_survey(grid->bytes, start).feeds : i);
    if (grid->quoted) {
        return copy_row(grid, i, copy, row, err);
    }
    row->bytes = grid->block->bytes + (grid->bytes - grid->block->bytes);
    row->ends = grid->ends + i * grid->n;
    row->start = start;
    row->cut = true;
    row->returns = grid->returns;
    return OK;
}

void csv_grid_copy_release(struct csv_grid_copy *copy)
{
    text_release(&copy->cells);
    free(copy->ends);
    *copy = (struct csv_grid_copy){0};
}

/* ---- a whole block ---- */

static enum status read_step(const struct csv_grid *grid, const struct csv_reader *reader, size_t first,
                             size_t n, struct csv_grid_copy *copy, struct error *err)
{
    enum status status = OK;
    bool stop = false;
    if (reader->take_rows != NULL && reader->take_rows(grid, first, n, reader->context)) {
        return OK;
    }
    for (size_t i = first; status == OK && !stop && i < first + n; i++) {
        struct csv_row row;
        status = csv_grid_row(grid, i, copy, &row, err);
        status = status == OK ? reader->take_row(&row, NULL, reader->context, &stop, err) : status;
    }
    return status;
}

static enum status read_odd(const struct csv_grid *grid, const struct csv_reader *reader, struct error *err)
{
    const struct block *block = grid->block;
    const struct csv_source source = {.file = block->file,
                                      .bytes = grid->bytes,
                                      .n = grid->odd,
                                      .first_line = grid->line,
                                      .separator = reader->separator,
                                      .comments = reader->comments,
                                      .complete = !block->overlong,
                                      .writable = block->bytes + (grid->bytes - block->bytes)};
    size_t used;
    return csv_rows(&source, reader->take_row, reader->context, &used, err);
}

enum status csv_grid_read(const struct block *block, const struct csv_reader *reader, struct error *err)
{
    struct csv_grid grid = csv_grid_open(block, reader->separator, reader->n);
    struct csv_grid_copy copy = {0};
    enum status status = csv_grid_next(&grid, err);
    while (status == OK && grid.rows + grid.odd > 0) {
        for (size_t first = 0; status == OK && first < grid.rows; first += CSV_STEP) {
            size_t n = grid.rows - first < CSV_STEP ? grid.rows - first : CSV_STEP;
            status = read_step(&grid, reader, first, n, &copy, err);
        }
        if (status == OK && grid.odd > 0) {
            status = read_odd(&grid, reader, err);
        }
        status = status == OK ? csv_grid_next(&grid, err) : status;
    }
    csv_grid_copy_release(&copy);
    return status;
}
