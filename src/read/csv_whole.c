#include "read/csv_whole.h"

#include <stdlib.h>

#include "import/unfold.h"
#include "read/csv_alias.h"
#include "read/csv_figures.h"

void csv_whole_free_sides(const struct csv_schema *schema)
{
    struct csv_column *sides[] = {csv_figures_find(schema, "cold"), csv_figures_find(schema, "warm")};
    for (size_t i = 0; i < 2; i++) {
        const struct cells_seen *seen = sides[i] == NULL ? NULL : &sides[i]->seen;
        if (seen == NULL || seen->cells == 0 || seen->countable < seen->cells || seen->dates > 0 ||
            (seen->numbers == seen->cells && seen->least >= 0 && seen->most <= 1 && seen->fractions == 0)) {
            return;
        }
    }
    sides[0]->known = false;
}

enum status csv_whole_find(struct csv_schema *schema, const struct import_options *options, struct error *err)
{
    bool any = false;
    const char **names = calloc(schema->n, sizeof *names);
    enum column_kind *kinds = calloc(schema->n, sizeof *kinds);
    for (size_t i = 0; names != NULL && kinds != NULL && i < schema->n; i++) {
        names[i] = schema->columns[i].name;
        kinds[i] = schema->columns[i].kind;
        any |= unfold_uses(names[i]) && csv_alias_is_asked(names[i], options);
    }
    bool has = names != NULL && kinds != NULL;
    schema->unfolds = has && !any && !schema->published && unfold_may(names, kinds, schema->n);
    schema->is_whole |= schema->unfolds;
    free(names);
    free(kinds);
    return has ? OK : error_no_memory(err);
}
