/* The points of a figure, and what the caption has to say of them. */
#ifndef FAASTAT_FIGURE_PLOT_H
#define FAASTAT_FIGURE_PLOT_H

#include <stddef.h>

#include "base/text.h"
#include "figure/spec.h"

/* One point; low and high are the ends of its error bar, NaN where it has none. What else a kind tells of it
 * stands in `more`. */
enum { POINT_VALUES = 8 };
struct point {
    double x, y, low, high, more[POINT_VALUES - 4];
};

/* How much is behind the points of a series. */
struct behind {
    size_t requests, n_least, n_most; /* points made of requests, and of how many */
    bool counted;                     /* in buckets, of some of these */
    size_t published, published_least, published_most;
    size_t published_unknown; /* published points without their n */
};

/* One line of the legend. */
struct series {
    const struct series_spec *spec; /* borrowed */
    char *value;                    /* of `by`, "resnet50, 512"; NULL without */
    char *facet;                    /* the value that chooses its panel; NULL without panels */
    char *label;
    size_t panel, entry; /* which panel it is in, and which entry of the legend it shares with its like */
    char rgb[8];         /* "#009E73" */
    size_t style;        /* how many series before it have the same colour: its dashes and marks differ */
    struct behind behind;
    struct point *points;
    size_t n, capacity;
};

/* What is drawn, and what the caption has to say of it. */
struct plot {
    struct series *series;
    size_t n, capacity;
    size_t panels, columns; /* panels: 0 where all is in one, else the series are in their order */
    size_t entries;         /* of the legend */
    struct text facts;      /* sentences, such as what the bars are and how many requests are behind them */
};

enum { PLOT_NAME_COLUMNS = 44 }; /* of a series, in a legend */

/* A name of more columns loses its middle: its beginning and its end are what tells it apart. */
enum status plot_cut_name(struct text *name, size_t columns, struct error *err);
/* A new series for a value of its `by` (NULL without), which is copied; borrowed until the next is added. */
enum status plot_add_series(struct plot *plot, const struct series_spec *spec, const char *value,
                            struct series **series, struct error *err);
enum status series_add_point(struct series *series, const struct point *point, struct error *err);
/* Drops the series from `first` on that have no point with two coordinates. */
void plot_drop_empty(struct plot *plot, size_t first);
/* Keeps the `most` series with the most requests behind them, in their order. BAD_SERVICE when memory is out.
 */
enum status plot_keep_most(struct plot *plot, size_t most, struct error *err);
/* Keeps the first n series. */
void plot_truncate(struct plot *plot, size_t n);
void plot_release(struct plot *plot);

#endif
