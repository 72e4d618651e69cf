#include "figure/script.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/version.h"
#include "figure/kind.h"

/* In the width of a figure: of the caption's font, and of the title's. */
enum { CAPTION_COLUMNS = 122, TITLE_COLUMNS = 84 };

enum status script_string(struct text *script, const char *text, struct error *err)
{
    /* gnuplot 5.4 takes a doubled quote at the very beginning for an empty string, so leading quotes go
     * apart. */
    size_t leading = strspn(text, "'");
    enum status status = OK;
    if (leading > 0) {
        status = text_print(script, err, "\"%.*s\".", (int)leading, text);
    }
    if (status == OK) {
        status = text_append(script, "'", 1, err);
    }
    for (const char *c = text + leading; status == OK && *c != '\0'; c++) {
        if (*c == '\'') {
            status = text_append(script, "''", 2, err);
        } else { /* a newline would end the command, and what follows it would be run */
            size_t unsafe = text_unsafe_bytes(c, strnlen(c, 3)); /* "]]>" would end the text of an SVG */
            bool ends = c[0] == '>' && c - text > 1 && c[-1] == ']' && c[-2] == ']';
            status = text_append(script, unsafe > 0 ? " " : ends ? " >" : c, ends ? 2 : 1, err);
            c += unsafe > 0 ? unsafe - 1 : 0;
        }
    }
    return status == OK ? text_append(script, "'", 1, err) : status;
}

/* A string of at most so many columns; what is cut off leaves an ellipsis. */
static enum status cut_string(struct text *script, const char *text, size_t columns, struct error *err)
{
    struct text cut = {0};
    size_t fits = text_columns_bytes(text, columns);
    if (text[fits] == '\0') {
        return script_string(script, text, err);
    }
    enum status status = text_print(&cut, err, "%.*s…", (int)text_columns_bytes(text, columns - 1), text);
    status = status == OK ? script_string(script, cut.bytes, err) : status;
    text_release(&cut);
    return status;
}

/* A comment is one line. */
static enum status comment(struct text *script, const char *what, const char *text, struct error *err)
{
    enum status status = text_print(script, err, "# %s", what);
    for (const char *c = text; status == OK && *c != '\0'; c++) {
        status = text_append(script, text_unsafe_bytes(c, 1) > 0 || *c == '\\' ? " " : c, 1, err);
    }
    return status == OK ? text_append(script, "\n", 1, err) : status;
}

static enum status string_variable(struct text *script, const char *name, const char *text, struct error *err)
{
    enum status status = text_print(script, err, "%s = ", name);
    if (status != OK) {
        return status;
    }
    status = cut_string(script, text == NULL ? "" : text, TITLE_COLUMNS, err);
    return status == OK ? text_append(script, "\n", 1, err) : status;
}

static enum status number(struct text *script, double value, struct error *err)
{
    char text[NUMBER_TEXT];
    return isnan(value) ? text_append(script, "NaN", 3, err)
                        : text_append(script, text, number_write(value, text), err);
}

/* ---- the parts of a script ---- */

static enum status write_head(const struct figure_spec *figure, const struct provenance *provenance,
                              struct text *script, struct error *err)
{
    enum status status = comment(script, "", figure->title, err);
    if (status == OK) {
        status = text_print(script, err, "# drawn by faastat %s; 'gnuplot %s.gp' draws it again\n",
                            version_number, figure->id);
    }
    if (status == OK) {
        status = comment(script, "figure file: ", provenance->figure_file, err);
    }
    for (size_t i = 0; status == OK && i < provenance->n_inputs; i++) {
        status = comment(script, "input: ", provenance->inputs[i], err);
    }
    return status;
}

/* One line of the caption: as many words as fit, at least one. */
static size_t line_length(const char *text)
{
    size_t fits = 0;
    for (size_t end = 0; text[end] != '\0';) {
        end += strspn(text + end, " ");
        end += strcspn(text + end, " ");
        if (fits > 0 && end > CAPTION_COLUMNS) {
            break;
        }
        fits = end;
    }
    return fits;
}

