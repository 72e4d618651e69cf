#include "read/csv_alike.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "read/csv_keys.h"

/* The texts of a column of cells, and the codes of those of the rows that are read. */
struct texts {
    size_t cell;
    struct dictionary dictionary;
    uint32_t codes[CSV_STEP];
};

/* Which of the table's codes each code of a dictionary has in one of its columns. */
struct translation {
    uint32_t *codes; /* 0: none yet */
    size_t n, capacity;
    size_t column;
};

struct csv_alike {
    const struct csv_layout *layout;
    struct csv_layout hidden; /* the same without the fields of maps that tell nothing else */
    csv_record_reader read;
    struct table *table;
    struct texts *texts; /* of the cells that tell, and behind them of the maps' texts */
    size_t n_telling, n_texts;
    struct translation *of_maps; /* of the n_maps */

    /* Rows of which others are alike. */
    struct table likes;             /* what became of those that are kept */
    struct translation *of_likes;   /* of its columns */
    size_t n_of_likes, of_capacity; /* that are there */
    struct csv_keys keys;           /* the codes of each that tell */
    size_t *rows;                   /* of each of these its row in `likes`, or how it is none */
    size_t rows_capacity;
    size_t seen; /* rows, ever */

    struct csv_grid_copy copy;
    struct span cells[CSV_STEP];
    uint32_t kept[CSV_STEP], like[CSV_STEP]; /* of the rows that are read: which are kept, and like which */
    size_t n_kept;
};

/* Rows that are not kept, and those whose map is not all that fills its column, as where a tag has its name.
 */
#define NOT_KEPT   SIZE_MAX
#define NOT_MAPPED (SIZE_MAX - 1)

/* ---- what there is ---- */

static size_t find_texts(const struct csv_alike *alike, size_t cell)
{
    size_t i = 0;
    while (i < alike->n_texts && alike->texts[i].cell != cell) {
        i++;
    }
    return i;
}

static void add_texts(struct csv_alike *alike, size_t cell)
{
    if (cell != SIZE_MAX && find_texts(alike, cell) == alike->n_texts) {
        alike->texts[alike->n_texts++].cell = cell;
    }
}

/* Whether a map fills a factor that somebody will ask for. */
static bool is_text(const struct csv_layout *layout, const struct csv_map *map)
{
    return map->value == CSV_TEXT && !csv_layout_skips(layout, map->column);
}

enum status csv_alike_new(const struct csv_layout *layout, csv_record_reader read, struct table *table,
                          struct csv_alike **made, struct error *err)
{
    const struct csv_plan *plan = layout->dialect->plan;
    struct csv_alike *alike = *made = calloc(1, sizeof *alike);
    if (alike == NULL) {
        return error_no_memory(err);
    }
    alike->layout = layout;
    alike->read = read;
    alike->table = table;
    alike->texts = calloc(plan->n_telling + plan->n_maps + layout->n + 1, sizeof *alike->texts);
    alike->of_maps = calloc(plan->n_maps + 1, sizeof *alike->of_maps);
    alike->hidden = *layout;
    alike->hidden.cell_of = calloc(layout->dialect->n_fields + 1, sizeof *alike->hidden.cell_of);
    if (alike->texts == NULL || alike->of_maps == NULL || alike->hidden.cell_of == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < plan->n_telling; i++) {
        add_texts(alike, layout->cell_of[plan->telling[i]]);
    }
    for (size_t i = 0; layout->dialect->keeps_others && i < layout->n; i++) {
        add_texts(alike, layout->others[i] == NULL ? SIZE_MAX : i);
    }
    alike->n_telling = alike->n_texts;
    alike->keys = csv_keys_open(alike->n_telling);
    for (size_t i = 0; i < plan->n_maps; i++) {
        alike->of_maps[i].column = plan->maps[i].column;
        if (is_text(layout, &plan->maps[i])) {
            add_texts(alike, layout->cell_of[plan->maps[i].field]);
        }
    }
    for (size_t i = 0; i < layout->dialect->n_fields; i++) {
        size_t at = find_texts(alike, layout->cell_of[i]);
        bool hides = at >= alike->n_telling && at < alike->n_texts;
        alike->hidden.cell_of[i] = hides ? SIZE_MAX : layout->cell_of[i];
    }
    return record_add_columns(&alike->likes, layout->dialect->columns, layout->dialect->n_columns, err);
}

static void release_translations(struct translation *translations, size_t n)
{
    for (size_t i = 0; translations != NULL && i < n; i++) {
        free(translations[i].codes);
    }
    free(translations);
}

