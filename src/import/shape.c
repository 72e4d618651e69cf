#include "import/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "table/tidy.h"

/* ---- what the user says ---- */

/* One more place at the end of an array of n; NULL with err set. */
static void *add_place(void *array, size_t n, size_t size, struct error *err)
{
    char *grown = reallocarray(array, n + 1, size);
    if (grown == NULL) {
        error_no_memory(err);
        return NULL;
    }
    memset(grown + n * size, 0, size);
    return grown;
}

/* The table's name of a column that the user may name with its unit, and that unit. */
static enum status name_column(const char *text, size_t n, char **name, enum unit *unit, struct error *err)
{
    char *copy = text_copy(text, n, err);
    if (copy == NULL) {
        return BAD_SERVICE;
    }
    *name = tidy_name_in_seconds(copy, unit, err);
    if (*name != NULL) {
        free(copy);
    } else {
        *name = copy;
    }
    return err->text[0] == '\0' ? OK : BAD_SERVICE;
}

enum status shape_add_rename(struct shape *shape, const char *text, struct error *err)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals[1] == '\0') {
        return error_set(err, BAD_USAGE, "--rename: found '%.40s', expected OLD=NEW, such as dur=latency_ms",
                         text);
    }
    struct shape_rename *grown = add_place(shape->renames, shape->n_renames, sizeof *grown, err);
    if (grown == NULL) {
        return BAD_SERVICE;
    }
    shape->renames = grown;
    struct shape_rename *rename = &grown[shape->n_renames++];
    enum unit own = NO_UNIT;
    enum status status = name_column(text, (size_t)(equals - text), &rename->from, &own, err);
    if (status == OK) {
        status = name_column(equals + 1, strlen(equals + 1), &rename->to, &rename->unit, err);
    }
    rename->unit = own != NO_UNIT ? NO_UNIT : rename->unit; /* it is in seconds already */
    return status;
}

enum status shape_add_melt(struct shape *shape, const char *text, struct error *err)
{
    const char *star = strchr(text, '*'), *colon = strrchr(text, ':');
    if (star == NULL || colon == NULL || colon < star || colon[1] == '\0' || strchr(star + 1, '*') != NULL) {
        return error_set(
            err, BAD_USAGE,
            "--melt: found '%.40s', expected columns with one * and a factor, such as '*_ms:memory_mb'",
            text);
    }
    struct shape_melt *grown = add_place(shape->melts, shape->n_melts, sizeof *grown, err);
    if (grown == NULL) {
        return BAD_SERVICE;
    }
    shape->melts = grown;
    struct shape_melt *melt = &grown[shape->n_melts++];
    char *names;
    enum unit unit = NO_UNIT;
    enum status status = name_column(text, (size_t)(colon - text), &names, &unit, err);
    if (status != OK) {
        return status;
    }
    star = strchr(names, '*');
    melt->before = text_copy(names, (size_t)(star - names), err);
    melt->behind = text_copy(star + 1, strlen(star + 1), err);
    melt->factor = text_copy(colon + 1, strlen(colon + 1), err);
    struct text measure = {0};
    const char *stem = names[0] == '*' ? star + 1 + (star[1] == '_') : names;
    if (names[0] == '*' && unit != NO_UNIT && strcmp(star + 1, "_s") == 0) {
        stem = "latency_s";
    }
    for (const char *c = *stem == '\0' || *stem == '*' ? "value" : stem; *c != '\0' && status == OK; c++) {
        bool doubled = *c == '_' && c[1] == '*' && c[2] == '_';
        status = *c == '*' || doubled ? OK : text_append(&measure, c, 1, err);
    }
    melt->measure = measure.bytes;
    free(names);
    bool whole =
        melt->before != NULL && melt->behind != NULL && melt->factor != NULL && measure.bytes != NULL;
    return status == OK && whole ? OK : BAD_SERVICE;
}

enum status shape_add_join(struct shape *shape, const char *text, struct error *err)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || colon[1] == '\0') {
        return error_set(err, BAD_USAGE, "--join: found '%.40s', expected FILE:KEY, such as models.csv:model",
                         text);
    }
    struct shape_join *grown = add_place(shape->joins, shape->n_joins, sizeof *grown, err);
    if (grown == NULL) {
        return BAD_SERVICE;
    }
    shape->joins = grown;
    struct shape_join *join = &grown[shape->n_joins++];
    join->path = text_copy(text, (size_t)(colon - text), err);
    join->key = text_copy(colon + 1, strlen(colon + 1), err);
    return join->path == NULL || join->key == NULL ? BAD_SERVICE : OK;
}

enum status shape_add_names(struct shape *shape, const char *column, const char *pattern, struct error *err)
{
    struct shape_names *grown = add_place(shape->names, shape->n_names, sizeof *grown, err);
    if (grown == NULL) {
        return BAD_SERVICE;
    }
    shape->names = grown;
    struct shape_names *names = &grown[shape->n_names++];
    names->column = text_copy(column, strlen(column), err);
    return names->column == NULL ? BAD_SERVICE : name_pattern_read(&names->pattern, pattern, err);
}

