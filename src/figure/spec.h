/* What a figure file asks for. */
#ifndef FAASTAT_FIGURE_SPEC_H
#define FAASTAT_FIGURE_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_file.h"
#include "table/select.h"

enum error_bars { BARS_NONE, BARS_SD, BARS_POPULATION_SD, BARS_CI95 };

/* All texts in these are borrowed from the figure file. */
struct series_spec {
    const char *label;   /* of the legend; NULL: the measure, or the value of `by` */
    const char *measure; /* latency_s */
    const char *by;      /* one series for each value of this factor; NULL: one series */
    const char
        *color; /* a name of the file's colors, or "#rrggbb"; NULL: by the value of `by`, or the next */
    struct conditions where; /* those of the figure included */
    bool on_y2;
    enum error_bars error_bars;
};

struct figure_spec {
    const char *id, *title, *kind, *caption;
    const char *x, *x_label, *y_label, *y2_label;
    struct series_spec *series;
    size_t n_series;
    struct json_spot spot; /* for errors */
};

#endif