void csv_alike_free(struct csv_alike *alike)
{
    if (alike == NULL) {
        return;
    }
    for (size_t i = 0; i < alike->n_texts; i++) {
        dictionary_release(&alike->texts[i].dictionary);
    }
    free(alike->texts);
    free(alike->hidden.cell_of);
    release_translations(alike->of_maps, alike->layout->dialect->plan->n_maps);
    release_translations(alike->of_likes, alike->n_of_likes);
    table_release(&alike->likes);
    csv_keys_release(&alike->keys);
    free(alike->rows);
    csv_grid_copy_release(&alike->copy);
    free(alike);
}

/* ---- rows that are alike ---- */

/* Whether the last row that was taken has in the columns of maps what these fill in, which of a hidden field
 * is nothing. */
static bool is_mapped(const struct csv_alike *alike, const uint32_t *key)
{
    const struct csv_plan *plan = alike->layout->dialect->plan;
    bool all = true;
    for (size_t m = 0; m < plan->n_maps; m++) {
        const struct csv_map *map = &plan->maps[m];
        if (!is_text(alike->layout, map)) {
            continue;
        }
        size_t at = find_texts(alike, alike->layout->cell_of[map->field]);
        uint32_t code = at < alike->n_telling ? key[at] : 0;
        const char *text = column_text(&alike->likes.columns[map->column], alike->likes.rows - 1);
        all &= code == 0 ? text == NULL
                         : text != NULL && strcmp(alike->texts[at].dictionary.texts[code - 1], text) == 0;
    }
    return all;
}

/* Has a row taken that is like none before. */
static enum status learn(struct csv_alike *alike, const struct csv_grid *grid, size_t i, const uint32_t *key,
                         struct error *err)
{
    struct csv_row row;
    size_t before = alike->likes.rows, n = alike->keys.n;
    size_t *rows = array_reserve(alike->rows, &alike->rows_capacity, n + 1, sizeof *rows);
    if (rows == NULL) {
        return error_no_memory(err);
    }
    alike->rows = rows;
    enum status status = csv_grid_row(grid, i, &alike->copy, &row, err);
    const struct csv_record record = {&row, &alike->hidden};
    status = status == OK ? alike->read(&record, &alike->likes, err) : status;
    if (status == OK) {
        rows[n] = alike->likes.rows == before ? NOT_KEPT : is_mapped(alike, key) ? before : NOT_MAPPED;
        status = csv_keys_add(&alike->keys, key, err);
    }
    return status;
}

/* Which rows differ from the one before in a cell that tells. */
static void compare_rows(const struct csv_alike *alike, size_t n, uint32_t differs[CSV_STEP])
{
    differs[0] = 1;
    for (size_t i = 1; i < n; i++) {
        differs[i] = 0;
    }
    for (size_t k = 0; k < alike->n_telling; k++) {
        const uint32_t *codes = alike->texts[k].codes;
        for (size_t i = 1; i < n; i++) {
            differs[i] |= codes[i] ^ codes[i - 1];
        }
    }
}

/* The number of the row that a row is like, counted from 1; 0: memory is out, or it is unusual. */
static uint32_t find_like(struct csv_alike *alike, const struct csv_grid *grid, size_t first, size_t i)
{
    enum { MOST_TELLING = 64 };
    uint32_t key[MOST_TELLING];
    struct error why = {{0}};
    if (alike->n_telling > MOST_TELLING) {
        return 0;
    }
    for (size_t k = 0; k < alike->n_telling; k++) {
        key[k] = alike->texts[k].codes[i];
    }
    uint32_t found = csv_keys_find(&alike->keys, key);
    return found == 0 && learn(alike, grid, first + i, key, &why) == OK ? (uint32_t)alike->keys.n : found;
}

/* Finds which rows are kept, and which each of them is like; false where one is unusual, or too many are like
 * no other. */
static bool find_likes(struct csv_alike *alike, const struct csv_grid *grid, size_t first, size_t n)
{
    uint32_t differs[CSV_STEP], found = 0;
    bool good = alike->keys.n < CSV_STEP || alike->keys.n < alike->seen / 4;
    compare_rows(alike, n, differs);
    alike->n_kept = 0;
    for (size_t i = 0; good && i < n; i++) {
        found = differs[i] == 0 ? found : find_like(alike, grid, first, i);
        good = found > 0 && alike->rows[found - 1] != NOT_MAPPED;
        if (good && alike->rows[found - 1] != NOT_KEPT) {
            alike->kept[alike->n_kept] = (uint32_t)i;
            alike->like[alike->n_kept++] = (uint32_t)alike->rows[found - 1];
        }
    }
    alike->seen += n;
    return good;
}