void shape_release(struct shape *shape)
{
    for (size_t i = 0; i < shape->n_renames; i++) {
        free(shape->renames[i].from);
        free(shape->renames[i].to);
    }
    for (size_t i = 0; i < shape->n_melts; i++) {
        free(shape->melts[i].before);
        free(shape->melts[i].behind);
        free(shape->melts[i].factor);
        free(shape->melts[i].measure);
    }
    for (size_t i = 0; i < shape->n_joins; i++) {
        free(shape->joins[i].path);
        free(shape->joins[i].key);
        free(shape->joins[i].row_of);
        table_release(&shape->joins[i].table);
    }
    for (size_t i = 0; i < shape->n_names; i++) {
        free(shape->names[i].column);
        name_pattern_release(&shape->names[i].pattern);
    }
    free(shape->renames);
    free(shape->melts);
    free(shape->joins);
    free(shape->names);
    *shape = (struct shape){0};
}

bool shape_is_empty(const struct shape *shape)
{
    return shape->n_renames + shape->n_melts + shape->n_joins + shape->n_names == 0 &&
           isnan(shape->since_s) && isnan(shape->until_s) && isnan(shape->skip_first_s);
}

/* ---- renaming ---- */

static enum status apply_rename(struct shape_rename *rename, struct table *table, struct error *err)
{
    struct column *column = table_find_column(table, rename->from);
    if (column == NULL) {
        return OK;
    }
    shape_use_add_table(&rename->use, table->rows);
    if (strcmp(rename->from, rename->to) == 0) {
        return OK;
    }
    if (table_find_column(table, rename->to) != NULL) {
        return error_set(err, BAD_USAGE, "--rename %.40s=%.40s: the data have both columns", rename->from,
                         rename->to);
    }
    char *name = text_copy(rename->to, strlen(rename->to), err);
    if (name == NULL) {
        return BAD_SERVICE;
    }
    free(column->name);
    column->name = name;
    for (size_t row = 0; column->kind == MEASURE && rename->unit != NO_UNIT && row < table->rows; row++) {
        column->values[row] = unit_seconds_of_decimal(column->values[row], rename->unit);
    }
    enum column_kind kind;
    return tidy_kind(name, &kind) && kind == FACTOR ? table_make_factor(table, column, err) : OK;
}

/* ---- melting ---- */

/* What "*" stands for in the name, of *n bytes; NULL when it does not match. */
static const char *match_melt(const struct shape_melt *melt, const char *name, size_t *n)
{
    size_t length = strlen(name), before = strlen(melt->before), behind = strlen(melt->behind);
    if (length <= before + behind || strncmp(name, melt->before, before) != 0 ||
        strcmp(name + length - behind, melt->behind) != 0) {
        return NULL;
    }
    *n = length - before - behind;
    return name + before;
}

/* A table on its way to the long one. */
struct melting {
    const struct shape_melt *melt;
    const struct table *from;
    struct table *to;
    size_t *target; /* of each column, in the long table; SIZE_MAX of those that melt */
    size_t factor, measure;
};

/* Copies the cells of one row, but those of the columns that melt. */
static enum status copy_cells(const struct melting *melting, size_t row, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < melting->from->n_columns; i++) {
        const struct column *column = &melting->from->columns[i];
        if (melting->target[i] == SIZE_MAX) {
            continue;
        }
        if (column->kind == MEASURE) {
            table_set_number(melting->to, melting->target[i], column->values[row]);
        } else if (column_text(column, row) != NULL) {
            const char *text = column_text(column, row);
            status = table_set_text(melting->to, melting->target[i], text, strlen(text), err);
        }
    }
    return status;
}

/* Adds the other columns, and that of the factor and of the measure. */
static enum status add_columns(struct melting *melting, struct error *err)
{
    const struct shape_melt *melt = melting->melt;
    struct table *to = melting->to;
    enum status status = OK;
    size_t n;
    for (size_t i = 0; status == OK && i < melting->from->n_columns; i++) {
        const struct column *column = &melting->from->columns[i];
        bool melts = column->kind == MEASURE && match_melt(melt, column->name, &n) != NULL;
        melting->target[i] = SIZE_MAX;
        status = melts ? OK : table_add_column(to, column->name, column->kind, &melting->target[i], err);
    }
    bool both = table_find_column(to, melt->factor) != NULL || table_find_column(to, melt->measure) != NULL;
    if (status == OK && both) {
        return error_set(err, BAD_USAGE, "--melt: the data have a column '%.40s' or '%.40s' already",
                         melt->factor, melt->measure);
    }
    if (status == OK) {
        status = table_add_column(to, melt->factor, FACTOR, &melting->factor, err);
    }
    return status == OK ? table_add_column(to, melt->measure, MEASURE, &melting->measure, err) : status;
}

static enum status melt_row(const struct melting *melting, size_t row, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < melting->from->n_columns; i++) {
        const struct column *column = &melting->from->columns[i];
        size_t n;
        const char *value = column->kind == MEASURE ? match_melt(melting->melt, column->name, &n) : NULL;
        if (value == NULL || isnan(column->values[row])) {
            continue;
        }
        status = table_open_row(melting->to, err);
        if (status == OK) {
            status = copy_cells(melting, row, err);
        }
        if (status == OK) {
            status = table_set_text(melting->to, melting->factor, value, n, err);
        }
        if (status == OK) {
            table_set_number(melting->to, melting->measure, column->values[row]);
            table_close_row(melting->to);
        }
    }
    return status;
}

