/* The gnuplot script of a figure: stands alone, with the data inside and its sources at its head. */
#ifndef FAASTAT_FIGURE_SCRIPT_H
#define FAASTAT_FIGURE_SCRIPT_H

#include "figure/plot.h"

/* What the script says of where it comes from. */
struct provenance {
    const char *figure_file;
    const char *const *inputs; /* "data/study/cold.csv sha256 ..." */
    size_t n_inputs;
};

struct script_templates {
    const char *style, *facet, *body; /* facet: NULL without panels */
};

/*
 * Writes the script: its head, then the plot as gnuplot variables and a data block, then the texts of the
 * templates: style.gp and <kind>.gp, as they are; with panels the last is run in each, behind facet.gp. All
 * foreign text is quoted, none is code.
 */
enum status script_write(const struct figure_spec *figure, const struct plot *plot,
                         const struct provenance *provenance, const struct script_templates *templates,
                         struct text *script, struct error *err);

/* Appends the text as a gnuplot string that means just itself. */
enum status script_string(struct text *script, const char *text, struct error *err);

#endif
