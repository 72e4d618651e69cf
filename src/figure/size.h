/* How large a figure is: "85x60mm" for a paper's column, "400x300px" for a screen, or as its kind is. */
#ifndef FAASTAT_FIGURE_SIZE_H
#define FAASTAT_FIGURE_SIZE_H

#include "base/json_file.h"
#include "figure/spec.h"

/* What the templates lay out: dots, of which the usual text has 10 points of 96 an inch, and how large they
 * are drawn. */
struct dots {
    double width, height; /* height 0: as much as the figure takes */
    double zoom;          /* 1, or less for print, where the smallest text then has 7 points */
    double dpi;           /* of a png */
};

bool size_parse(const char *text, struct size *size);
/* Reads the figure's key `size`, if it has one. */
enum status size_read(const struct json_spot *figure, struct size *size, struct error *err);
/* What is expected, for messages. */
const char *size_expected(void);
bool size_is_given(const struct size *size);
/* How many of so many columns in the usual width have room. */
size_t size_columns(const struct size *size, size_t usual);
struct dots size_dots(const struct size *size);

#endif
