#include "figure/script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/version.h"
#include "figure/caption.h"
#include "figure/facet.h"
#include "figure/kind.h"
#include "figure/script_points.h"
#include "figure/size.h"

/* In the usual width of a figure. */
enum { TITLE_COLUMNS = 84 };

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

static enum status string_variable(struct text *script, const char *name, const char *text, size_t columns,
                                   struct error *err)
{
    enum status status = text_print(script, err, "%s = ", name);
    if (status != OK) {
        return status;
    }
    status = cut_string(script, text == NULL ? "" : text, columns, err);
    return status == OK ? text_append(script, "\n", 1, err) : status;
}

/* A text that is too long for one line of a figure that has a size stands in two, as NAME_lines says. */
static enum status two_lines(struct text *script, const char *name, const char *text, size_t columns,
                             struct error *err)
{
    const char *rest = text + caption_line(text, columns);
    rest += strspn(rest, " ");
    if (*rest == '\0') {
        return string_variable(script, name, text, columns, err);
    }
    char *first = text_copy(text, caption_line(text, columns), err);
    enum status status =
        first == NULL ? BAD_SERVICE : text_print(script, err, "%s_lines = 2; %s = ", name, name);
    if (status == OK) {
        status = cut_string(script, first, columns, err);
    }
    if (status == OK) {
        status = text_print(script, err, ".\"\\n\".");
    }
    if (status == OK) {
        status = cut_string(script, rest, columns, err);
    }
    free(first);
    return status == OK ? text_append(script, "\n", 1, err) : status;
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

static enum status write_caption(const struct figure_spec *figure, const struct plot *plot,
                                 struct text *script, struct error *err)
{
    struct text all = {0}, lines = {0};
    size_t n = 0;
    enum status status = caption_make(figure, plot, &all, err);
    const char *rest = status == OK ? all.bytes + strspn(all.bytes, " ") : "";
    if (status == OK && !caption_has_room(figure, rest)) {
        status = comment(script, "the caption has no room: ", rest, err);
        rest = "";
    }
    while (status == OK && *rest != '\0') {
        size_t length = caption_line(rest, caption_columns(figure));
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
    enum status status = text_print(script, err,
                                    "series = %zu      # the first series_y on the y axis, the others on y2\n"
                                    "series_y = %zu\n"
                                    "array label[%zu]\narray wide[%zu] # columns of each label\n"
                                    "array color[%zu]\narray style[%zu]\narray bounded[%zu]\n",
                                    n, on_y, n, n, n, n, n);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        bool told = n == 1 && series[i]->spec->label == NULL && series[i]->value == NULL; /* by the axis */
        const char *label = told ? "" : series[i]->label;
        status = text_print(
            script, err,
            "color[%zu] = '%s'; style[%zu] = %zu; bounded[%zu] = %d; wide[%zu] = %zu; label[%zu] = ", i + 1,
            series[i]->rgb, i + 1, series[i]->style, i + 1, is_bounded(series[i]), i + 1, text_width(label),
            i + 1);
        if (status == OK) {
            status = script_string(script, label, err);
        }
        if (status == OK) {
            status = text_append(script, "\n", 1, err);
        }
    }
    return status;
}

/* Where the line of each series ends. */
static enum status write_line_ends(const struct series **series, size_t n, struct text *script,
                                   struct error *err)
{
    enum status status = OK;
    for (size_t v = 0; status == OK && v < 2; v++) {
        status = text_print(script, err, "array end_%c[%zu] = [", v == 0 ? 'x' : 'y', n);
        for (size_t i = 0; status == OK && i < n; i++) {
            size_t last = series[i]->n; /* which has at least one with two coordinates */
            while (last > 1 &&
                   (isnan(series[i]->points[last - 1].x) || isnan(series[i]->points[last - 1].y))) {
                last--;
            }
            status = i > 0 ? text_append(script, ", ", 2, err) : OK;
            status =
                status == OK
                    ? script_number(
                          script, v == 0 ? series[i]->points[last - 1].x : series[i]->points[last - 1].y, err)
                    : status;
        }
        status = status == OK ? text_append(script, "]\n", 2, err) : status;
    }
    return status;
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
            status = script_number(script, ticks[t], err);
        }
    }
    return status == OK ? text_print(script, err, found > 0 ? "]\n" : "\n") : status;
}

static enum status write_texts(const struct figure_spec *figure, struct text *script, struct error *err)
{
    struct dots dots = size_dots(&figure->size);
    const bool sized = size_is_given(&figure->size);
    const double around = 120, column = 7.5; /* dots: of axes, title and legend; of a letter */
    size_t wide = size_columns(&figure->size, TITLE_COLUMNS);
    size_t high = dots.height > around + 8 * column ? (size_t)((dots.height - around) / column) : 8;
    const struct {
        const char *name, *text;
        size_t columns;
    } strings[] = {{"id", figure->id, 128},
                   {"title", figure->title, wide},
                   {"x_label", figure->x.label, wide},
                   {"y_label", figure->y.label, sized ? high : TITLE_COLUMNS},
                   {"y2_label", figure->y2.label, sized ? high : TITLE_COLUMNS},
                   {"x_scale", figure->x.scale, TITLE_COLUMNS},
                   {"y_scale", figure->y.scale, TITLE_COLUMNS}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof strings / sizeof *strings; i++) {
        const char *text = strings[i].text == NULL ? "" : strings[i].text;
        status = sized || strings[i].text == figure->title
                     ? two_lines(script, strings[i].name, text, strings[i].columns, err)
                     : string_variable(script, strings[i].name, text, strings[i].columns, err);
    }
    return status;
}