static enum status write_caption(const struct figure_spec *figure, const struct plot *plot,
                                 struct text *script, struct error *err)
{
    struct text all = {0}, lines = {0};
    size_t n = 0;
    enum status status = text_print(&all, err, "%s%s", figure->caption == NULL ? "" : figure->caption,
                                    plot->facts.bytes == NULL ? "" : plot->facts.bytes);
    const char *rest = status == OK ? all.bytes + strspn(all.bytes, " ") : "";
    while (status == OK && *rest != '\0') {
        size_t length = line_length(rest);
        char *line = text_copy(rest, length, err);
        status = line == NULL ? BAD_SERVICE : text_append(&lines, n > 0 ? ", " : "", n > 0 ? 2 : 0, err);
        if (status == OK) {
            status = script_string(&lines, line, err);
        }
        free(line);
        n++;
        rest += length;
        rest += strspn(rest, " ");
    }
    if (status == OK) {
        status = n == 0 ? text_print(script, err, "caption_lines = 0\n")
                        : text_print(script, err, "caption_lines = %zu\narray caption[%zu] = [%s]\n", n, n,
                                     lines.bytes);
    }
    text_release(&all);
    text_release(&lines);
    return status;
}

/* Series on the y axis come before those on y2, because gnuplot's loop can't choose an axis. */
static const struct series **order_series(const struct plot *plot, size_t *on_y, struct error *err)
{
    const struct series **ordered = calloc(plot->n + 1, sizeof *ordered);
    if (ordered == NULL) {
        error_no_memory(err);
        return NULL;
    }
    size_t n = 0;
    for (int y2 = 0; y2 <= 1; y2++) {
        for (size_t i = 0; i < plot->n; i++) {
            if (plot->series[i].spec->on_y2 == (y2 == 1)) {
                ordered[n++] = &plot->series[i];
            }
        }
        *on_y = y2 == 0 ? n : *on_y;
    }
    return ordered;
}

/* Whether there is anything to draw of its bars or its band. */
static bool is_bounded(const struct series *series)
{
    for (size_t p = 0; p < series->n; p++) {
        if (!isnan(series->points[p].low) && !isnan(series->points[p].high)) {
            return true;
        }
    }
    return false;
}

static enum status write_series(const struct series **series, size_t n, size_t on_y, struct text *script,
                                struct error *err)
{
    enum status status =
        text_print(script, err,
                   "series = %zu      # the first series_y on the y axis, the others on y2\n"
                   "series_y = %zu\n"
                   "array label[%zu]\narray color[%zu]\narray style[%zu]\narray bounded[%zu]\n",
                   n, on_y, n, n, n, n);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        status = text_print(script, err,
                            "color[%zu] = '%s'; style[%zu] = %zu; bounded[%zu] = %d; label[%zu] = ", i + 1,
                            series[i]->rgb, i + 1, series[i]->style, i + 1, is_bounded(series[i]), i + 1);
        if (status == OK) {
            status = script_string(script, series[i]->label, err);
        }
        if (status == OK) {
            status = text_append(script, "\n", 1, err);
        }
    }
    return status;
}

static size_t count_columns(const char *columns)
{
    size_t n = 1;
    for (const char *c = columns; *c != '\0'; c++) {
        n += *c == ' ';
    }
    return n;
}

static double point_value(const struct point *point, size_t column)
{
    const double first[] = {point->x, point->y, point->low, point->high};
    enum { FIRST = sizeof first / sizeof *first };
    return column < FIRST ? first[column] : point->more[column - FIRST];
}

static enum status write_points(const struct series **series, size_t n, const char *columns,
                                struct text *script, struct error *err)
{
    enum status status = text_print(script, err, "# %s; a series is a block\n$data << EOD\n", columns);
    size_t n_values = count_columns(columns);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = text_print(script, err, "%s", i > 0 ? "\n\n" : "");
        for (size_t p = 0; status == OK && p < series[i]->n; p++) {
            for (size_t v = 0; status == OK && v < n_values; v++) {
                status = number(script, point_value(&series[i]->points[p], v), err);
                if (status == OK) {
                    status = text_append(script, v + 1 < n_values ? " " : "\n", 1, err);
                }
            }
        }
    }
    return status == OK ? text_print(script, err, "EOD\n") : status;
}

