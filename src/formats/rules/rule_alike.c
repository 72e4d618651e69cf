#include "formats/rules/rule_alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/date.h"
#include "formats/rules/rule_holes.h"
#include "formats/rules/rule_path.h"
#include "formats/rules/rule_row.h"
#include "import/wanted.h"

/* A text in a factor, as rows have it. */
struct cell {
    char *name, *text;
    size_t n;
    size_t table, column; /* the table that was asked last, and which of its columns has the name */
    uint32_t code;        /* of the text there */
};

/* A measure that is one time or one date, less another measure or not. */
struct measure {
    size_t target, hole;
    enum rule_form form;
    enum unit unit;
    double least;
    int minus;
};

struct measures {
    struct measures *next;
    size_t n;
    struct measure rows[];
};

struct rule_alike {
    struct rule_alike *next;
    struct rule_pool *pool;
    const struct rule_set *set;
    uint32_t *cells; /* of the row, by their numbers in the pool */
    size_t n_cells;
    struct rule_known *known; /* by number of the path */
    size_t n_paths;
    const struct measures *measures; /* the same for many; NULL where some are more than that */
};

struct rule_pool {
    struct rule_alike *rows;
    struct measures *measures;
    struct dictionary keys; /* of the cells: the code is the number, plus 1 */
    struct cell *cells;
    size_t n_cells, capacity;
    struct date_minute minute; /* of the line before */
};

static void free_row(struct rule_alike *alike)
{
    for (size_t i = 0; alike->known != NULL && i < alike->n_paths; i++) {
        json_decref(alike->known[i].value);
    }
    free(alike->cells);
    free(alike->known);
    free(alike);
}

void rule_pool_free(void *of_rows)
{
    struct rule_pool *pool = of_rows;
    while (pool->rows != NULL) {
        struct rule_alike *row = pool->rows;
        pool->rows = row->next;
        free_row(row);
    }
    while (pool->measures != NULL) {
        struct measures *measures = pool->measures;
        pool->measures = measures->next;
        free(measures);
    }
    for (size_t i = 0; i < pool->n_cells; i++) {
        free(pool->cells[i].name);
        free(pool->cells[i].text);
    }
    dictionary_release(&pool->keys);
    free(pool->cells);
    free(pool);
}

static void find_value(const struct rule_lines *lines, const struct rule_path *path,
                       const struct json_spot *const *bound, struct rule_known *known)
{
    struct rule_known *of_path = &known[path->number];
    of_path->hole = rule_holes_number(lines->holes, lines->n_holes, path);
    if (of_path->hole == lines->n_holes && of_path->value == NULL) {
        of_path->value = json_incref(rule_path_find(path, bound));
    }
    of_path->is_hole = of_path->hole < lines->n_holes;
}

static void find_values(const struct rule_lines *lines, const struct rule_value *value,
                        const struct json_spot *const *bound, struct rule_known *known)
{
    for (size_t p = 0; p < value->n_paths; p++) {
        find_value(lines, &value->paths[p], bound, known);
    }
    for (size_t t = 0; t < value->tests.n; t++) {
        const struct rule_test *test = &value->tests.rows[t];
        find_value(lines, &test->path, bound, known);
        if (test->kind == RULE_DIFFERS) {
            find_value(lines, &test->other, bound, known);
        }
    }
    const struct rule_path *others[] = {value->unit_from, value->divided_by};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i] != NULL) {
            find_value(lines, others[i], bound, known);
        }
    }
}

static bool read_measure(const struct rule_column *column, const struct rule_known *known,
                         struct measure *measure)
{
    const struct rule_value *value = column->values;
    bool is_one = column->n_values == 1 && value->n_paths == 1 && value->tests.n == 0 &&
                  known[value->paths[0].number].is_hole && !value->numeric && !value->has_missing &&
                  value->most_digits == 0 && value->divided_by == NULL && value->unit_from == NULL &&
                  (value->form == RULE_DATE || (value->form == RULE_TIME && value->n_units == 1));
    *measure = (struct measure){.target = column->target,
                                .hole = is_one ? known[value->paths[0].number].hole : 0,
                                .form = value->form,
                                .unit = value->units[0],
                                .least = value->least,
                                .minus = value->minus};
    return is_one;
}

