/* Figures on their way to images: their scripts are written, and those that are not up to date are drawn by
 * several gnuplots at a time. */
#ifndef FAASTAT_FIGURE_DRAWING_H
#define FAASTAT_FIGURE_DRAWING_H

#include "figure/figure.h"
#include "figure/letters.h"
#include "figure/script.h"
#include "figure/stamp.h"

/* All are borrowed. */
struct drawing_options {
    const char *directory;                   /* where scripts and images go */
    const char *terminal;                    /* png, svg or pdf */
    const char *templates;                   /* their folder; NULL: beside the figure file, or as installed */
    double scale;                            /* how much larger than the usual size */
    bool values;                             /* tell in a file what shows values on each image */
    bool force;                              /* draw also what is up to date */
    size_t threads;                          /* 0: one for each processor */
    void (*progress)(size_t done, size_t n); /* by any of the threads */
};

/* One figure on its way: each of its steps may fail without stopping the others. */
struct drawing {
    const struct figure_spec *figure;
    char *script, *image;
    char *values; /* of JSON: where each plot of the image is, for templates/report/report.js; NULL: not asked
                     for */
    char digest[STAMP_DIGEST]; /* of the script */
    bool unchanged;            /* the image that is there is the script's */
    char *caption;             /* the word that it has no room, and the caption; NULL: it has */
    enum status status;
    struct error error;
    bool complained;                /* the error is gnuplot's */
    struct letters_missing missing; /* drawn as boxes */
};

struct drawings {
    const struct drawing_options *options; /* borrowed, as is */
    const struct figure_file *file;        /* this */
    struct drawing *drawings;
    size_t n, capacity;
};

enum status drawings_add(struct drawings *all, const struct figure_spec *figure, struct error *err);
/* Writes each script that has changed, and sets each drawing's status. */
void drawings_write_scripts(struct drawings *all, struct known_table *known,
                            const struct provenance *provenance);
/* Draws those that are neither up to date nor have failed, and sets each one's status; fails when none could
 * be tried. */
enum status drawings_draw(struct drawings *all, struct error *err);
/* Tells what a reader of the image should know of it: no room for its caption, letters without a font. */
void drawing_tell(const struct drawing *drawing, void (*tell)(const char *line));
void drawings_release(struct drawings *all);

#endif
