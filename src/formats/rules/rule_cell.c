#include "formats/rules/rule_cell.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/rules/rule_path.h"
#include "import/json_members.h"

enum { SHOWN = 40 }; /* bytes of a bad value that a message shows */

/* What fills a hole is neither null nor an empty text. */
static bool find_in_hole(const struct json_filled *value, struct rule_cell *cell)
{
    cell->number = value->kind == JSON_KIND_TEXT ? NULL : value;
    cell->text = value->kind == JSON_KIND_TEXT ? value->text : NULL;
    cell->n = value->n;
    return value->text != NULL;
}

bool rule_cell_find(const struct rule_source *source, const struct rule_path *path, struct rule_cell *cell)
{
    const struct rule_known *known = source->known == NULL ? NULL : &source->known[path->number];
    cell->value = NULL;
    cell->number = NULL;
    cell->text = NULL;
    cell->n = 0;
    if (known != NULL && known->is_hole) {
        return find_in_hole(&source->values[known->hole], cell);
    }
    if (source->record != NULL) {
        cell->text = csv_record_field(source->record, path->field, &cell->n);
        return cell->text != NULL;
    }
    cell->value = known != NULL ? known->value : rule_path_find(path, source->bound);
    if (cell->value == NULL || json_is_null(cell->value)) {
        return false;
    }
    cell->text = json_string_value(cell->value);
    cell->n = json_string_length(cell->value);
    return cell->text == NULL || cell->n > 0;
}

const struct rule_path *rule_cell_find_any(const struct rule_source *source, const struct rule_path *paths,
                                           size_t n, struct rule_cell *cell)
{
    for (size_t i = 0; i < n; i++) {
        if (rule_cell_find(source, &paths[i], cell)) {
            return &paths[i];
        }
    }
    return NULL;
}

bool rule_cell_spell(struct rule_cell *cell)
{
    if (cell->text != NULL) {
        return true;
    }
    if (json_is_boolean(cell->value)) {
        cell->text = json_is_true(cell->value) ? "true" : "false";
        cell->n = strlen(cell->text);
    } else if (json_is_number(cell->value)) {
        cell->n = number_write(json_number_value(cell->value), cell->digits);
        cell->digits[cell->n] = '\0';
        cell->text = cell->digits;
    }
    return cell->text != NULL;
}

struct place rule_cell_place(const struct rule_source *source, const struct rule_path *path)
{
    return source->record != NULL
               ? csv_record_place(source->record, path->field)
               : (struct place){source->bound[0]->file->name, source->bound[0]->file->first_line, 0};
}

enum status rule_cell_error(const struct rule_source *source, const struct rule_path *path, struct error *err,
                            const char *format, ...)
{
    char text[sizeof err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (source->known != NULL) {
        return error_set(err, BAD_DATA, "%s", text);
    }
    if (source->record != NULL) {
        struct place place = csv_record_place(source->record, path->field);
        return error_at(err, &place, "%s", text);
    }
    struct json_spot spots[RULE_STEPS];
    return json_spot_error(rule_path_spot(path, source->bound, spots), err, "%s", text);
}

enum status rule_cell_number(const struct rule_source *source, const struct rule_path *path,
                             const struct rule_cell *cell, enum unit unit, double *number, struct error *err)
{
    if (cell->number != NULL) {
        *number = unit_seconds_of_decimal(cell->number->number, unit);
        return OK;
    }
    if (cell->value != NULL && json_is_number(cell->value)) {
        *number = json_seconds(cell->value, unit);
        return OK;
    }
    if (cell->text == NULL) {
        return rule_cell_error(source, path, err, "found no number in '%.40s', expected one", path->text);
    }
    /* JSON in JSON, as bodies are, has the quotes of a text. */
    size_t quoted =
        cell->value != NULL && cell->n > 2 && cell->text[0] == '"' && cell->text[cell->n - 1] == '"';
    int shown = cell->n > SHOWN ? SHOWN : (int)cell->n;
    if (unit_parse_seconds(cell->text + quoted, cell->n - 2 * quoted, unit, number)) {
        return OK;
    }
    return cell->value == NULL
               ? rule_cell_error(source, path, err, "found '%.*s', expected a number", shown, cell->text)
               : rule_cell_error(source, path, err, "found '%.*s' in '%.40s', expected a number", shown,
                                 cell->text, path->text);
}

/* ---- tests ---- */

static bool is_any(const struct rule_test *test, const char *text, size_t n)
{
    for (size_t i = 0; i < test->n; i++) {
        size_t length = strlen(test->texts[i]);
        if (test->kind == RULE_CONTAINS ? memmem(text, n, test->texts[i], length) != NULL
                                        : n == length && memcmp(text, test->texts[i], n) == 0) {
            return true;
        }
    }
    return false;
}

static bool holds(const struct rule_source *source, const struct rule_test *test)
{
    struct rule_cell cell, other;
    bool found = rule_cell_find(source, &test->path, &cell);
    if (test->kind == RULE_EXISTS || !found) {
        return found && test->kind == RULE_EXISTS;
    }
    if (!rule_cell_spell(&cell)) {
        return false;
    }
    if (test->kind == RULE_DIFFERS) {
        return !rule_cell_find(source, &test->other, &other) || !rule_cell_spell(&other) ||
               strcmp(cell.text, other.text) != 0;
    }
    return is_any(test, cell.text, cell.n);
}

bool rule_cell_passes(const struct rule_source *source, const struct rule_tests *tests)
{
    for (size_t i = 0; i < tests->n; i++) {
        if (holds(source, &tests->rows[i]) == tests->rows[i].negated) {
            return false;
        }
    }
    return true;
}
