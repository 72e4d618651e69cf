#include "figure/facet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "figure/size.h"
#include "table/group.h"

enum {
    MOST_PANELS = 24, /* of the usual size */
    LEAST_WIDTH = 90,
    LEAST_HEIGHT = 84 /* dots of a panel, with its title, that can be read */
};

/* ---- entries of the legend ---- */

/* An entry that is looked for its place: by the series of the figure file, then as numbers, then as found. */
struct entry {
    const struct series *series;
    double number; /* NaN where a value is none */
    size_t found;
};

static bool is_alike(const struct series *a, const struct series *b)
{
    return a->spec == b->spec && ((a->value == NULL && b->value == NULL) ||
                                  (a->value != NULL && b->value != NULL && strcmp(a->value, b->value) == 0));
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->series->spec != b->series->spec) {
        return a->series->spec < b->series->spec ? -1 : 1;
    }
    if (!isnan(a->number) && !isnan(b->number) && a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    if (isnan(a->number) != isnan(b->number)) {
        return isnan(a->number) ? 1 : -1;
    }
    return (a->found > b->found) - (a->found < b->found);
}

static enum status number_entries(struct plot *plot, struct error *err)
{
    struct entry *entries = calloc(plot->n + 1, sizeof *entries);
    size_t n = 0;
    if (entries == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < plot->n; i++) {
        const struct series *series = &plot->series[i];
        size_t e = 0;
        while (e < n && !is_alike(entries[e].series, series)) {
            e++;
        }
        if (e == n) {
            double number = NAN;
            if (series->value != NULL && !number_parse(series->value, strlen(series->value), &number)) {
                number = NAN;
            }
            entries[n] = (struct entry){series, number, n};
            n++;
        }
    }
    qsort(entries, n, sizeof *entries, compare_entries);
    for (size_t i = 0; i < plot->n; i++) {
        for (size_t e = 0; e < n; e++) {
            plot->series[i].entry = is_alike(entries[e].series, &plot->series[i]) ? e : plot->series[i].entry;
        }
    }
    plot->entries = n;
    free(entries);
    return OK;
}

const struct series *facet_find_entry(const struct plot *plot, size_t entry)
{
    size_t i = plot->panels == 0 ? entry : 0; /* which then is the series' own */
    while (i + 1 < plot->n && plot->series[i].entry != entry) {
        i++;
    }
    return &plot->series[i];
}

static void widen(size_t least, size_t most, bool first, size_t *of_least, size_t *of_most)
{
    *of_least = first || least < *of_least ? least : *of_least;
    *of_most = first || most > *of_most ? most : *of_most;
}

struct behind facet_behind(const struct plot *plot, size_t entry)
{
    struct behind all = {0};
    for (size_t i = 0; i < plot->n; i++) {
        const struct behind *one = &plot->series[i].behind;
        if (entry != FACET_EVERY_ENTRY && plot->series[i].entry != entry) {
            continue;
        }
        if (one->requests > 0) {
            widen(one->n_least, one->n_most, all.requests == 0, &all.n_least, &all.n_most);
        }
        if (one->published > one->published_unknown) {
            widen(one->published_least, one->published_most, all.published == all.published_unknown,
                  &all.published_least, &all.published_most);
        }
        all.requests += one->requests;
        all.counted |= one->counted;
        all.published += one->published;
        all.published_unknown += one->published_unknown;
    }
    return all;
}

/* ---- panels ---- */

/* The width of a panel to its height, when they are so many in rows of `columns`, is next to 4 : 3. */
static double shape(const struct dots *dots, size_t panels, size_t columns)
{
    const double beside = 80, above = 120; /* axes, title, legend */
    size_t rows = (panels + columns - 1) / columns;
    double width = (dots->width - beside) / (double)columns, height = (dots->height - above) / (double)rows;
    return width < LEAST_WIDTH || height < LEAST_HEIGHT ? INFINITY : fabs(log(width / height / (4.0 / 3)));
}

/* How many panels stand beside one another; 0 when there is no room for all. */
static size_t choose_columns(const struct dots *dots, size_t panels)
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t columns = 1; columns <= panels; columns++) {
        double far = shape(dots, panels, columns);
        best = far < least ? columns : best;
        least = far < least ? far : least;
    }
    return best;
}

static size_t usual_columns(size_t panels)
{
    return panels <= 3 ? panels : panels == 4 ? 2 : panels <= 9 ? 3 : 4;
}

