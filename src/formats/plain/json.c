/*
 * JSON that is no tool's own: records, as an array or a line each; columns, rows with their names, and what
 * else pandas' to_json writes; numbers in lists. Read as a CSV of the same would be.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "formats/plain/json_rows.h"
#include "formats/plain/json_shape.h"
#include "formats/plain/json_values.h"
#include "import/json_members.h"
#include "read/blocks.h"

/* ---- one document ---- */

static enum status walk_array(struct json_rows *rows, const struct json_spot *array, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(array->value); i++) {
        struct json_spot element = json_element(array, i);
        status = json_rows_add(rows, &element, err);
    }
    return status;
}

/* {"LABEL": {...}, ...}: the labels are a column, unless they count from 0. */
static enum status walk_labelled(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    const char *key;
    json_t *value;
    json_object_foreach(shape->rows.value, key, value)
    {
        struct json_spot member = json_member(&shape->rows, key);
        status = shape->counts ? OK : records_set_text(&rows->row, "index", key, strlen(key), err);
        status = status == OK ? json_rows_add(rows, &member, err) : status;
        records_row_cut(&rows->row, 0);
        if (status != OK) {
            break;
        }
    }
    return status;
}

/* {"NAME": [...], ...}, and single values that are the same for all rows. */
static enum status walk_columns(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    size_t mark = rows->row.n;
    for (size_t i = 0; status == OK && i < shape->length; i++) {
        const char *key;
        json_t *value;
        json_object_foreach(shape->rows.value, key, value)
        {
            if (status == OK && json_is_array(value)) {
                status = json_rows_set(rows, key, json_array_get(value, i), err);
            }
        }
        status = status == OK ? json_rows_end(rows, &shape->rows, err) : status;
        records_row_cut(&rows->row, mark);
    }
    return status;
}

/* {"NAME": {"LABEL": value, ...}, ...}, every column with the same labels. */
static enum status walk_column_objects(struct json_rows *rows, const struct json_shape *shape,
                                       struct error *err)
{
    enum status status = OK;
    const char *label, *name;
    json_t *first = json_object_iter_value(json_object_iter(shape->rows.value)), *ignored, *column;
    json_object_foreach(first, label, ignored)
    {
        status = shape->counts ? OK : records_set_text(&rows->row, "index", label, strlen(label), err);
        json_object_foreach(shape->rows.value, name, column)
        {
            const json_t *value = json_object_get(column, label);
            if (status == OK && value != NULL) {
                status = json_rows_set(rows, name, value, err);
            }
        }
        status = status == OK ? json_rows_end(rows, &shape->rows, err) : status;
        records_row_cut(&rows->row, 0);
        if (status != OK) {
            break;
        }
    }
    return status;
}

/* The name of the i-th cell of a row that is an array. */
static enum status name_cell(const struct json_shape *shape, size_t i, struct text *name, struct error *err)
{
    const json_t *given = json_array_get(shape->names, i);
    const char *text = json_string_value(given);
    if (text != NULL) {
        return text_append(name, text, strlen(text), err);
    }
    return json_is_integer(given) ? text_print(name, err, "%" JSON_INTEGER_FORMAT, json_integer_value(given))
                                  : text_print(name, err, "column_%zu", i + 1);
}

static enum status set_cells(struct json_rows *rows, const struct json_shape *shape,
                             const struct json_spot *row, struct error *err)
{
    size_t n = json_array_size(row->value);
    enum status status = OK;
    if (!json_is_array(row->value) || n != shape->length) {
        return json_spot_error(row, err, "found %zu cells, expected %zu", n, shape->length);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct text name = {0};
        struct error why = {{0}};
        struct json_spot cell = json_element(row, i);
        status = name_cell(shape, i, &name, err);
        if (status == OK) {
            status = json_rows_set(rows, name.bytes, cell.value, &why);
            status = json_spot_judge(&cell, status, &why, err);
        }
        text_release(&name);
    }
    return status;
}

/* [[cell, ...], ...] */
static enum status walk_table(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    for (size_t i = shape->first; status == OK && i < json_array_size(shape->rows.value); i++) {
        struct json_spot row = json_element(&shape->rows, i);
        const json_t *label = json_array_get(shape->index, i);
        if (label != NULL && !shape->counts) {
            status = json_rows_set(rows, "index", label, err);
        }
        status = status == OK ? set_cells(rows, shape, &row, err) : status;
        status = status == OK ? json_rows_end(rows, &row, err) : status;
        records_row_cut(&rows->row, 0);
    }
    return status;
}

