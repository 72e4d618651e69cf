#include "figure/figure.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "figure/facet.h"
#include "figure/kind.h"
#include "figure/room.h"

/* Colours that people with any colour vision tell apart (Okabe and Ito 2008), the palest left out. */
static const char *const palette[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                      "#56B4E9", "#E69F00", "#000000", "#777777"};
enum {
    PALETTE = sizeof palette / sizeof *palette,
    CLEAR_COLORS =
        3, /* of these in a row; the same in greys, as some see them, differ in dashes and marks too */
    CLEAR_STEPS = 5 /* of an ordered factor */
};

/* ---- colours ---- */

/* The colour that the file gives to a name, NULL when it gives none. */
static const char *find_color(const struct figure_file *file, const char *name)
{
    for (size_t i = 0; name != NULL && i < file->n_colors; i++) {
        if (strcmp(file->colors[i].name, name) == 0) {
            return file->colors[i].rgb;
        }
    }
    return NULL;
}

/* Whether two series are of several factors, and agree in the first of them: they have one colour. */
static bool same_first(const struct series *a, const struct series *b)
{
    if (a->spec != b->spec || a->spec->by.n - a->spec->faceted < 2) {
        return false;
    }
    size_t n = strcspn(a->value, ",");
    return strncmp(a->value, b->value, n) == 0 && b->value[n] == ',';
}

/* Whether that would tell any from others. */
static bool firsts_differ(const struct plot *plot)
{
    for (size_t i = 1; i < plot->n; i++) {
        if (!same_first(&plot->series[i], &plot->series[0])) {
            return true;
        }
    }
    return false;
}

/* Whether the series are the values of one factor that are numbers, such as memory sizes, which come in their
 * order. */
static bool is_ordered(const struct plot *plot)
{
    double number;
    bool ordered = plot->entries > 2;
    for (size_t i = 0; ordered && i < plot->n; i++) {
        const struct series *series = &plot->series[i];
        ordered = series->spec == plot->series[0].spec && series->value != NULL &&
                  number_parse(series->value, strlen(series->value), &number);
    }
    return ordered;
}

/* The colour at 0 <= share <= 1 of the way from light to dark: steps of viridis (Smith and van der Walt 2015)
 * without its yellow, which is too pale for lines. */
static const char *ordered_color(double share, char rgb[8])
{
    static const uint8_t steps[][3] = {
        {122, 209, 81}, {34, 168, 132}, {42, 120, 142}, {65, 68, 135}, {68, 1, 84}};
    enum { LAST = sizeof steps / sizeof *steps - 1 };
    double place = share * LAST;
    size_t from = place >= LAST ? LAST - 1 : (size_t)place;
    unsigned mixed[3];
    for (size_t c = 0; c < 3; c++) {
        mixed[c] =
            (unsigned)lround(steps[from][c] + (place - (double)from) * (steps[from + 1][c] - steps[from][c]));
    }
    snprintf(rgb, 8, "#%02X%02X%02X", mixed[0] & 255, mixed[1] & 255, mixed[2] & 255);
    return rgb;
}

/* Of one series a panel each has the colour of its panel's value, if the file gives it one. */
static void color_panel(const struct figure_file *file, struct series *series)
{
    const char *rgb = find_color(file, series->facet);
    if (rgb != NULL) {
        snprintf(series->rgb, sizeof series->rgb, "%s", rgb);
    }
}

/* Series whose colour the file does not fix get the palette's in turn; ones of one colour differ in style.
 * What is alike in several panels looks alike. */
