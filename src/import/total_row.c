#include "import/total_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool total_row_says(const char *cell)
{
    static const char *const totals[] = {"total", "totals", "grand total", "aggregated", "overall",
                                         "all",   "sum",    "average",     "mean",       "global",
                                         "avg",   "Gesamt", "RAZEM",       "ИТОГО",      "TOPLAM",
                                         "총계",  "总体",   "總計",        "合計"}; /* JMeter's */
    size_t i = 0;
    while (i < sizeof totals / sizeof *totals && strcasecmp(cell, totals[i]) != 0) {
        i++;
    }
    return i < sizeof totals / sizeof *totals;
}

/* ---- figures one below the other ---- */

enum figure { NO_FIGURE, MIDDLE, PERCENTILE, SPREAD, END };

static enum figure find_word(const char *text)
{
    static const struct {
        const char *word;
        enum figure figure;
    } words[] = {{"mean", MIDDLE},  {"average", MIDDLE}, {"avg", MIDDLE}, {"median", MIDDLE},
                 {"count", SPREAD}, {"std", SPREAD},     {"sd", SPREAD},  {"stddev", SPREAD},
                 {"stdev", SPREAD}, {"min", END},        {"max", END}};
    bool named = *text == 'p';
    size_t digits = strspn(text + named, "0123456789.");
    if (digits > 0 &&
        strcmp(text + named + digits, named ? "" : "%") == 0) { /* p3 may be a machine, 25% a load */
        return named && strtod(text + named, NULL) >= 50 ? PERCENTILE : SPREAD;
    }
    size_t i = 0;
    while (i < sizeof words / sizeof *words && strcasecmp(text, words[i].word) != 0) {
        i++;
    }
    return i < sizeof words / sizeof *words ? words[i].figure : NO_FIGURE;
}

bool total_row_may_say(const char *cell)
{
    return total_row_says(cell) || find_word(cell) != NO_FIGURE;
}

/* Whether each row has the name of a figure: a percentile and another one, or a middle and others. */
static bool has_figures(const struct table *table, const struct column *column)
{
    enum { FEWEST = 2, MOST = 64 };
    bool is_there[END + 1] = {false};
    if (column->kind != FACTOR || column->dictionary.n < FEWEST || column->dictionary.n > MOST) {
        return false;
    }
    for (uint32_t code = 1; code <= column->dictionary.n; code++) {
        is_there[find_word(column->dictionary.texts[code - 1])] = true;
    }
    bool all = !is_there[NO_FIGURE];
    for (size_t row = 0; all && row < table->rows; row++) {
        all = column_code(column, row) != 0;
    }
    return all && (is_there[PERCENTILE] || (is_there[MIDDLE] && is_there[SPREAD]));
}

static enum status refuse_figures(const struct table *table, const char *file, struct error *err)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (has_figures(table, &table->columns[i])) {
            return error_set(err, BAD_DATA,
                             "%s: found figures one below the other in column '%.40s', such as '%.40s', "
                             "expected requests, or a column for each figure",
                             file, table->columns[i].name, column_text(&table->columns[i], 0));
        }
    }
    return OK;
}

/* ---- a last row ---- */

/* The factor whose last cell says that, and no other cell has it; NULL: none. */
static const struct column *find_label(const struct table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        const char *text = column->kind == FACTOR ? column_text(column, table->rows - 1) : NULL;
        bool once = text != NULL && total_row_says(text);
        uint32_t code = once ? column_code(column, table->rows - 1) : 0;
        for (size_t row = 0; once && row + 1 < table->rows; row++) {
            once = column_code(column, row) != code;
        }
        if (once) {
            return column;
        }
    }
    return NULL;
}

/* As far as a figure that was rounded to be read can tell. */
static bool are_near(double a, double b)
{
    return fabs(a - b) <= 0.005 * fabs(b);
}

/* What the column's last number is of those before it; NULL: nothing. */
static const char *find_figure(const double *values, size_t n)
{
    double sum = 0, least = INFINITY, most = -INFINITY, last = values[n];
    size_t count = 0;
    for (size_t row = 0; row < n; row++) {
        if (!isnan(values[row])) {
            sum += values[row];
            least = fmin(least, values[row]);
            most = fmax(most, values[row]);
            count++;
        }
    }
    return count < 2                             ? NULL
           : are_near(last, sum)                 ? "sum"
           : are_near(last, sum / (double)count) ? "mean"
           : last == (double)count               ? "count"
           : are_near(last, least)               ? "least"
           : are_near(last, most)                ? "most"
                                                 : NULL;
}

/* What the first of the last row's numbers is, where each is something; NULL: that it is no total. */
static const char *find_figures(const struct table *table)
{
    const char *first = NULL;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        if (column->kind == MEASURE && !isnan(column->values[table->rows - 1])) {
            const char *figure = find_figure(column->values, table->rows - 1);
            first = first == NULL ? figure : first;
            if (figure == NULL) {
                return NULL;
            }
        }
    }
    return first;
}

/* Whether a condition is about the column; `asks`: one that says which values it is to have, and so whether
 * the total is among them. */
static bool has_condition(const struct conditions *where, const char *column, bool asks)
{
    bool has = false;
    for (size_t i = 0; i < where->n; i++) {
        enum relation relation = where->rows[i].relation;
        has |= strcasecmp(where->rows[i].column, column) == 0 &&
               (!asks || relation == EQUAL || relation == LIKE || relation == AMONG);
    }
    return has;
}

bool total_row_is_settled(const struct conditions *where, const char *column, const char *word)
{
    bool settled = has_condition(where, column, true);
    for (size_t i = 0; i < where->n; i++) {
        const struct condition *row = &where->rows[i];
        bool drops = (row->relation == DIFFERENT && strcmp(row->value, word) == 0) ||
                     (row->relation == UNLIKE && regexec(row->pattern, word, 0, NULL, 0) == 0);
        settled |= drops && strcasecmp(row->column, column) == 0;
    }
    return settled;
}

enum status total_row_drop(struct table *table, const char *file, const struct conditions *where,
                           struct text *note, struct error *err)
{
    if (table->rows < 2 || table_find_column(table, "quality") != NULL) {
        return OK;
    }
    enum status status = refuse_figures(table, file, err);
    const struct column *label = status == OK ? find_label(table) : NULL;
    if (label == NULL) {
        return status;
    }
    const char *text = column_text(label, table->rows - 1), *figure = find_figures(table);
    if (has_condition(where, label->name, figure != NULL)) {
        return OK;
    }
    if (figure == NULL) {
        return text_print(note, err,
                          "%s: the last row has '%.40s' in column '%.40s', but not the numbers of a total: "
                          "taken for a request; --where '%.40s!=%.40s' leaves it out",
                          file, text, label->name, label->name, text);
    }
    status = text_print(note, err,
                        "%s: the last row, with '%.40s' in column '%.40s', has the %s of the "
                        "others: left out; --where '%.40s~.' keeps it",
                        file, text, label->name, figure, label->name);
    uint8_t *keep = status == OK ? malloc(table->rows) : NULL;
    if (keep == NULL) {
        return status == OK ? error_no_memory(err) : status;
    }
    memset(keep, 1, table->rows);
    keep[table->rows - 1] = 0;
    status = table_keep_rows(table, keep, err);
    free(keep);
    return status;
}