static enum status apply_melt(struct shape_melt *melt, struct table *table, struct error *err)
{
    struct table to = {.clusters = table->clusters, .n_clusters = table->n_clusters, .passed = table->passed};
    struct melting melting = {.melt = melt, .from = table, .to = &to};
    bool any = false;
    size_t n;
    for (size_t i = 0; i < table->n_columns; i++) {
        any |= table->columns[i].kind == MEASURE && match_melt(melt, table->columns[i].name, &n) != NULL;
    }
    if (!any) {
        return OK;
    }
    shape_use_add_table(&melt->use, table->rows);
    melting.target = calloc(table->n_columns + 1, sizeof *melting.target);
    enum status status = melting.target == NULL ? error_no_memory(err) : add_columns(&melting, err);
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        status = melt_row(&melting, row, err);
    }
    free(melting.target);
    if (status != OK) {
        table_release(&to);
        return status;
    }
    table_release(table);
    *table = to;
    return OK;
}

/* ---- names ---- */

/* The column of that name, which is added when it is not there. */
static enum status find_or_add(struct table *table, const char *name, enum column_kind usual, size_t *index,
                               struct error *err)
{
    const struct column *column = table_find_column(table, name);
    enum column_kind kind;
    if (column != NULL) {
        *index = (size_t)(column - table->columns);
        return OK;
    }
    return table_add_column(table, name, tidy_kind(name, &kind) ? kind : usual, index, err);
}

static enum status set_cell(struct table *table, size_t row, size_t index, const struct span *value,
                            struct error *err)
{
    double number;
    if (table->columns[index].kind == FACTOR) {
        return table_set_text_at(table, row, index, value->bytes, value->n, err);
    }
    if (number_parse(value->bytes, value->n, &number)) {
        table->columns[index].values[row] = number;
    }
    return OK;
}

static enum status apply_names(struct shape_names *names, struct table *table, struct error *err)
{
    const struct name_pattern *pattern = &names->pattern;
    size_t targets[MOST_HOLES] = {0};
    enum status status = OK;
    const struct column *column = table_find_column(table, names->column);
    if (column == NULL || column->kind != FACTOR) {
        return OK;
    }
    shape_use_add_table(&names->use, table->rows);
    size_t from = (size_t)(column - table->columns);
    for (size_t i = 0; status == OK && i < pattern->n; i++) {
        status = find_or_add(table, pattern->holes[i], FACTOR, &targets[i], err);
    }
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        struct span values[MOST_HOLES];
        const char *text = column_text(&table->columns[from], row);
        bool matches = text != NULL && name_pattern_match(pattern, text, values);
        if (!matches) {
            shape_use_miss(&names->use, text);
        }
        for (size_t i = 0; matches && status == OK && i < pattern->n; i++) {
            status = set_cell(table, row, targets[i], &values[i], err);
        }
    }
    return status;
}

/* ---- time ---- */

/* Keeps the rows that start from `from` on and before `to`; NaN: no bound. */
static enum status keep_between(struct table *table, double from, double to, struct error *err)
{
    const struct column *start = table_find_column(table, "start_s");
    if (start == NULL || start->kind != MEASURE) {
        return error_set(err, BAD_DATA,
                         "found no start_s, expected the clock times that --since, --until and "
                         "--skip-first need");
    }
    uint8_t *keep = malloc(table->rows + 1);
    if (keep == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < table->rows; row++) {
        double start_s = start->values[row];
        keep[row] = !isnan(start_s) && !(start_s < from) && !(start_s >= to);
    }
    enum status status = table_pass_rows(table, keep, err);
    free(keep);
    return status;
}

enum status shape_skip_first(const struct shape *shape, struct table *table, struct error *err)
{
    const struct column *start = table_find_column(table, "start_s");
    double first = INFINITY;
    for (size_t row = 0; start != NULL && start->kind == MEASURE && row < table->rows; row++) {
        first = start->values[row] < first ? start->values[row] : first;
    }
    return keep_between(table, first + shape->skip_first_s, NAN, err);
}

enum status shape_apply(const struct shape *shape, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < shape->n_renames; i++) {
        status = apply_rename(&shape->renames[i], table, err);
    }
    for (size_t i = 0; status == OK && i < shape->n_melts; i++) {
        status = apply_melt(&shape->melts[i], table, err);
    }
    for (size_t i = 0; status == OK && i < shape->n_names; i++) {
        status = apply_names(&shape->names[i], table, err);
    }
    for (size_t i = 0; status == OK && i < shape->n_joins; i++) {
        status = shape_apply_join(&shape->joins[i], table, err);
    }
    bool bounded = !isnan(shape->since_s) || !isnan(shape->until_s);
    return status == OK && bounded && table->rows > 0
               ? keep_between(table, shape->since_s, shape->until_s, err)
               : status;
}
