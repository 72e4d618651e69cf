#include "read/csv_served.h"

#include <string.h>

#include "read/csv_alias.h"

/* The closest first: a log stream, a pod and a host can outlive an instance, and serve several at a time. A
 * generator of load is no `worker` here, as the requests of one are not served by it. */
static const char *const names[] = {"instanceid", "containerid", "sandboxid",     "vmid",
                                    "instance",   "container",   "podname",       "podid",
                                    "pod",        "logstream",   "logstreamname", "hostname"};

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
            found = tells && csv_alias_is(column->written, names[i]) ? column : NULL;
        }
    }
    return found == NULL ? OK : csv_alias_give(schema, found, "environment", options, err);
}
