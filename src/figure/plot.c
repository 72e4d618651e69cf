#include "figure/plot.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

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

void plot_release(struct plot *plot)
{
    for (size_t i = 0; i < plot->n; i++) {
        free(plot->series[i].label);
        free(plot->series[i].value);
        free(plot->series[i].points);
    }
    free(plot->series);
    text_release(&plot->facts);
    *plot = (struct plot){0};
}
