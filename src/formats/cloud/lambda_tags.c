#include "formats/cloud/lambda_tags.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/tidy.h"

/* Whether all texts of a column are numbers, and one of them has decimals. */
static bool has_numbers(const struct column *column, bool *has_decimals)
{
    const struct dictionary *texts = &column->dictionary;
    *has_decimals = false;
    for (size_t i = 0; i < texts->n; i++) {
        if (isnan(texts->numbers[i])) {
            return false;
        }
        *has_decimals |= texts->numbers[i] != floor(texts->numbers[i]);
    }
    return true;
}

/* The first `own` columns are those of every request, whose names no tag has in any case. */
static enum status add_column(const struct column *from, struct lambda_tag *tag, size_t own,
                              struct table *table, struct error *err)
{
    bool has_decimals, is_number = has_numbers(from, &has_decimals);
    struct error why = {{0}};
    char *in_seconds = is_number ? tidy_name_in_seconds(from->name, &tag->unit, &why) : NULL;
    if (why.text[0] != '\0') {
        return error_set(err, BAD_SERVICE, "%s", why.text);
    }
    const char *name = in_seconds == NULL ? from->name : in_seconds;
    char *longer = NULL;
    const struct column *other = table_find_column(table, name);
    bool is_own = other != NULL && other < table->columns + own;
    if ((is_own || table_find_exactly(table, name) != NULL) && asprintf(&longer, "tag_%s", name) < 0) {
        free(in_seconds);
        return error_no_memory(err);
    }
    enum column_kind kind = in_seconds != NULL || (is_number && has_decimals) ? MEASURE : FACTOR;
    enum status status = table_add_column(table, longer == NULL ? name : longer, kind, &tag->column, err);
    free(longer);
    free(in_seconds);
    return status;
}

enum status lambda_tags_init(struct lambda_tags *tags, const struct table *from, struct table *table,
                             struct error *err)
{
    size_t own = table->n_columns;
    *tags = (struct lambda_tags){from, calloc(from->n_columns + 1, sizeof *tags->to)};
    enum status status = tags->to == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < from->n_columns; i++) {
        status = add_column(&from->columns[i], &tags->to[i], own, table, err);
    }
    return status;
}

enum status lambda_tags_set(const struct lambda_tags *tags, size_t from, struct table *table, size_t row,
                            struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < tags->from->n_columns; i++) {
        const struct lambda_tag *tag = &tags->to[i];
        const char *text = column_text(&tags->from->columns[i], from);
        double number;
        if (text == NULL) {
            continue;
        }
        if (table->columns[tag->column].kind == FACTOR) {
            status = table_set_text_at(table, row, tag->column, text, strlen(text), err);
        } else if (unit_parse_seconds(text, strlen(text), tag->unit, &number)) {
            table->columns[tag->column].values[row] = number;
        }
    }
    return status;
}

void lambda_tags_release(struct lambda_tags *tags)
{
    free(tags->to);
    *tags = (struct lambda_tags){0};
}
