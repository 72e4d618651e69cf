#include "import/explain.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/terminal.h"
#include "table/tidy.h"

/* How many rows have a value, and which is the first of these. */
static size_t count_values(const struct column *column, size_t rows, size_t *first)
{
    size_t n = 0;
    for (size_t row = rows; row-- > 0;) {
        bool has = column->kind == FACTOR ? column_text(column, row) != NULL : !isnan(column->values[row]);
        *first = has ? row : *first;
        n += has;
    }
    return n;
}

/* A value, cut, with blanks to a column of them. */
static enum status tell_value(const struct column *column, size_t row, struct text *text, struct error *err)
{
    enum { SHOWN = 24, WIDTH = 12 };
    char number[NUMBER_TEXT];
    const char *value = column->kind == FACTOR ? column_text(column, row) : number;
    if (column->kind == MEASURE) {
        number[number_write(column->values[row], number)] = '\0';
    }
    struct span shown = {value, text_columns_bytes(value, SHOWN)};
    const char *cut = value[shown.n] == '\0' ? "" : "...";
    size_t width = text_span_width(shown) + strlen(cut);
    return text_print(text, err, "%.*s%s%*s  ", (int)shown.n, value, cut,
                      width < WIDTH ? (int)(WIDTH - width) : 0, "");
}

static const char *kind_of(const struct column *column)
{
    static const struct {
        const char *end, *kind;
    } units[] = {{"_per_s", "number a second"},
                 {"_s", "time in s"},
                 {"_ms", "time in ms"},
                 {"_mb", "size in MB"},
                 {"_usd", "cost in USD"}};
    size_t n = strlen(column->name);
    for (size_t i = 0; column->kind == MEASURE && i < sizeof units / sizeof *units; i++) {
        size_t end = strlen(units[i].end);
        if (n > end && strcmp(column->name + n - end, units[i].end) == 0) {
            return units[i].kind;
        }
    }
    return column->kind == MEASURE ? "number" : "text";
}

enum status explain_tell(struct explain_told *told, const char *column, const char *from, struct error *err)
{
    enum status status = text_append(&told->pairs, column, strlen(column) + 1, err);
    return status == OK ? text_append(&told->pairs, from, strlen(from) + 1, err) : status;
}

/* Whether a row is of that column; its name may have a * for any text. */
static bool is_of(const struct explain_row *row, const char *column)
{
    const char *star = strchr(row->column, '*');
    size_t before = star == NULL ? 0 : (size_t)(star - row->column), n = strlen(column);
    size_t behind = star == NULL ? 0 : strlen(star + 1);
    return star == NULL ? strcmp(row->column, column) == 0
                        : n >= before + behind && strncmp(row->column, column, before) == 0 &&
                              strcmp(star + 1, column + n - behind) == 0;
}

static enum status tell_origin(const struct explain_known *known, const char *column, struct text *text,
                               struct error *err)
{
    const char *from = "", *at = known->told.pairs.bytes;
    for (const struct explain_row *row = known->rows; row != NULL && row->column != NULL && *from == '\0';
         row++) {
        from = is_of(row, column) ? row->from : from;
    }
    for (size_t i = 0; i < known->told.pairs.n;) {
        const char *behind = at + i + strlen(at + i) + 1;
        from = strcmp(at + i, column) == 0 ? behind : from;
        i = (size_t)(behind - at) + strlen(behind) + 1;
    }
    size_t before = text->n;
    enum status status =
        known->origin.tell == NULL ? OK : known->origin.tell(known->origin.context, column, text, err);
    return status == OK && text->n == before ? text_append(text, from, strlen(from), err) : status;
}

enum status explain_columns(const struct table *table, const struct explain_known *known, char **lines,
                            struct error *err)
{
    struct text text = {0};
    enum status status = text_print(&text, err, "  %-20s  %8s  %-15s  %-12s  %s\n", "column", "values",
                                    "kind", "first", "from");
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        size_t first = 0, begin = text.n, n = count_values(column, table->rows, &first);
        if (n == 0) {
            continue;
        }
        status = text_print(&text, err, "  %-20s  %8zu  %-15s  ", column->name, n, kind_of(column));
        status = status == OK ? tell_value(column, first, &text, err) : status;
        status = status == OK ? tell_origin(known, column->name, &text, err) : status;
        terminal_clean(&text, begin);
        while (text.n > 0 && text.bytes[text.n - 1] == ' ') {
            text.n--;
        }
        status = status == OK ? text_append(&text, "\n", 1, err) : status;
    }
    *lines = text.bytes;
    return status;
}
