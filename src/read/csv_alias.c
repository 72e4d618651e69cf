#include "read/csv_alias.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "read/csv_figures.h"

bool csv_alias_is(const char *written, const char *name)
{
    const char *dot = strrchr(written, '.');
    for (written = dot == NULL ? written : dot + 1; *written != '\0' && strchr("([", *written) == NULL;
         written++) {
        if (*written == '_' || *written == '-' || *written == ' ') {
            continue;
        }
        if (tolower((unsigned char)*written) != *name) {
            return false;
        }
        name++;
    }
    return *name == '\0';
}

bool csv_alias_is_asked(const char *name, const struct import_options *options)
{
    const struct shape *shape = options->shape;
    bool found = false;
    for (size_t i = 0; i < options->n_asked; i++) {
        found |= strcasecmp(options->asked[i], name) == 0;
    }
    for (size_t i = 0; i < options->where.n; i++) {
        found |= strcasecmp(options->where.rows[i].column, name) == 0;
    }
    for (size_t i = 0; shape != NULL && i < shape->n_renames; i++) {
        found |= strcasecmp(shape->renames[i].from, name) == 0;
    }
    for (size_t i = 0; shape != NULL && i < shape->n_joins; i++) {
        found |= strcasecmp(shape->joins[i].key, name) == 0;
    }
    for (size_t i = 0; shape != NULL && i < shape->n_names; i++) {
        found |= strcasecmp(shape->names[i].column, name) == 0;
    }
    return found;
}

/* Whether an option makes a column of that name of something else. */
static bool is_made(const char *name, const struct import_options *options)
{
    const struct shape *shape = options->shape;
    bool found = false;
    for (size_t i = 0; i < options->set.n; i++) {
        found |= strcmp(options->set.rows[i].column, name) == 0;
    }
    for (size_t i = 0; shape != NULL && i < shape->n_renames; i++) {
        found |= strcmp(shape->renames[i].to, name) == 0;
    }
    return found;
}

enum status csv_alias_give(struct csv_schema *schema, struct csv_column *column, const char *name,
                           const struct import_options *options, struct error *err)
{
    if (schema->published || csv_figures_find(schema, name) != NULL || is_made(name, options) ||
        csv_alias_is_asked(column->name, options) || csv_alias_is_asked(column->written, options)) {
        return OK;
    }
    char *copy = text_copy(name, strlen(name), err);
    if (copy == NULL) {
        return BAD_SERVICE;
    }
    free(column->name);
    column->name = copy;
    column->kind = FACTOR;
    column->known = true;
    column->lowest = -INFINITY;
    column->form = (struct cell_form){.unit = NO_UNIT, .zone_s = column->form.zone_s};
    column->is_alias = true;
    return OK;
}
