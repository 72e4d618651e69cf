#include "read/csv_served.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "read/csv_figures.h"

/* The closest first: a log stream, a pod and a host can outlive an instance, and serve several at a time. A
 * generator of load is no `worker` here, as the requests of one are not served by it. */
static const char *const names[] = {"instanceid", "containerid", "sandboxid",     "vmid",
                                    "instance",   "container",   "podname",       "podid",
                                    "pod",        "logstream",   "logstreamname", "hostname"};

/* Whether the name, behind the last dot and without gaps, is that. */
static bool is_called(const char *written, const char *name)
{
    const char *dot = strrchr(written, '.');
    for (written = dot == NULL ? written : dot + 1; *written != '\0'; written++) {
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

/* Whether an option names the column, or a step of its shaping does. */
static bool is_asked(const char *name, const struct import_options *options)
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

/* Whether an option makes a column `environment` of something else. */
static bool is_made(const struct import_options *options)
{
    const struct shape *shape = options->shape;
    bool found = false;
    for (size_t i = 0; i < options->set.n; i++) {
        found |= strcmp(options->set.rows[i].column, "environment") == 0;
    }
    for (size_t i = 0; shape != NULL && i < shape->n_renames; i++) {
        found |= strcmp(shape->renames[i].to, "environment") == 0;
    }
    return found;
}

enum status csv_served_name(struct csv_schema *schema, const struct import_options *options,
                            struct error *err)
{
    struct csv_column *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof names / sizeof *names; i++) {
        for (size_t c = 0; found == NULL && c < schema->n; c++) {
            struct csv_column *column = &schema->columns[c];
            size_t n = strlen(names[i]); /* an id is a label, numbers or not */
            bool may_tell = column->kind == FACTOR || strcmp(names[i] + n - 2, "id") == 0;
            bool tells = may_tell && column->seen.cells > 0 && column->form.style == CELLS_PLAIN;
            found = tells && is_called(column->written, names[i]) ? column : NULL;
        }
    }
    if (found == NULL || schema->published || csv_figures_find(schema, "environment") != NULL ||
        is_made(options) || is_asked(found->name, options) || is_asked(found->written, options)) {
        return OK;
    }
    char *name = text_copy("environment", strlen("environment"), err);
    if (name == NULL) {
        return BAD_SERVICE;
    }
    free(found->name);
    found->name = name;
    found->kind = FACTOR;
    found->serves = true;
    return OK;
}
