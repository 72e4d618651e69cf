/* The caption of a figure, and how it is broken in lines. */
#ifndef FAASTAT_FIGURE_CAPTION_H
#define FAASTAT_FIGURE_CAPTION_H

#include "figure/plot.h"

/* What the figure file says, and then what the plot has to say. */
enum status caption_make(const struct figure_spec *figure, const struct plot *plot, struct text *caption,
                         struct error *err);
/* The bytes of the line of at most so many columns that the text begins with: as many words as fit, at least
 * one. */
size_t caption_line(const char *text, size_t columns);
/* How many columns of a caption fit in a line. */
size_t caption_columns(const struct figure_spec *figure);
/* Whether a figure of that size has room for it: for a fifth of its height, if that is given. */
bool caption_has_room(const struct figure_spec *figure, const char *caption);

#endif
