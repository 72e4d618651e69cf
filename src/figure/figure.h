/*
 * Figures: what a figure file asks for, the points that a kind makes of the data, and the gnuplot script that
 * draws them. A kind is one file here that ends in one row, one line in FIGURES, and a template of its name.
 */
#ifndef FAASTAT_FIGURE_FIGURE_H
#define FAASTAT_FIGURE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/json_file.h"
#include "base/text.h"
#include "table/table.h"

enum error_bars { BARS_NONE, BARS_SD, BARS_POPULATION_SD, BARS_CI95 };

/* All texts in these are borrowed from the figure file. */
struct series_spec {
    const char *label;   /* of the legend; NULL: the measure, or the value of `by` */
    const char *measure; /* latency_s */
    const char *by;      /* one series for each value of this factor; NULL: one series */
    const char
        *color; /* a name of the file's colors, or "#rrggbb"; NULL: by the value of `by`, or the next */
    const char **where; /* conditions, those of the figure included */
    size_t n_where;
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

/* A colour that a value always has. */
struct color {
    const char *name, *rgb; /* "resnet50", "#009E73" */
};

struct figure_file {
    struct json_file json;
    struct json_spot root, list; /* where the spots of the figures hang */
    char **data;                 /* paths of the dumps, from where the program runs */
    size_t n_data;
    struct color *colors;
    size_t n_colors;
    struct figure_spec *figures;
    size_t n;
};

/* Reads a figure file and checks all of it; BAD_USAGE with line and column. Not to be moved. Caller releases.
 */
enum status figure_file_read(struct figure_file *file, const char *path, struct error *err);
void figure_file_release(struct figure_file *file);

/* ---- points ---- */

/* One point; low and high are the ends of its error bar, NaN where it has none. */
struct point {
    double x, y, low, high;
};

/* How much is behind the points of a series. */
struct behind {
    size_t requests, n_least, n_most; /* points made of requests, and of how many */
    size_t published, published_least, published_most;
    size_t published_unknown; /* published points without their n */
};

/* One line of the legend. */
struct series {
    const struct series_spec *spec; /* borrowed */
    const char *value;              /* of `by`, borrowed from the table; NULL without */
    char *label;
    char rgb[8];  /* "#009E73" */
    size_t style; /* how many series before it have the same colour: its dashes and marks differ */
    struct behind behind;
    struct point *points;
    size_t n, capacity;
};

/* What is drawn, and what the caption has to say of it. */
struct plot {
    struct series *series;
    size_t n, capacity;
    struct text facts; /* sentences, such as what the bars are and how many requests are behind them */
};

/* A new series for a value of its `by` (NULL without), borrowed until the next is added. */
enum status plot_add_series(struct plot *plot, const struct series_spec *spec, const char *value,
                            struct series **series, struct error *err);
enum status series_add_point(struct series *series, const struct point *point, struct error *err);
void plot_release(struct plot *plot);

struct figure_kind {
    const char *name, *draws;
    /* Adds the points of one series of the figure, or of several when it has `by`; of none for want of data.
     */
    enum status (*collect)(const struct figure_spec *figure, const struct series_spec *series,
                           struct table *table, struct plot *plot, struct error *err);
};

#define FIGURES(ROW)                                                                                         \
    ROW(lines)                                                                                               \
    ROW(runs)
#define DECLARE_FIGURE(name) extern const struct figure_kind figure_##name;
FIGURES(DECLARE_FIGURE)
#undef DECLARE_FIGURE

/* The kind of that name, NULL when there is none. */
const struct figure_kind *figure_find_kind(const char *name);
/* All names, separated by ", ". */
const char *figure_kind_names(void);

/*
 * Makes the figure's plot from the data. BAD_DATA, with what would be needed, when a series has no points.
 * Caller releases.
 */
enum status figure_plot(const struct figure_file *file, const struct figure_spec *figure, struct table *table,
                        struct plot *plot, struct error *err);

#endif