/* How high the plot is, unless the usual height is right. */
static enum status write_height(const struct figure_kind *kind, const struct plot *plot, struct text *script,
                                struct error *err)
{
    enum { PANEL = 210, ONE_ROW = 330 };
    size_t rows = plot->panels > 0 ? (plot->panels + plot->columns - 1) / plot->columns : 1;
    size_t tall = kind->tall.head + kind->tall.each * (kind->tall.named ? plot->entries : plot->n);
    if (plot->panels > 0 && !kind->tall.named) { /* of all rows */
        tall = kind->tall.each == 0 && kind->tall.least > 0 ? kind->tall.least * (rows + 1) / 2
               : rows == 1                                  ? ONE_ROW
                                                            : PANEL * rows;
    } else if (kind->tall.least == 0) {
        return OK;
    } else {
        tall = (tall < kind->tall.least ? kind->tall.least : tall) * rows;
    }
    return text_print(script, err, "tall = %zu      # pixels\n%s", tall,
                      kind->tall.named && plot->panels > 0       ? "key_rows = 0; named_rows = 1\n"
                      : kind->tall.each > 0 && plot->panels == 0 ? "key_rows = 1\n"
                                                                 : "");
}

static enum status write_size(const struct size *size, struct text *script, struct error *err)
{
    struct dots dots = size_dots(size);
    const struct {
        const char *name;
        double value;
    } values[] = {{"width", dots.width}, {"height", dots.height}, {"zoom", dots.zoom}, {"dpi", dots.dpi}};
    enum status status = text_print(script, err, "# dots, of which the text has 10 points at 96 an inch\n");
    for (size_t i = 0; status == OK && i < sizeof values / sizeof *values; i++) {
        status = text_print(script, err, "%s%s = ", i > 0 ? "; " : "", values[i].name);
        if (status == OK) {
            status = script_number(script, values[i].value, err);
        }
    }
    return status == OK ? text_append(script, "\n", 1, err) : status;
}

/* Which series are in which panel, and which entry of the legend each has. */
static enum status write_panels(const struct plot *plot, struct text *script, struct error *err)
{
    enum status status = text_print(script, err,
                                    "panels = %zu; columns = %zu; entries = %zu\n"
                                    "array panel_title[%zu]\narray panel_first[%zu]\narray panel_last[%zu]\n"
                                    "array entry[%zu]     # of the legend, of each series\narray "
                                    "example[%zu]   # a series of each entry\n",
                                    plot->panels, plot->columns, plot->entries, plot->panels, plot->panels,
                                    plot->panels, plot->n, plot->entries);
    for (size_t i = 0, panel = 0; status == OK && i < plot->n; i++) {
        const struct series *series = &plot->series[i];
        if (i == 0 || series->panel != series[-1].panel) {
            status = text_print(script, err, "panel_first[%zu] = %zu; panel_title[%zu] = ", panel + 1, i + 1,
                                panel + 1);
            status = status == OK ? cut_string(script, series->facet, 44, err) : status;
            status = status == OK ? text_append(script, "\n", 1, err) : status;
            panel++;
        }
        if (status == OK) {
            status = text_print(script, err, "panel_last[%zu] = %zu; entry[%zu] = %zu\n", panel, i + 1, i + 1,
                                series->entry + 1);
        }
    }
    for (size_t e = 0; status == OK && e < plot->entries; e++) {
        status = text_print(script, err, "example[%zu] = %zu\n", e + 1,
                            (size_t)(facet_find_entry(plot, e) - plot->series) + 1);
    }
    return status;
}

enum status script_write(const struct figure_spec *figure, const struct plot *plot,
                         const struct provenance *provenance, const struct script_templates *templates,
                         struct text *script, struct error *err)
{
    size_t on_y = 0;
    const struct figure_kind *kind = figure_find_kind(figure->kind);
    const struct series **series = order_series(plot, &on_y, err);
    enum status status = series == NULL ? BAD_SERVICE : write_head(figure, provenance, script, err);
    status = status == OK ? write_texts(figure, script, err) : status;
    status = status == OK ? write_caption(figure, plot, script, err) : status;
    if (status == OK) {
        status = write_series(series, plot->n, on_y, script, err);
    }
    if (status == OK) {
        status = write_ticks(series, on_y, script, err);
    }
    const struct script_points points = {series, plot->n, kind->columns};
    status = status == OK ? script_points_ends(&points, script, err) : status;
    if (status == OK) {
        status = write_line_ends(series, plot->n, script, err);
    }
    if (status == OK) {
        status = write_height(kind, plot, script, err);
    }
    if (status == OK && size_is_given(&figure->size)) {
        status = write_size(&figure->size, script, err);
    }
    if (status == OK && plot->panels > 0) {
        status = write_panels(plot, script, err);
    }
    if (status == OK) {
        status = script_points_write(&points, script, err);
    }
    if (status == OK) {
        status = templates->facet == NULL
                     ? text_print(script, err, "\n%s\n%s", templates->style, templates->body)
                     : text_print(script, err, "\n%s\ndo for [panel = 1 : panels] {\n%s\n%s}\n%s",
                                  templates->style, templates->facet, templates->body,
                                  "eval(legend)\nunset multiplot\n");
    }
    if (status == OK) { /* the file that a page asks for, which no template of others need know of */
        status = text_print(script, err,
                            "if (exists('values') && exists('plots_told')) "
                            "{ set print values; print '['.plots_told.']'; set print }\n");
    }
    free(series);
    return status;
}
