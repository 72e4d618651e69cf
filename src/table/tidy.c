#include "table/tidy.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

const char tidy_published_n[] = "published_n";

/* In the order in which a tidy dump has them. */
static const struct known {
    const char *name;
    enum column_kind kind;
} known_columns[] = {
    {"experiment", FACTOR}, {"model", FACTOR},      {"memory_mb", FACTOR},    {"request", MEASURE},
    {"start_s", MEASURE},   {"latency_s", MEASURE}, {"inference_s", MEASURE}, {"duration_s", MEASURE},
    {"billed_ms", MEASURE}, {"init_s", MEASURE},    {"restore_s", MEASURE},   {"max_memory_mb", MEASURE},
    {"status", FACTOR},     {"error", FACTOR},      {"cold", FACTOR},         {"censored", FACTOR},
    {"quality", FACTOR},    {"path", FACTOR},       {"bucket_n", MEASURE},    {tidy_published_n, MEASURE},
    {"failed_n", MEASURE},
};
enum { KNOWN = sizeof known_columns / sizeof *known_columns };

/* A name that ends in one of these holds quantities. */
static const char *const units[] = {"_usd_per_ms", "_s",   "_ms",    "_us",    "_ns",
                                    "_mb",         "_usd", "_bytes", "_per_s", "_per_ms"};
static const char *const published_figures[] = {"_mean", "_population_sd", "_sd"};

/* What is left of the name's length before its unit; all of it when it has none. */
static size_t stem_length(const char *name)
{
    size_t n = strlen(name), stem = n;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]);
        if (n > unit && strcmp(name + n - unit, units[i]) == 0 && n - unit < stem) {
            stem = n - unit;
        }
    }
    return stem;
}

bool tidy_kind(const char *name, enum column_kind *kind)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(name, known_columns[i].name) == 0) {
            *kind = known_columns[i].kind;
            return true;
        }
    }
    *kind = MEASURE;
    return stem_length(name) < strlen(name);
}

char *tidy_published_name(const char *measure, const char *figure, struct error *err)
{
    struct text name = {0};
    size_t stem = stem_length(measure);
    text_print(&name, err, "%.*s_%s%s", (int)stem, measure, figure, measure + stem);
    return name.bytes;
}

char *tidy_measure_of_mean(const char *name, struct error *err)
{
    static const char mean[] = "_mean";
    size_t stem = stem_length(name), n = sizeof mean - 1;
    if (stem <= n || strncmp(name + stem - n, mean, n) != 0) {
        return NULL;
    }
    struct text measure = {0};
    text_print(&measure, err, "%.*s%s", (int)(stem - n), name, name + stem);
    return measure.bytes;
}

bool tidy_is_published(const char *name)
{
    size_t stem = stem_length(name);
    for (size_t i = 0; i < sizeof published_figures / sizeof *published_figures; i++) {
        size_t n = strlen(published_figures[i]);
        if (stem > n && strncmp(name + stem - n, published_figures[i], n) == 0) {
            return true;
        }
    }
    return strcmp(name, tidy_published_n) == 0;
}

void csv_write_cell(FILE *stream, const char *text)
{
    size_t n = strlen(text);
    bool plain = strcspn(text, ",\"\r\n") == n && (n == 0 || (text[0] != ' ' && text[n - 1] != ' '));
    if (plain && text[0] != '#') { /* a reader would take it for a comment */
        fwrite(text, 1, n, stream);
    } else {
        csv_fwrite(stream, text, n);
    }
}

/* A lone column's missing value is written out, because a reader skips an empty line. */
static void write_value(const struct column *column, size_t row, bool alone, FILE *stream)
{
    if (column->kind == FACTOR) {
        const char *text = column_text(column, row);
        csv_write_cell(stream, text != NULL ? text : alone ? "NA" : "");
    } else if (isnan(column->values[row])) {
        fputs(alone ? "NA" : "", stream);
    } else {
        char text[NUMBER_TEXT];
        size_t n = number_write(column->values[row], text);
        fwrite(text, 1, n, stream);
    }
}

/* The table's columns in the order of the dump; caller frees. */
static const struct column **order_columns(const struct table *table, struct error *err)
{
    const struct column **ordered = calloc(table->n_columns + 1, sizeof *ordered);
    if (ordered == NULL) {
        error_no_memory(err);
        return NULL;
    }
    size_t n = 0;
    for (size_t i = 0; i < KNOWN; i++) {
        const struct column *column = table_find_column(table, known_columns[i].name);
        if (column != NULL) {
            ordered[n++] = column;
        }
    }
    size_t n_known = n;
    for (size_t i = 0; i < table->n_columns; i++) {
        bool placed = false;
        for (size_t k = 0; k < n_known; k++) {
            placed |= ordered[k] == &table->columns[i];
        }
        if (!placed) {
            ordered[n++] = &table->columns[i];
        }
    }
    return ordered;
}

enum status tidy_write(const struct table *table, FILE *stream, struct error *err)
{
    const struct column **columns = order_columns(table, err);
    if (columns == NULL) {
        return BAD_SERVICE;
    }
    size_t n = table->n_columns;
    for (size_t i = 0; i < n; i++) {
        csv_write_cell(stream, columns[i]->name);
        putc(i + 1 < n ? ',' : '\n', stream);
    }
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t i = 0; i < n; i++) {
            write_value(columns[i], row, n == 1, stream);
            putc(i + 1 < n ? ',' : '\n', stream);
        }
    }
    free(columns);
    return ferror(stream) ? error_set(err, BAD_SERVICE, "cannot write the dump: %s", strerror(errno)) : OK;
}