static bool is_list(const json_t *member)
{
    return json_is_array(member);
}

static enum status walk(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    rows->passed = shape->rows.value;
    rows->dropped = shape->dropped;
    rows->unfolds = shape->kind == JSON_COLUMNS ? is_list : NULL;
    rows->row.factors = true;
    for (size_t i = 0; status == OK && i < shape->n_outer; i++) {
        status = json_rows_set_members(rows, "", shape->outer[i], err);
    }
    rows->row.factors = false;
    rows->unfolds = NULL;
    if (status != OK) {
        return status;
    }
    switch (shape->kind) {
    case JSON_RECORDS:
        return walk_array(rows, &shape->rows, err);
    case JSON_LABELLED:
        return walk_labelled(rows, shape, err);
    case JSON_COLUMNS:
        return walk_columns(rows, shape, err);
    case JSON_COLUMN_OBJECTS:
        return walk_column_objects(rows, shape, err);
    case JSON_TABLE:
        return walk_table(rows, shape, err);
    case JSON_RECORD:
        return json_rows_add(rows, &shape->rows, err);
    case JSON_VALUES:
        break; /* have no names */
    }
    abort();
}

/* Has the rows given twice: for the columns, and for the table. */
static enum status read_rows(const struct json_shape *shape, const struct record_sink *sink,
                             struct error *err)
{
    struct records records = {.shortens = true};
    struct json_rows rows = {.row = {.records = &records, .file = shape->rows.file->name}, .sink = sink};
    enum status status = walk(&rows, shape, err);
    records_row_cut(&rows.row, 0);
    if (status == OK) {
        status = records_decide(&records, sink->options, rows.row.file, err);
    }
    if (status == OK) {
        status = csv_table_add_columns(&records.schema, sink->table, err);
    }
    if (status == OK) {
        rows.row.table = sink->table;
        status = walk(&rows, shape, err);
    }
    records_row_release(&rows.row);
    records_release(&records);
    return status;
}

static enum status take_document(const struct json_spot *root, const struct record_sink *sink,
                                 struct error *err)
{
    struct json_shape shape = {0};
    enum status status = json_shape_find(&shape, root, err);
    if (status != OK) {
        return status;
    }
    return shape.kind == JSON_VALUES ? json_values_read(root, sink, err) : read_rows(&shape, sink, err);
}

/* ---- a record a line ---- */

static enum status take_line(const struct json_spot *value, const struct record_sink *sink, struct error *err)
{
    /* What is wrong is judged by who has the line. */
    struct import_options strict = *sink->options;
    strict.lenient = false;
    const struct record_sink strictly = {.options = &strict, .table = sink->table, .log = sink->log};
    struct json_rows rows = {
        .row = {.records = sink->context, .table = sink->table, .file = value->file->name},
        .sink = &strictly};
    enum status status = json_rows_add(&rows, value, err);
    records_row_release(&rows.row);
    return status;
}

/* The columns by the lines in the first bytes of the file; what is no JSON is told of when it is read. */
static enum status sample_lines(const char *bytes, size_t n, struct records *records,
                                const struct record_sink *sink, struct error *err)
{
    struct import_options lenient = *sink->options;
    lenient.lenient = true;
    const struct record_sink forgiving = {.options = &lenient, .context = records};
    struct json_rows rows = {.row = {.records = records, .file = ""}, .sink = &forgiving};
    enum status status = OK;
    const char *end = bytes + n;
    for (const char *feed; status == OK && bytes < end; bytes = feed + 1) {
        feed = memchr(bytes, '\n', (size_t)(end - bytes));
        feed = feed == NULL ? end : feed;
        struct json_file file;
        struct error why = {{0}};
        enum status found = json_file_parse(&file, "", 1, bytes, (size_t)(feed - bytes), &why);
        if (found == OK) {
            struct json_spot root = json_root(&file);
            status = json_rows_add(&rows, &root, err);
            records_row_cut(&rows.row, 0);
        } else {
            status = error_forgive(found, &why, err);
        }
        json_file_release(&file);
    }
    records_row_release(&rows.row);
    return status;
}

