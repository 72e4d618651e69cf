/* What a figure file asks for. */
#ifndef FAASTAT_FIGURE_SPEC_H
#define FAASTAT_FIGURE_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/statistic.h"
#include "base/json_file.h"
#include "base/names.h"
#include "table/select.h"

/* The level of the intervals that figures show. */
#define SERIES_LEVEL 0.95

enum error_bars { BARS_NONE, BARS_SD, BARS_POPULATION_SD, BARS_CI95 };

/* All texts in these are borrowed from the figure file. */
struct series_spec {
    const char *label;   /* of the legend; NULL: the measure, or the value of `by` */
    const char *measure; /* latency_s */
    struct names by;     /* one series for each group of these factors; empty: one series */
    bool faceted;        /* the first of `by` chooses the panel */
    const char
        *color; /* a name of the file's colors, or "#rrggbb"; NULL: by the values of `by`, or the next */
    struct conditions where; /* those of the figure included */
    bool on_y2;
    struct statistic_choice statistic; /* what is drawn of each group: the mean, or a quantile */
    enum error_bars error_bars;
};

struct axis_spec {
    const char *label;
    const char *scale; /* "log" or "linear"; NULL: as the kind has it */
};

/* How large a figure is to be; zeroed: as its kind is. */
struct size {
    double width, height; /* millimetres, or pixels */
    bool in_pixels;
};

struct figure_spec {
    const char *id, *title, *kind, *caption;
    const char *facet; /* a factor, each value of which has a panel; NULL: none */
    struct size size;
    const char *x_column;
    char *claims; /* the path of a file of claims, from where the program runs; NULL: none */
    struct axis_spec x, y, y2;
    struct series_spec *series;
    size_t n_series;
    struct json_spot spot; /* for errors */
};

#endif
