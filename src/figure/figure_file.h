/* Figure files: JSON, read and checked as a whole. */
#ifndef FAASTAT_FIGURE_FIGURE_FILE_H
#define FAASTAT_FIGURE_FIGURE_FILE_H

#include "base/json_file.h"
#include "figure/spec.h"

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
/* The same of n bytes, which stay the caller's; `name` is what messages call them. */
enum status figure_file_parse(struct figure_file *file, const char *name, const char *text, size_t n,
                              struct error *err);
void figure_file_release(struct figure_file *file);

#endif