static bool are_same(const struct measures *a, const struct measures *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++) {
        const struct measure *one = &a->rows[i], *other = &b->rows[i];
        same = one->target == other->target && one->hole == other->hole && one->form == other->form &&
               one->unit == other->unit && one->least == other->least && one->minus == other->minus;
    }
    return same;
}

/* Finds the measures of lines that are alike, which most others have as well. */
static enum status find_measures(struct rule_alike *alike, struct error *err)
{
    const struct rule_set *set = alike->set;
    const size_t room = sizeof *alike->measures + set->n_columns * sizeof *alike->measures->rows;
    struct measures *made = calloc(1, room);
    bool all = true;
    if (made == NULL) {
        return error_no_memory(err);
    }
    for (size_t c = 0; c < set->n_columns; c++) {
        if (set->columns[c].kind == MEASURE) {
            all &= read_measure(&set->columns[c], alike->known, &made->rows[made->n++]);
        }
    }
    struct measures *there = alike->pool->measures;
    while (there != NULL && !are_same(there, made)) {
        there = there->next;
    }
    if (all && there == NULL) {
        made->next = alike->pool->measures;
        alike->pool->measures = there = made;
    } else {
        free(made);
    }
    alike->measures = all ? there : NULL;
    return OK;
}

/* Whether all measures are values at the ends of paths. */
static bool is_plain(const struct rule_set *set)
{
    for (size_t c = 0; c < set->n_columns; c++) {
        const struct rule_column *column = &set->columns[c];
        for (size_t v = 0; column->kind == MEASURE && v < column->n_values; v++) {
            if (column->has_hole || column->values[v].of_key || column->values[v].since != NULL) {
                return false;
            }
        }
    }
    return true;
}

/* The number of the cell with that text in the column, which is added when it is new. */
static enum status find_cell(struct rule_pool *pool, const struct column *column, const char *text,
                             uint32_t *number, struct error *err)
{
    struct text key = {0};
    uint32_t code = 0;
    enum status status = text_print(&key, err, "%zu:%s%s", strlen(column->name), column->name, text);
    status = status == OK ? dictionary_add(&pool->keys, key.bytes, key.n, &code, err) : status;
    text_release(&key);
    if (status != OK) {
        return status;
    }
    *number = code - 1;
    if (*number < pool->n_cells) {
        return OK;
    }
    struct cell *grown = array_reserve(pool->cells, &pool->capacity, pool->n_cells + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    pool->cells = grown;
    struct cell *cell = &pool->cells[pool->n_cells];
    *cell = (struct cell){.table = SIZE_MAX, .n = strlen(text)};
    cell->text = text_copy(text, cell->n, err);
    cell->name = cell->text == NULL ? NULL : text_copy(column->name, strlen(column->name), err);
    if (cell->name == NULL) {
        free(cell->text);
        return BAD_SERVICE;
    }
    pool->n_cells++;
    return OK;
}

static bool has_column(const void *table, const char *name)
{
    return table_find_column(table, name) != NULL;
}

/* The factors of the table's last row, but for those that nobody asks for. */
static enum status take_factors(struct rule_alike *alike, const struct table *table,
                                const struct import_wanted *wanted, struct error *err)
{
    bool chooses = import_chooses(wanted, has_column, table);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        const char *text = column->kind == FACTOR ? column_text(column, table->rows - 1) : NULL;
        if (text != NULL && (!chooses || import_wants(wanted, column->name, FACTOR))) {
            status = find_cell(alike->pool, column, text, &alike->cells[alike->n_cells++], err);
        }
    }
    return status;
}

/* Nothing is known of lines yet. */
static enum status take_pool(void **pool, struct error *err)
{
    if (*pool == NULL) {
        *pool = calloc(1, sizeof(struct rule_pool));
    }
    return *pool == NULL ? error_no_memory(err) : OK;
}

