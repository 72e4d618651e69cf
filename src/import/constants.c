#include "import/constants.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"
#include "table/tidy.h"

enum status constants_add_value(struct constants *constants, const char *column, const char *value,
                                struct error *err)
{
    struct constant *grown =
        array_reserve(constants->rows, &constants->capacity, constants->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    constants->rows = grown;
    struct constant *added = &grown[constants->n];
    *added = (struct constant){.value = value};
    added->column = text_copy(column, strlen(column), err);
    if (added->column == NULL) {
        return BAD_SERVICE;
    }
    constants->n++;
    if (!tidy_kind(added->column, &added->kind)) {
        added->kind = FACTOR;
    }
    return added->kind == FACTOR || number_parse(added->value, strlen(added->value), &added->number)
               ? OK
               : error_set(err, BAD_USAGE, "--set %.40s: found '%.40s', expected a number", added->column,
                           added->value);
}

enum status constants_add(struct constants *constants, const char *text, struct error *err)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals[1] == '\0') {
        return error_set(err, BAD_USAGE,
                         "--set: found '%.40s', expected COLUMN=VALUE, such as model=resnet50", text);
    }
    char *column = text_copy(text, (size_t)(equals - text), err);
    enum status status =
        column == NULL ? BAD_SERVICE : constants_add_value(constants, column, equals + 1, err);
    free(column);
    return status;
}

enum status constants_copy(const struct constants *from, struct constants *to, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n; i++) {
        status = constants_add_value(to, from->rows[i].column, from->rows[i].value, err);
    }
    return status;
}

bool constants_insist(const struct constants *constants)
{
    for (size_t i = 0; i < constants->n; i++) {
        if (!constants->rows[i].yields) {
            return true;
        }
    }
    return false;
}

void constants_release(struct constants *constants)
{
    for (size_t i = 0; i < constants->n; i++) {
        free(constants->rows[i].column);
    }
    free(constants->rows);
    *constants = (struct constants){0};
}

enum status constants_set(const struct constants *constants, const char *file, struct table *table,
                          struct error *err)
{
    for (size_t i = 0; i < constants->n; i++) {
        const struct constant *constant = &constants->rows[i];
        bool is_there = table_find_column(table, constant->column) != NULL;
        if (is_there && constant->yields) {
            continue;
        }
        if (is_there) {
            return error_set(err, BAD_USAGE, "--set %.40s: %s has that column already", constant->column,
                             file);
        }
        enum status status = constant->kind == MEASURE
                                 ? table_add_constant_number(table, constant->column, constant->number, err)
                                 : table_add_constant_text(table, constant->column, constant->value, err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}