static void choose_colors(const struct figure_file *file, struct plot *plot)
{
    size_t next = 0;
    bool ordered = is_ordered(plot), by_first = firsts_differ(plot);
    const struct series *before = NULL;
    for (size_t entry = 0; entry < plot->entries; entry++) {
        const struct series *series = facet_find_entry(plot, entry);
        const char *asked = series->spec->color;
        const char *rgb = find_color(file, asked != NULL ? asked : series->value);
        char step[sizeof series->rgb];
        if (rgb == NULL && asked == NULL && ordered) {
            rgb = ordered_color((double)entry / (double)(plot->entries - 1), step);
        }
        if (rgb == NULL && asked == NULL && before != NULL && by_first && same_first(series, before)) {
            rgb = before->rgb;
        }
        size_t style = ordered && plot->entries > CLEAR_STEPS ? entry : 0;
        if (rgb == NULL && asked == NULL) {
            style = next % PALETTE / CLEAR_COLORS;
        }
        rgb = rgb != NULL ? rgb : asked != NULL ? asked : palette[next++ % PALETTE];
        for (size_t other = 0; other < entry; other++) {
            style += !ordered && strcmp(facet_find_entry(plot, other)->rgb, rgb) == 0;
        }
        for (size_t i = 0; i < plot->n; i++) {
            if (plot->series[i].entry == entry) {
                snprintf(plot->series[i].rgb, sizeof plot->series[i].rgb, "%s", rgb);
                plot->series[i].style = style;
            }
        }
        before = series;
        for (size_t i = 0; asked == NULL && plot->entries == 1 && i < plot->n; i++) {
            color_panel(file, &plot->series[i]);
        }
    }
}

/* ---- what the caption says ---- */

static enum status describe_range(struct text *text, const char *what, size_t least, size_t most,
                                  struct error *err)
{
    return least == most ? text_print(text, err, "%s%zu", what, least)
                         : text_print(text, err, "%s%zu to %zu", what, least, most);
}

/* What is behind the points of an entry; nothing for single values, which stand for themselves. */
static enum status describe_entry(const struct plot *plot, size_t entry, struct text *text, struct error *err)
{
    const struct behind all = facet_behind(plot, entry), *behind = &all;
    enum status status = text_append(text, "", 0, err);
    if (status == OK && behind->requests > 0 && behind->n_most > 1) {
        status = describe_range(text, "n = ", behind->n_least, behind->n_most, err);
    }
    if (status == OK && behind->counted) {
        status = text_print(text, err, ", counted in buckets, whose upper ends are drawn");
    }
    if (status == OK && behind->published > 0) {
        status = text_print(text, err, "%spublished figures", text->n > 0 ? " and " : "");
        if (status == OK && behind->published_unknown > 0) {
            status = text_print(text, err, ", n unknown");
        } else if (status == OK) {
            status = describe_range(text, " of n = ", behind->published_least, behind->published_most, err);
        }
    }
    return status;
}

/* "A, B: n = 25." for the series from `first` on that have the same behind them; marks those in `told`. */
static enum status describe_alike(const struct plot *plot, size_t first, bool *told, struct text *facts,
                                  struct error *err)
{
    struct text what = {0}, other = {0}, names = {0};
    enum status status = describe_entry(plot, plot->series[first].entry, &what, err);
    bool all = true;
    for (size_t i = 0; status == OK && i < plot->n; i++) {
        other.n = 0;
        status = describe_entry(plot, plot->series[i].entry, &other, err);
        bool alike = status == OK && strcmp(what.bytes, other.bytes) == 0;
        all &= alike || other.n == 0;
        if (alike && i >= first) {
            told[i] = true;
        }
        if (alike && i >= first && facet_find_entry(plot, plot->series[i].entry) == &plot->series[i]) {
            status = text_print(&names, err, "%s%s", names.n > 0 ? ", " : "", plot->series[i].label);
        }
    }
    if (status == OK && what.n > 0) {
        status = all ? text_print(facts, err, " All series: %s.", what.bytes)
                     : text_print(facts, err, " %s: %s.", names.bytes, what.bytes);
    }
    text_release(&what);
    text_release(&other);
    text_release(&names);
    return status;
}

/* What is behind the series, by name where a reader could look for so many names. */
static enum status describe_series(const struct plot *plot, struct text *facts, struct error *err)
{
    enum { MOST_NAMED = 12 };
    struct text what = {0};
    bool *told = calloc(plot->n + 1, sizeof *told);
    enum status status = told == NULL ? error_no_memory(err) : OK;
    if (status == OK && plot->entries > MOST_NAMED) {
        status = describe_entry(plot, FACET_EVERY_ENTRY, &what, err);
        status = status == OK && what.n > 0 ? text_print(facts, err, " All series: %s.", what.bytes) : status;
    } else {
        for (size_t i = 0; status == OK && i < plot->n; i++) {
            status = told[i] ? OK : describe_alike(plot, i, told, facts, err);
        }
    }
    text_release(&what);
    free(told);
    return status;
}