/* ---- measures ---- */

/* The cells of a column in the rows that are kept. */
static void find_cells(struct csv_alike *alike, const struct csv_grid *grid, size_t cell, size_t first,
                       size_t n)
{
    csv_grid_cells(grid, cell, first, n, alike->cells);
    for (size_t i = 0; alike->n_kept < n && i < alike->n_kept; i++) {
        alike->cells[i] = alike->cells[alike->kept[i]];
    }
}

/* The table has the room. */
static bool read_numbers(struct csv_alike *alike, const struct csv_grid *grid,
                         const struct csv_number *number, size_t first, size_t n)
{
    const struct csv_map *map = &number->map;
    const struct column *columns = alike->table->columns;
    size_t cell = alike->layout->cell_of[map->field], rows = alike->table->rows;
    double *values = columns[map->column].values + rows;
    for (size_t i = 0; cell == SIZE_MAX && i < alike->n_kept; i++) {
        values[i] = NAN;
    }
    if (cell == SIZE_MAX) {
        return map->need == OPTIONAL || alike->n_kept == 0;
    }
    find_cells(alike, grid, cell, first, n);
    bool good = number->read != NULL ? number->read(alike->cells, alike->n_kept, map->unit, values)
                                     : unit_parse_all_seconds(alike->cells, alike->n_kept, map->unit, values);
    for (size_t i = 0; good && i < alike->n_kept; i++) {
        good = isnan(values[i]) ? map->need == OPTIONAL : map->value == CSV_NUMBER || values[i] >= 0;
    }
    for (size_t i = 0; number->minus > 0 && i < alike->n_kept; i++) {
        values[i] -= columns[number->minus - 1].values[rows + i];
    }
    return good;
}

/* Of the dialect's columns. */
static void set_missing(struct csv_alike *alike)
{
    const struct csv_layout *layout = alike->layout;
    for (size_t c = 0; c < layout->dialect->n_columns; c++) {
        const struct column *column = &alike->table->columns[c];
        for (size_t i = 0; column->kind == MEASURE && !csv_layout_skips(layout, c) && i < alike->n_kept;
             i++) {
            column->values[alike->table->rows + i] = NAN;
        }
    }
}

/* Those of each row that no column of cells is. */
static bool read_others(struct csv_alike *alike, const struct csv_grid *grid, size_t first)
{
    struct table *table = alike->table;
    size_t rows = table->rows;
    struct error why = {{0}};
    bool good = true;
    for (size_t i = 0; good && i < alike->n_kept; i++, table->rows++) {
        struct csv_row row;
        good = csv_grid_row(grid, first + alike->kept[i], &alike->copy, &row, &why) == OK;
        const struct csv_record record = {&row, alike->layout};
        good = good && alike->layout->dialect->plan->measure(&record, table, &why) == OK;
    }
    table->rows = rows;
    return good;
}

static bool read_measures(struct csv_alike *alike, const struct csv_grid *grid, size_t first, size_t n)
{
    const struct csv_plan *plan = alike->layout->dialect->plan;
    bool good = true;
    set_missing(alike);
    for (size_t i = 0; good && i < plan->n_maps; i++) {
        const struct csv_number number = {.map = plan->maps[i]};
        good = number.map.value == CSV_TEXT || csv_layout_skips(alike->layout, number.map.column) ||
               read_numbers(alike, grid, &number, first, n);
    }
    for (size_t i = 0; good && i < plan->n_numbers; i++) {
        good = read_numbers(alike, grid, &plan->numbers[i], first, n);
    }
    return good && (plan->measure == NULL || read_others(alike, grid, first));
}

/* ---- factors ---- */

