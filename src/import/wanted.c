#include "import/wanted.h"

#include <strings.h>

#include "table/tidy.h"

static bool is_among(const char *name, const char *const *names, size_t n)
{
    size_t i = 0;
    while (i < n && strcasecmp(name, names[i]) != 0) {
        i++;
    }
    return i < n;
}

bool import_wants(const struct import_wanted *wanted, const char *name, enum column_kind kind)
{
    bool asked = is_among(name, wanted->measures, wanted->n_measures) ||
                 is_among(name, wanted->named, wanted->n_named) ||
                 is_among(name, wanted->others, wanted->n_others) || tidy_is_count(name) ||
                 (wanted->factors && kind == FACTOR);
    for (size_t i = 0; i < wanted->n_measures && !asked; i++) {
        struct tidy_figure figure;
        asked = tidy_is_figure_of(name, wanted->measures[i], &figure);
    }
    return asked;
}

static bool is_set(const struct import_wanted *wanted, const char *name)
{
    bool is = false;
    for (size_t i = 0; !is && wanted->set != NULL && i < wanted->set->n; i++) {
        is = strcasecmp(name, wanted->set->rows[i].column) == 0;
    }
    return is;
}

bool import_chooses(const struct import_wanted *wanted, bool (*has)(const void *context, const char *name),
                    const void *context)
{
    bool all = wanted->n_measures > 0;
    for (size_t i = 0; all && i < wanted->n_measures; i++) {
        all = has(context, wanted->measures[i]) || is_set(wanted, wanted->measures[i]);
    }
    for (size_t i = 0; all && i < wanted->n_named; i++) {
        all = has(context, wanted->named[i]) || is_set(wanted, wanted->named[i]);
    }
    return all;
}
