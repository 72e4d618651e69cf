#include "figure/plot.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum status plot_cut_name(struct text *name, size_t columns, struct error *err)
{
    size_t width = text_width(name->bytes), head = (columns * 3 + 2) / 5, tail = columns - head - 1;
    if (width <= columns) {
        return OK;
    }
    struct text cut = {0};
    enum status status = text_print(&cut, err, "%.*s…%s", (int)text_columns_bytes(name->bytes, head),
                                    name->bytes, name->bytes + text_columns_bytes(name->bytes, width - tail));
    text_release(name);
    *name = cut;
    return status;
}

/* The label with every "{}" replaced by the value of `by`. */
static enum status label_series(struct series *series, const char *label, const char *value,
                                struct error *err)
{
    struct text text = {0};
    enum status status = text_append(&text, "", 0, err);
    for (const char *c = label; status == OK && *c != '\0';) {
        bool hole = value != NULL && strncmp(c, "{}", 2) == 0;
        status = hole ? text_append(&text, value, strlen(value), err) : text_append(&text, c, 1, err);
        c += hole ? 2 : 1;
    }
    status = status == OK ? plot_cut_name(&text, PLOT_NAME_COLUMNS, err) : status;
    series->label = text.bytes;
    return status;
}

enum status plot_add_series(struct plot *plot, const struct series_spec *spec, const char *value,
                            struct series **series, struct error *err)
{
    struct series *grown = array_reserve(plot->series, &plot->capacity, plot->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    plot->series = grown;
    *series = &grown[plot->n++];
    **series = (struct series){.spec = spec};
    if (value != NULL) {
        (*series)->value = text_copy(value, strlen(value), err);
        if ((*series)->value == NULL) {
            return BAD_SERVICE;
        }
    }
    const char *label = spec->label != NULL ? spec->label : value != NULL ? "{}" : spec->measure;
    return label_series(*series, label, value, err);
}

enum status series_add_point(struct series *series, const struct point *point, struct error *err)
{
    struct point *grown = array_reserve(series->points, &series->capacity, series->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    series->points = grown;
    grown[series->n++] = *point;
    return OK;
}

static void release_series(struct series *series)
{
    free(series->label);
    free(series->value);
    free(series->facet);
    free(series->points);
}

static bool is_empty(const struct series *series)
{
    bool any = false;
    for (size_t p = 0; p < series->n; p++) {
        any |= !isnan(series->points[p].x) && !isnan(series->points[p].y);
    }
    return !any;
}

void plot_drop_empty(struct plot *plot, size_t first)
{
    size_t kept = first;
    for (size_t i = first; i < plot->n; i++) {
        if (is_empty(&plot->series[i])) {
            release_series(&plot->series[i]);
        } else {
            plot->series[kept++] = plot->series[i];
        }
    }
    plot->n = kept;
}

static size_t requests_of(const struct series *series)
{
    return series->behind.n_most + series->behind.published_most;
}

static int compare_falling(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x < y) - (x > y);
}

enum status plot_keep_most(struct plot *plot, size_t most, struct error *err)
{
    size_t *counts = calloc(plot->n + 1, sizeof *counts), kept = 0, equal = most;
    if (counts == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < plot->n; i++) {
        counts[i] = requests_of(&plot->series[i]);
    }
    qsort(counts, plot->n, sizeof *counts, compare_falling);
    size_t least = counts[most - 1];
    free(counts);
    for (size_t i = 0; i < plot->n; i++) { /* of those with the least, as many as there is room for */
        equal -= requests_of(&plot->series[i]) > least;
    }
    for (size_t i = 0; i < plot->n; i++) {
        size_t requests = requests_of(&plot->series[i]);
        bool keeps = requests > least || (requests == least && equal > 0);
        equal -= keeps && requests == least;
        if (keeps) {
            plot->series[kept++] = plot->series[i];
        } else {
            release_series(&plot->series[i]);
        }
    }
    plot->n = kept;
    return OK;
}

void plot_truncate(struct plot *plot, size_t n)
{
    for (size_t i = n; i < plot->n; i++) {
        release_series(&plot->series[i]);
    }
    plot->n = n < plot->n ? n : plot->n;
}

void plot_release(struct plot *plot)
{
    for (size_t i = 0; i < plot->n; i++) {
        release_series(&plot->series[i]);
    }
    free(plot->series);
    text_release(&plot->facts);
    *plot = (struct plot){0};
}
