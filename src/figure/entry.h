/* The figure file that a table asks for by itself: which kinds fit the data, with titles and labels. */
#ifndef FAASTAT_FIGURE_ENTRY_H
#define FAASTAT_FIGURE_ENTRY_H

#include <jansson.h>

#include "base/names.h"
#include "base/text.h"
#include "table/table.h"

/* What is to be drawn. All is borrowed. */
struct entry_request {
    const char *kind;                       /* NULL: the one that fits */
    const char *measure;                    /* NULL: the first of the usual ones that the table has */
    const char *claims;                     /* a file of claims, for the kind that draws them */
    const char *facet, *size;               /* NULL: none, the usual one */
    const char *title;                      /* NULL: made of the measure and the factors */
    const struct names *by, *measures;      /* factors that make groups; measures that there are */
    const char *const *where, *const *data; /* conditions, and paths of the dumps */
    size_t n_where, n_data;
};

/* The measure that is drawn: the one that is asked for (NULL: none is), a usual one, or the first. Borrowed.
 */
const char *entry_measure(const char *asked, const struct names *measures);

/*
 * Writes the figure file, JSON: one figure of the kind, or of the one that fits: `lines` against memory
 * sizes, `shift` behind a spectrum for two files, `time` where there is a clock, `strip` for a few requests
 * and for published means, else `spectrum`. Factors that have one value make no groups. BAD_SERVICE when
 * memory is out.
 */
enum status entry_write(const struct entry_request *request, struct table *table, struct text *file,
                        struct error *err);

#endif