enum status rule_alike_new(const struct rule_lines *lines, const struct rule_row *row, void **pool,
                           struct rule_alike **alike, struct error *err)
{
    const struct rule *rule = lines->rule;
    const struct rule_set *set = row->set;
    enum status status = is_plain(set) ? take_pool(pool, err) : OK;
    if (status != OK || !is_plain(set)) {
        return status;
    }
    struct rule_alike *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_no_memory(err);
    }
    made->pool = *pool;
    made->set = set;
    made->n_paths = rule->n_paths;
    made->cells = calloc(row->table->n_columns + 1, sizeof *made->cells);
    made->known = calloc(rule->n_paths + 1, sizeof *made->known);
    status = made->cells == NULL || made->known == NULL ? error_no_memory(err) : OK;
    status = status == OK ? take_factors(made, row->table, row->wanted, err) : status;
    for (size_t c = 0; status == OK && c < set->n_columns; c++) {
        const struct rule_column *column = &set->columns[c];
        for (size_t v = 0; column->kind == MEASURE && v < column->n_values; v++) {
            find_values(lines, &column->values[v], row->bound, made->known);
        }
    }
    status = status == OK ? find_measures(made, err) : status;
    if (status != OK) {
        free_row(made);
        return status;
    }
    made->next = made->pool->rows;
    made->pool->rows = made;
    *alike = made;
    return OK;
}

/* Sets the cell of the open row in a table that has not been asked. The column is mostly where it was; tags
 * that are not there yet come in the order in which an earlier table had them. */
static enum status add_cell(struct cell *cell, struct table *table, struct error *err)
{
    const struct place nowhere = {0};
    bool there =
        cell->column < table->n_columns && strcmp(table->columns[cell->column].name, cell->name) == 0;
    enum status status = there ? record_set_text(table, cell->column, cell->text, cell->n, &nowhere, err)
                               : record_set_tag(table, cell->name, cell->text, cell->n, &nowhere, err);
    if (status == OK && !there) {
        cell->column = (size_t)(table_find_column(table, cell->name) - table->columns);
    }
    if (status == OK) {
        cell->code = column_code(&table->columns[cell->column], table->rows);
    }
    return status;
}

/* Gives the open row the factors that are known. */
static enum status set_factors(const struct rule_alike *alike, size_t number, struct table *table,
                               struct error *err)
{
    for (size_t i = 0; i < alike->n_cells; i++) {
        struct cell *cell = &alike->pool->cells[alike->cells[i]];
        if (cell->table == number) {
            codes_set(&table->columns[cell->column].codes, table->rows, cell->code);
            continue;
        }
        enum status status = add_cell(cell, table, err);
        if (status != OK) {
            return status;
        }
        cell->table = number;
    }
    return OK;
}

/* Sets the measures of the open row; false where there is something to say of one. */
static bool set_measures(const struct rule_alike *alike, const struct json_filled *values,
                         struct table *table)
{
    const struct measures *measures = alike->measures;
    bool good = measures != NULL;
    for (size_t i = 0; good && i < measures->n; i++) {
        const struct measure *measure = &measures->rows[i];
        const struct json_filled *value = &values[measure->hole];
        double number = value->number;
        if (value->text == NULL || (value->kind == JSON_KIND_TEXT) != (measure->form == RULE_DATE)) {
            return false;
        }
        if (measure->form == RULE_DATE) {
            good = date_parse_next(&alike->pool->minute, value->text, value->n, &number);
        } else {
            number = unit_seconds_of_decimal(number, measure->unit);
        }
        good = good && number >= 0 && number >= measure->least;
        number -= measure->minus == RULE_NO ? 0 : table->columns[measure->minus].values[table->rows];
        table->columns[measure->target].values[table->rows] = number;
    }
    return good;
}

enum status rule_alike_add(const struct rule_alike *alike, const struct json_like *like, struct table *table,
                           struct error *err)
{
    const struct rule_source source = {.known = alike->known, .values = like->values};
    enum status status = table_open_row(table, err);
    if (status == OK) {
        status = set_factors(alike, like->table, table, err);
    }
    if (status == OK && !set_measures(alike, like->values, table)) {
        status = rule_row_measure(alike->set, &source, table, err);
    }
    if (status == OK) {
        table_close_row(table);
    }
    return status;
}
