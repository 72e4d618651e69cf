#include "import/bare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/tidy.h"

enum status bare_measure_init(struct bare_measure *measure, const struct import_options *options,
                              struct error *err)
{
    const char *name = options->measure != NULL   ? options->measure
                       : options->columns != NULL ? options->columns
                                                  : "value";
    *measure = (struct bare_measure){.unit = NO_UNIT};
    measure->name = tidy_name_in_seconds(name, &measure->unit, err);
    if (measure->name == NULL && err->text[0] == '\0') {
        measure->name = text_copy(name, strlen(name), err);
    }
    if (measure->name == NULL) {
        return BAD_SERVICE;
    }
    measure->lowest = tidy_is_never_negative(measure->name) ? 0 : -INFINITY;
    return OK;
}

enum status bare_measure_in_seconds(struct bare_measure *measure, struct error *err)
{
    size_t n = strlen(measure->name);
    struct text name = {0};
    if (n > 2 && strcmp(measure->name + n - 2, "_s") == 0) {
        return OK;
    }
    if (text_print(&name, err, "%s_s", measure->name) != OK) {
        return BAD_SERVICE;
    }
    free(measure->name);
    measure->name = name.bytes;
    return OK;
}

void bare_measure_release(struct bare_measure *measure)
{
    free(measure->name);
    *measure = (struct bare_measure){0};
}