/* The columns that the schema has and somebody asks for, as the table is to have them; caller frees. */
static enum status list_columns(const struct csv_schema *schema, struct record_column **columns, size_t *n,
                                struct error *err)
{
    *n = 0;
    *columns = calloc(schema->n + 1, sizeof **columns);
    if (*columns == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < schema->n; i++) {
        if (!schema->columns[i].skipped) {
            (*columns)[(*n)++] = (struct record_column){schema->columns[i].name, schema->columns[i].kind};
        }
    }
    return OK;
}

static enum status read_lines(struct input *input, const char *sample, size_t n,
                              const struct import_options *options, struct table *table,
                              struct import_log *log, struct error *err)
{
    struct records records = {.shortens = true};
    struct record_column *columns = NULL;
    size_t n_columns = 0;
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    enum status status = sample_lines(sample, n, &records, &sink, err);
    if (status == OK) {
        status = records_decide(&records, options, input->name, err);
    }
    if (status == OK) {
        status = list_columns(&records.schema, &columns, &n_columns, err);
    }
    if (status == OK) {
        const struct json_format format = {
            .columns = columns, .n_columns = n_columns, .take = take_line, .context = &records};
        status = json_lines_read(input, &format, options, table, log, err);
    }
    free(columns);
    records_release(&records);
    return status;
}

/* ---- which of them ---- */

/* Whether the first line is an object by itself, and more follows. */
static enum status find_lines(const char *bytes, size_t n, bool *lines, struct error *err)
{
    const char *end = bytes + n;
    while (bytes < end && isspace((unsigned char)*bytes)) {
        bytes++;
    }
    const char *feed = memchr(bytes, '\n', (size_t)(end - bytes)), *rest = feed;
    while (rest != NULL && rest < end && isspace((unsigned char)*rest)) {
        rest++;
    }
    *lines = false;
    if (rest == NULL || rest == end || *bytes != '{') {
        return OK;
    }
    json_t *value = NULL;
    json_error_t why;
    enum status status = json_load(bytes, (size_t)(feed - bytes), 0, &value, &why, err);
    *lines = status == OK && json_is_object(value);
    json_decref(value);
    return status;
}

enum { LINES_SAMPLED = 4 * SAMPLE_BYTES };

static enum status read_json(struct input *input, const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    static const struct json_format document = {.take = take_document};
    const char *bytes;
    char *sample = NULL;
    size_t n;
    bool lines = false;
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = input_peek(input, LINES_SAMPLED, &bytes, &n, err);
    }
    if (status == OK) {
        status = find_lines(bytes, n, &lines, err);
    }
    if (status != OK || !lines) {
        return status == OK ? json_document_read(input, &document, options, table, log, err) : status;
    }
    /* Whole lines only, which stay when the input is read on. */
    n = n < LINES_SAMPLED ? n : (size_t)((const char *)memrchr(bytes, '\n', n) - bytes);
    sample = text_copy(bytes, n, err);
    status = sample == NULL ? BAD_SERVICE : read_lines(input, sample, n, options, table, log, err);
    free(sample);
    return status;
}

/* What begins like JSON and goes on so: a log's "[INFO]" and a formula's "[x]" do not. */
static enum match probe_json(const char *bytes, size_t n)
{
    bool object = json_looks_like(bytes, n, '{', NULL, 0);
    if (!object && !json_looks_like(bytes, n, '[', NULL, 0)) {
        return NO_MATCH;
    }
    const char *end = bytes + n, *c = memchr(bytes, object ? '{' : '[', n);
    do {
        c++;
    } while (c < end && (isspace((unsigned char)*c) || (!object && *c == '[')));
    if (c == end) {
        return n < 4 ? NO_MATCH : MAY_MATCH;
    }
    if (object) {
        return *c == '"' || *c == '}' ? MAY_MATCH : NO_MATCH;
    }
    const char *token = c;
    while (c < end && *c != '\0' && strchr(", ]\t\r\n", *c) == NULL) {
        c++;
    }
    size_t length = (size_t)(c - token);
    double number;
    bool word = (length == 4 && (memcmp(token, "null", 4) == 0 || memcmp(token, "true", 4) == 0)) ||
                (length == 5 && memcmp(token, "false", 5) == 0);
    return word || length == 0 || *token == '{' || *token == '"' || number_parse(token, length, &number)
               ? MAY_MATCH
               : NO_MATCH;
}

const struct importer formats_json = {
    .name = "json",
    .writes = "JSON of any tool: records, a record a line, columns, lists of numbers",
    .signs = "being JSON that no other format claims",
    .quality = EXACT,
    .probe = probe_json,
    .read = read_json,
};