static const char *bars_meaning(enum error_bars bars)
{
    switch (bars) {
    case BARS_NONE:
        return "";
    case BARS_SD:
        return " Bars: standard deviation (n - 1) to either side, no confidence interval.";
    case BARS_POPULATION_SD:
        return " Bars: population standard deviation to either side, no confidence interval.";
    case BARS_CI95:
        return " Bars: 95 % confidence interval, which allows for dependence.";
    }
    abort();
}

/* Says what the bars are and how much is behind the points, so that no figure claims more than it has. */
static enum status describe(const struct figure_kind *kind, struct plot *plot, struct error *err)
{
    const char *says = kind->says == NULL ? "" : kind->says;
    enum status status = text_print(&plot->facts, err, "%s%s", says[0] == '\0' ? "" : " ", says);
    unsigned bars_told = 1u << BARS_NONE;
    for (size_t i = 0; status == OK && i < plot->n; i++) {
        enum error_bars bars = plot->series[i].spec->error_bars;
        if (!(bars_told & 1u << bars)) {
            bars_told |= 1u << bars;
            const char *meaning = bars_meaning(bars);
            status = text_append(&plot->facts, meaning, strlen(meaning), err);
        }
    }
    return status == OK ? describe_series(plot, &plot->facts, err) : status;
}

/* ---- the plot ---- */

/* Says which data a series that has no points needs, though so many groups were found. */
static enum status want_of_data(const struct figure_spec *figure, const struct series_spec *series,
                                size_t groups, struct error *err)
{
    const char *needs = figure_find_kind(figure->kind)->needs;
    struct text where = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < series->where.n; i++) {
        status = text_print(&where, err, "%s%s", i == 0 ? " where " : " and ", series->where.rows[i].text);
    }
    if (status == OK && groups > 0) {
        status =
            error_set(err, BAD_DATA, "%s: found too little of %s in each of %zu groups: needs %s", figure->id,
                      series->measure, groups, needs == NULL ? "more than one request" : needs);
    } else if (status == OK) {
        status = error_set(err, BAD_DATA, "%s: no data for '%s': needs %s%s%s%s%s%s", figure->id,
                           series->label != NULL ? series->label : series->measure,
                           needs == NULL ? "" : needs, needs == NULL ? "" : " of ", series->measure,
                           where.n > 0 ? where.bytes : "", figure->x_column != NULL ? " by " : "",
                           figure->x_column != NULL ? figure->x_column : "");
    }
    text_release(&where);
    return status;
}

enum status figure_make(const struct figure_file *file, const struct figure_spec *figure,
                        struct known_table *known, struct plot *plot, struct error *err)
{
    const struct figure_kind *kind = figure_find_kind(figure->kind);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < figure->n_series; i++) {
        size_t before = plot->n;
        struct error why = {{0}};
        status = kind->collect(figure, &figure->series[i], known, plot, &why);
        if (status != OK) {
            status = error_set(err, status, "%s: %s", figure->id, why.text);
            continue;
        }
        size_t found = plot->n;
        plot_drop_empty(plot, before);
        if (plot->n == before) {
            status = want_of_data(figure, &figure->series[i], found - before, err);
        } else if (plot->n < found) {
            status = text_print(&plot->facts, err, " Not drawn: %zu groups with too little data.",
                                found - plot->n);
        }
    }
    if (status != OK) {
        return status;
    }
    size_t found = plot->n;
    if (figure->facet == NULL && kind->most > 0 && found > kind->most) {
        status = plot_keep_most(plot, kind->most, err);
    }
    if (status == OK && plot->n < found) {
        status = text_print(&plot->facts, err, " Drawn: the %zu of %zu groups with the most requests.",
                            plot->n, found);
    }
    if (status == OK) {
        status = facet_arrange(figure, kind->most, known->table, plot, err);
    }
    if (status != OK) {
        return status;
    }
    choose_colors(file, plot);
    status = describe(kind, plot, err);
    return status == OK ? room_check(figure, plot, err) : status;
}
