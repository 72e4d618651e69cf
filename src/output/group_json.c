#include "output/group_json.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

json_t *json_finite(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

json_t *json_factor(const char *text)
{
    double number;
    char shortest[NUMBER_TEXT];
    if (text == NULL) {
        return json_null();
    }
    if (!number_parse(text, strlen(text), &number) ||
        (number_write(number, shortest), strcmp(shortest, text) != 0)) {
        return json_string(text);
    }
    bool whole = number == floor(number) && fabs(number) < 1e15;
    return whole ? json_integer((json_int_t)number) : json_real(number);
}

json_t *group_json(const struct grouping *grouping, const struct group *group)
{
    json_t *object = json_object();
    for (size_t i = 0; object != NULL && i < grouping->n_by; i++) {
        json_t *value = json_factor(group_text(grouping, group, i));
        if (json_object_set_new(object, grouping->by[i]->name, value) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

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