/* The least, or the largest, number of each column, NaN where there is none: gnuplot's own `stats` fails
 * then. */
static enum status write_ends(const struct series **series, size_t n, size_t n_values, bool least,
                              struct text *script, struct error *err)
{
    enum status status = text_print(script, err, "array %s[%zu] = [", least ? "least" : "most", n_values);
    for (size_t v = 0; status == OK && v < n_values; v++) {
        double end = NAN;
        for (size_t i = 0; i < n; i++) {
            for (size_t p = 0; p < series[i]->n; p++) {
                double value = point_value(&series[i]->points[p], v);
                end = least ? fmin(end, value) : fmax(end, value); /* which pass over NaN */
            }
        }
        status = v > 0 ? text_append(script, ", ", 2, err) : OK;
        status = status == OK ? number(script, end, err) : status;
    }
    return status == OK ? text_append(script, "]\n", 2, err) : status;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The different places on the x axis of the first `n` series, when there are few enough to mark each. */
static enum status write_ticks(const struct series **series, size_t n, struct text *script, struct error *err)
{
    enum { MOST_TICKS = 12 };
    double ticks[MOST_TICKS] = {0};
    size_t found = 0;
    for (size_t i = 0; i < n && found <= MOST_TICKS; i++) {
        for (size_t p = 0; p < series[i]->n && found <= MOST_TICKS; p++) {
            bool known = false;
            for (size_t t = 0; t < found; t++) {
                known |= ticks[t] == series[i]->points[p].x;
            }
            if (!known && found < MOST_TICKS) {
                ticks[found] = series[i]->points[p].x;
            }
            found += !known;
        }
    }
    found = found > MOST_TICKS ? 0 : found;
    qsort(ticks, found, sizeof *ticks, compare_numbers);
    enum status status = text_print(script, err, "ticks = %zu", found);
    if (status != OK) {
        return status;
    }
    for (size_t t = 0; status == OK && t < found; t++) {
        status =
            t == 0 ? text_print(script, err, "\narray tick[%zu] = [", found) : text_print(script, err, ", ");
        if (status == OK) {
            status = number(script, ticks[t], err);
        }
    }
    return status == OK ? text_print(script, err, found > 0 ? "]\n" : "\n") : status;
}

enum status script_write(const struct figure_spec *figure, const struct plot *plot,
                         const struct provenance *provenance, const char *const templates[2],
                         struct text *script, struct error *err)
{
    const struct {
        const char *name, *text;
    } strings[] = {{"id", figure->id},           {"title", figure->title},       {"x_label", figure->x.label},
                   {"y_label", figure->y.label}, {"y2_label", figure->y2.label}, {"x_scale", figure->x.scale},
                   {"y_scale", figure->y.scale}};
    size_t on_y = 0;
    const struct figure_kind *kind = figure_find_kind(figure->kind);
    const struct series **series = order_series(plot, &on_y, err);
    enum status status = series == NULL ? BAD_SERVICE : write_head(figure, provenance, script, err);
    for (size_t i = 0; status == OK && i < sizeof strings / sizeof *strings; i++) {
        status = string_variable(script, strings[i].name, strings[i].text, err);
    }
    if (status == OK) {
        status = write_caption(figure, plot, script, err);
    }
    if (status == OK) {
        status = write_series(series, plot->n, on_y, script, err);
    }
    if (status == OK) {
        status = write_ticks(series, on_y, script, err);
    }
    for (size_t i = 0; status == OK && i < 2; i++) {
        status = write_ends(series, plot->n, count_columns(kind->columns), i == 0, script, err);
    }
    if (status == OK && kind->tall.least > 0) {
        size_t tall = kind->tall.head + kind->tall.each * plot->n;
        status = text_print(script, err, "tall = %zu      # pixels\n%s",
                            tall < kind->tall.least ? kind->tall.least : tall,
                            kind->tall.each > 0 ? "key_rows = 1\n" : "");
    }
    if (status == OK) {
        status = write_points(series, plot->n, kind->columns, script, err);
    }
    for (size_t i = 0; status == OK && i < 2; i++) {
        status = text_print(script, err, "\n%s", templates[i]);
    }
    free(series);
    return status;
}
