#include "output/group_name.h"

#include <stdbool.h>
#include <string.h>

enum status group_name(const struct grouping *grouping, const struct group *group, struct text *name,
                       struct error *err)
{
    enum status status = grouping->n_by == 0 ? text_print(name, err, "all") : OK;
    for (size_t i = 0; status == OK && i < grouping->n_by; i++) {
        const char *text = group_text(grouping, group, i);
        bool bare = text != NULL && strcmp(text, "true") != 0 && strcmp(text, "false") != 0;
        status = bare ? text_print(name, err, "%s%s", i == 0 ? "" : ", ", text)
                      : text_print(name, err, "%s%s=%s", i == 0 ? "" : ", ", grouping->by[i]->name,
                                   text == NULL ? "NA" : text);
    }
    return status;
}
