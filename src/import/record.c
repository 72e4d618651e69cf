#include "import/record.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/number.h"
#include "table/tidy.h"

enum { SHOWN = 40 }; /* bytes of a bad value that a message shows */

enum status record_add_columns(struct table *table, const struct record_column *columns, size_t n,
                               struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        size_t index;
        status = table_add_column(table, columns[i].name, columns[i].kind, &index, err);
    }
    return status;
}

/* Of published rows failures are taken from the requests that were measured. */
static enum status check_counts(const struct table *table, const struct input *input, struct error *err)
{
    const struct column *n = table_find_column(table, tidy_published_n);
    for (size_t row = 0; n != NULL && n->kind == MEASURE && row < table->rows; row++) {
        if (n->values[row] < 0) {
            return error_set(err, BAD_DATA,
                             "%s: found %.10g more failures than requests in row %zu, expected fewer",
                             input->name, -n->values[row], row + 1);
        }
    }
    return OK;
}

enum status record_finish(struct table *table, const struct input *input, struct error *err)
{
    if (table->rows + table->passed == 0) {
        return error_set(err, BAD_DATA, "%s: found no measurement, expected at least one", input->name);
    }
    table_drop_columns(table, NULL);
    return check_counts(table, input, err);
}

enum status record_set_text(struct table *table, size_t column, const char *text, size_t n,
                            const struct place *place, struct error *err)
{
    struct error why = {{0}};
    enum status status = n == 0 ? OK : table_set_text(table, column, text, n, &why);
    if (status == BAD_DATA) {
        return error_at(err, place, "%s", why.text);
    }
    return status == OK ? OK : error_set(err, status, "%s", why.text);
}

/* Columns that tell what a row is, which a stranger's tag of the same name must not. */
static const char *without_meaning(const char *name)
{
    return strcasecmp(name, "quality") == 0    ? "tag_quality"
           : strcasecmp(name, "censored") == 0 ? "tag_censored"
           : strcasecmp(name, "success") == 0  ? "tag_success"
           : name[0] == '\0'                   ? "tag"
                                               : name;
}

enum status record_set_tag(struct table *table, const char *tag, const char *text, size_t n,
                           const struct place *place, struct error *err)
{
    const char *name = without_meaning(tag);
    struct column *column = table_find_exactly(table, name);
    size_t index = column == NULL ? table->n_columns : (size_t)(column - table->columns);
    if (column == NULL && table->n_columns >= MOST_TAGS) {
        return error_at(err, place, "found the tag '%.*s', expected at most %d different ones", SHOWN, name,
                        MOST_TAGS);
    }
    if (column != NULL && column->kind == MEASURE) {
        return error_at(err, place, "found the tag '%.*s', which is the name of a measure", SHOWN, name);
    }
    enum status status = column == NULL ? table_add_column(table, name, FACTOR, &index, err) : OK;
    return status == OK ? record_set_text(table, index, text, n, place, err) : status;
}

enum status record_judge(const struct record_sink *sink, enum status status, struct error *row_error,
                         struct error *err)
{
    if (status == BAD_DATA && sink->options->lenient) {
        return import_skip(sink->log, row_error, err);
    }
    return status == OK ? OK : error_set(err, status, "%s", row_error->text);
}

/* ---- numbers in text ---- */

enum status record_parse_number(const char *text, size_t n, const struct place *place, double *number,
                                struct error *err)
{
    return number_parse(text, n, number)
               ? OK
               : error_at(err, place, "found '%.*s', expected a number", n > SHOWN ? SHOWN : (int)n, text);
}

enum status record_parse_time(const char *text, size_t n, enum unit unit, const struct place *place,
                              double *seconds, struct error *err)
{
    int shown = n > SHOWN ? SHOWN : (int)n;
    if (!unit_parse_seconds(text, n, unit, seconds)) {
        return error_at(err, place, "found '%.*s', expected a number", shown, text);
    }
    return *seconds < 0
               ? error_at(err, place, "found '%.*s', expected a time that is not negative", shown, text)
               : OK;
}
