/* The one place that knows the program gnuplot. */
#ifndef FAASTAT_FIGURE_GNUPLOT_H
#define FAASTAT_FIGURE_GNUPLOT_H

#include <stddef.h>

#include "base/file.h"
#include "figure/letters.h"

/* A script, and the image that it is to become; the paths are borrowed. */
struct gnuplot_image {
    const char *script, *image;
    const char *values;   /* where the script tells what shows values on its image; NULL: nowhere */
    const char *digest;   /* of the script, which is noted in the image; NULL: letters have no place for it */
    struct output output; /* what gnuplot writes; gnuplot_draw's own */
    FILE *boxed;          /* the script with boxes for the missing letters, its own too; NULL: as it is */
    struct letters_missing missing;
    enum status status;
    struct error error; /* when the status is not OK */
    bool complained;    /* the error is gnuplot's word on the script, or that it was ended */
};

/*
 * Has gnuplot draw each script into its image, which appears whole or not at all, and sets each one's status:
 * BAD_SERVICE when gnuplot is missing or failed, with what it said of that script. `terminal` is png, svg or
 * pdf, `scale` how much larger than the usual size. One gnuplot draws one after the other, from a new session
 * for each; behind a script that fails another gnuplot goes on. None outlives us, however we end.
 */
void gnuplot_draw(struct gnuplot_image *images, size_t n, const char *terminal, double scale);

/* How many of n images one gnuplot should draw, when so many run at a time; at least 1. */
size_t gnuplot_share(const char *terminal, size_t n, size_t gnuplots);

#endif
