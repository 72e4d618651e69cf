#include <math.h>
#include <string.h>

#include "base/text.h"
#include "table/select.h"

enum { MOST_NAMED = 12 }; /* values that are listed, of many the first */

static bool has_value(const struct dictionary *dictionary, const struct condition *condition)
{
    for (size_t i = 0; i < dictionary->n; i++) {
        bool same = isnan(condition->number) ? strcmp(dictionary->texts[i], condition->value) == 0
                                             : dictionary->numbers[i] == condition->number;
        if (same) {
            return true;
        }
    }
    return false;
}

/* Whether the condition asks for values of which the column has none. */
static bool asks_in_vain(const struct condition *condition, const struct column *column)
{
    const struct dictionary *dictionary = &column->dictionary;
    if (condition->relation == EQUAL) {
        return condition->value[0] != '\0' && !has_value(dictionary, condition);
    }
    bool found = condition->relation != AMONG;
    for (size_t i = 0; i < condition->n_among && !found; i++) {
        found = has_value(dictionary, &condition->among[i]);
    }
    return !found;
}

static enum status list_values(const struct condition *condition, const struct dictionary *dictionary,
                               struct error *err)
{
    struct text list = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < dictionary->n && i < MOST_NAMED; i++) {
        status = text_print(&list, err, "%s%.40s", i == 0 ? "" : ", ", dictionary->texts[i]);
    }
    if (status == OK && dictionary->n > MOST_NAMED) {
        status = text_print(&list, err, " and %zu more", dictionary->n - MOST_NAMED);
    }
    const char *nearest =
        condition->relation != EQUAL
            ? NULL
            : text_nearest(condition->value, (const char *const *)dictionary->texts, dictionary->n);
    if (status == OK) {
        status = error_set(err, BAD_DATA, "condition '%.80s': no row has that; %s%s%s%.40s has %s",
                           condition->text, nearest == NULL ? "" : "did you mean '",
                           nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'? ", condition->column,
                           list.bytes);
    }
    text_release(&list);
    return status;
}

enum status table_check_values(const struct table *table, const struct conditions *conditions,
                               struct error *err)
{
    for (size_t i = 0; i < conditions->n; i++) {
        const struct condition *condition = &conditions->rows[i];
        const struct column *column = table_find_column(table, condition->column);
        bool has_texts = column != NULL && column->kind == FACTOR && column->dictionary.n > 0;
        if (has_texts && asks_in_vain(condition, column)) {
            return list_values(condition, &column->dictionary, err);
        }
    }
    return OK;
}