/* How many of so many panels have room, in rows of how many. */
static size_t fit(const struct size *size, size_t panels, size_t *columns)
{
    struct dots dots = size_dots(size);
    panels = panels > MOST_PANELS ? MOST_PANELS : panels;
    if (dots.height == 0) {
        *columns = usual_columns(panels);
        return panels;
    }
    while (panels > 0 && (*columns = choose_columns(&dots, panels)) == 0) {
        panels--;
    }
    return panels;
}

static int compare_panels(const void *left, const void *right)
{
    const struct series *a = left, *b = right;
    if (a->panel != b->panel) {
        return a->panel < b->panel ? -1 : 1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry); /* of which a panel has each once */
}

/* Gives each series the place of its value among those of the factor; `requests` counts those of a place. */
static void place(const struct grouping *grouping, struct plot *plot, size_t *requests)
{
    for (size_t i = 0; i < plot->n; i++) {
        struct series *series = &plot->series[i];
        for (size_t g = 0; g < grouping->n; g++) {
            const char *text = group_text(grouping, &grouping->groups[g], 0);
            if (strcmp(text == NULL ? "none" : text, series->facet) == 0) {
                series->panel = g;
                break;
            }
        }
        const struct behind *behind = &series->behind;
        requests[series->panel] += behind->n_most + behind->published_most + 1;
    }
}

/* Closes the gaps between the panels, and drops those behind the `most` that have the most requests. */
static void keep_panels(struct plot *plot, const size_t *requests, size_t n, size_t most)
{
    size_t kept = 0, number = 0;
    for (size_t g = 0; g < n; g++) {
        size_t before = 0; /* panels with more requests, or as many and further ahead */
        for (size_t other = 0; other < n; other++) {
            before += requests[other] > requests[g] || (other < g && requests[other] == requests[g]);
        }
        bool keeps = requests[g] > 0 && before < most;
        for (size_t i = kept; keeps && i < plot->n; i++) {
            if (plot->series[i].panel == g) {
                struct series moved = plot->series[kept];
                plot->series[kept] = plot->series[i];
                plot->series[i] = moved;
                plot->series[kept++].panel = number;
            }
        }
        number += keeps;
    }
    plot_truncate(plot, kept);
}

static enum status arrange_panels(const struct figure_spec *figure, struct table *table, struct plot *plot,
                                  struct error *err)
{
    struct grouping grouping = {0};
    size_t found = 0;
    enum status status = table_group(table, &figure->facet, 1, &grouping, err);
    size_t *requests = status == OK ? calloc(grouping.n + 1, sizeof *requests) : NULL;
    if (status == OK && requests == NULL) {
        status = error_no_memory(err);
    }
    if (status == OK) {
        place(&grouping, plot, requests);
        for (size_t g = 0; g < grouping.n; g++) {
            found += requests[g] > 0;
        }
        plot->panels = fit(&figure->size, found, &plot->columns);
        status = plot->panels > 0
                     ? OK
                     : error_set(err, BAD_DATA, "%s: the size has no room for a panel, expected a larger one",
                                 figure->id);
    }
    if (status == OK) {
        keep_panels(plot, requests, grouping.n, plot->panels);
    }
    if (status == OK && plot->panels < found) {
        status = text_print(&plot->facts, err, " Drawn: the %zu of %zu values of %s with the most requests.",
                            plot->panels, found, figure->facet);
    }
    grouping_release(&grouping);
    free(requests);
    return status;
}

enum status facet_arrange(const struct figure_spec *figure, size_t most, struct table *table,
                          struct plot *plot, struct error *err)
{
    if (figure->facet == NULL) {
        for (size_t i = 0; i < plot->n; i++) {
            plot->series[i].entry = i;
        }
        plot->entries = plot->n;
        return OK;
    }
    enum status status = arrange_panels(figure, table, plot, err);
    if (status == OK) {
        status = number_entries(plot, err);
    }
    if (status == OK && most > 0 && plot->entries > most) {
        status =
            error_set(err, BAD_DATA,
                      "%s: found %zu series in the panels, expected at most %zu, which can be told apart",
                      figure->id, plot->entries, most);
    }
    if (status == OK) {
        qsort(plot->series, plot->n, sizeof *plot->series, compare_panels);
    }
    return status;
}