/* Writes a column's cells of the rows that are kept, whose codes are those of another dictionary. */
static enum status write_codes(struct csv_alike *alike, struct translation *to, const struct dictionary *from,
                               uint32_t *codes, struct error *err)
{
    struct table *table = alike->table;
    struct column *column = &table->columns[to->column];
    uint32_t *grown = array_reserve(to->codes, &to->capacity, from->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    to->codes = grown;
    for (; to->n <= from->n; to->n++) {
        grown[to->n] = 0;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < alike->n_kept; i++) {
        uint32_t *code = &grown[codes[i]];
        if (*code == 0 && codes[i] != 0) {
            const char *text = from->texts[codes[i] - 1];
            status = dictionary_add(&column->dictionary, text, strlen(text), code, err);
        }
        codes[i] = *code;
    }
    if (status == OK) {
        status =
            codes_widen(&column->codes, (uint32_t)column->dictionary.n, table->rows, table->capacity, err);
    }
    if (status == OK) {
        codes_set_all(&column->codes, table->rows, codes, alike->n_kept);
    }
    return status;
}

/* Gives the table every column of those that rows are like; BAD_DATA when these would be too many. */
static enum status match_likes(struct csv_alike *alike, struct error *err)
{
    enum status status = OK;
    while (status == OK && alike->n_of_likes < alike->likes.n_columns) {
        const struct column *column = &alike->likes.columns[alike->n_of_likes];
        struct translation *grown =
            array_reserve(alike->of_likes, &alike->of_capacity, alike->n_of_likes + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        alike->of_likes = grown;
        const struct column *found = table_find_exactly(alike->table, column->name);
        size_t index = found == NULL ? 0 : (size_t)(found - alike->table->columns);
        if (found == NULL && alike->table->n_columns >= MOST_TAGS) {
            return error_set(err, BAD_DATA, "found too many columns");
        }
        status = found == NULL ? table_add_column(alike->table, column->name, column->kind, &index, err) : OK;
        grown[alike->n_of_likes] = (struct translation){.column = index};
        alike->n_of_likes += status == OK;
    }
    return status;
}

/* The columns of factors that are of no map, as they are in the rows that others are like. */
static enum status write_likes(struct csv_alike *alike, bool *written, struct error *err)
{
    uint32_t codes[CSV_STEP];
    enum status status = OK;
    for (size_t c = 0; status == OK && c < alike->n_of_likes; c++) {
        const struct column *column = &alike->likes.columns[c];
        size_t to = alike->of_likes[c].column;
        if (column->kind == MEASURE || written[to]) {
            continue;
        }
        for (size_t i = 0; i < alike->n_kept; i++) {
            codes[i] = column_code(column, alike->like[i]);
        }
        written[to] = true;
        status = write_codes(alike, &alike->of_likes[c], &column->dictionary, codes, err);
    }
    return status;
}

static enum status write_maps(struct csv_alike *alike, bool *written, struct error *err)
{
    const struct csv_plan *plan = alike->layout->dialect->plan;
    uint32_t codes[CSV_STEP];
    enum status status = OK;
    for (size_t m = 0; status == OK && m < plan->n_maps; m++) {
        const struct csv_map *map = &plan->maps[m];
        const struct texts *texts = &alike->texts[find_texts(alike, alike->layout->cell_of[map->field])];
        if (map->value != CSV_TEXT || texts == &alike->texts[alike->n_texts]) {
            continue;
        }
        for (size_t i = 0; i < alike->n_kept; i++) {
            codes[i] = texts->codes[alike->kept[i]];
        }
        written[map->column] = true;
        status = write_codes(alike, &alike->of_maps[m], &texts->dictionary, codes, err);
    }
    return status;
}

static enum status write_factors(struct csv_alike *alike, struct error *err)
{
    enum status status = match_likes(alike, err);
    bool *written = status == OK ? calloc(alike->table->n_columns + 1, sizeof *written) : NULL;
    if (written == NULL) {
        return status == OK ? error_no_memory(err) : status;
    }
    for (size_t c = 0; c < alike->layout->dialect->n_columns; c++) {
        written[c] = csv_layout_skips(alike->layout, c); /* it will be dropped */
    }
    status = write_maps(alike, written, err);
    status = status == OK ? write_likes(alike, written, err) : status;
    for (size_t c = 0; c < alike->table->n_columns; c++) {
        const struct column *column = &alike->table->columns[c];
        for (size_t i = 0; column->kind == FACTOR && !written[c] && i < alike->n_kept; i++) {
            codes_set(&column->codes, alike->table->rows + i, 0);
        }
    }
    free(written);
    return status;
}

/* ---- all of it ---- */

bool csv_alike_take(struct csv_alike *alike, const struct csv_grid *grid, size_t first, size_t n)
{
    struct error why = {{0}};
    bool good = true;
    for (size_t i = 0; good && i < alike->n_texts; i++) {
        struct texts *texts = &alike->texts[i];
        csv_grid_cells(grid, texts->cell, first, n, alike->cells);
        good = dictionary_add_all(&texts->dictionary, alike->cells, n, texts->codes, &why) == OK;
    }
    good = good && find_likes(alike, grid, first, n) && table_open_rows(alike->table, n, &why) == OK &&
           read_measures(alike, grid, first, n) && write_factors(alike, &why) == OK;
    if (good) {
        table_close_rows(alike->table, alike->n_kept);
    }
    return good;
}
