#include "read/csv_memory.h"

#include "read/csv_alias.h"

static const char *const names[] = {"memorysize",
                                    "memorysizemb",
                                    "memorysizeinmb",
                                    "memorylimit",
                                    "memorylimitmb",
                                    "memorylimitinmb",
                                    "memory",
                                    "memorymb",
                                    "memoryinmb",
                                    "memoryconfig",
                                    "configuredmemory",
                                    "allocatedmemory",
                                    "allocatedmemorymb",
                                    "memoryallocated",
                                    "provisionedmemory",
                                    "functionmemory",
                                    "lambdamemory",
                                    "mem",
                                    "memmb",
                                    "memsize",
                                    "ram",
                                    "rammb",
                                    "ramsize"};

/* Of what can be configured: in MB, from the least that any cloud gives a function to the most. */
static const double least_mb = 64, most_mb = 65536;

enum { MOST_SIZES = 12 };

static bool may_be_configured(const struct csv_column *column)
{
    const struct cells_seen *seen = &column->seen;
    return column->kind == MEASURE && column->form.style == CELLS_PLAIN && seen->cells > 0 &&
           seen->numbers == seen->cells && seen->fractions == 0 && cells_are_few(seen, MOST_SIZES) &&
           seen->least >= least_mb && seen->most <= most_mb;
}

enum status csv_memory_name(struct csv_schema *schema, const struct import_options *options,
                            struct error *err)
{
    struct csv_column *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof names / sizeof *names; i++) {
        for (size_t c = 0; found == NULL && c < schema->n; c++) {
            struct csv_column *column = &schema->columns[c];
            found = csv_alias_is(column->written, names[i]) && may_be_configured(column) ? column : NULL;
        }
    }
    if (found == NULL) {
        return OK;
    }
    found->is_number = true;
    return csv_alias_give(schema, found, "memory_mb", options, err);
}
