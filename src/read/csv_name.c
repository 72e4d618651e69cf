#include "read/csv_name.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "read/csv_figures.h"
#include "table/tidy.h"

char *csv_name(const char *name, size_t number, enum unit *unit, struct error *err)
{
    struct text numbered = {0};
    char *found = tidy_name_in_seconds(name, unit, err);
    if (found != NULL || err->text[0] != '\0') {
        return found;
    }
    if (name[0] == '\0') {
        text_print(&numbered, err, "column_%zu", number);
        return numbered.bytes;
    }
    return tidy_lower_name(name, err);
}

/* Whether a column of that name has its values as they are: it has no unit, or is in seconds as ours are. */
static bool has_own_name(const struct csv_column *column)
{
    const char *end = strrchr(column->written, '_');
    return column->form.unit == NO_UNIT ||
           (column->form.unit == SECONDS && end != NULL && strcmp(end, "_s") == 0);
}

enum status csv_name_keep_case(struct csv_schema *schema, struct csv_column *column, struct error *err)
{
    struct csv_column *other = csv_figures_find(schema, column->name);
    struct csv_column *both[] = {other, column};
    bool twins = other != NULL && strcasecmp(other->written, column->written) == 0 && has_own_name(other) &&
                 has_own_name(column);
    for (size_t i = 0; twins && i < 2; i++) {
        char *name = text_copy(both[i]->written, strlen(both[i]->written), err);
        if (name == NULL) {
            return BAD_SERVICE;
        }
        free(both[i]->name);
        both[i]->name = name;
    }
    return OK;
}
