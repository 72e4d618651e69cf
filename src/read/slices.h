/* Slices of a text file, which are read apart: where lines begin, and whether all rows end with one. */
#ifndef FAASTAT_READ_SLICES_H
#define FAASTAT_READ_SLICES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* No slice begins as near to the beginning of its file, which is read before all of them. */
enum { LEAST_SLICE_BYTES = 1 << 20 };

struct slice {
    size_t from, to; /* bytes of the file */
    size_t feeds;    /* line feeds among them */
    bool divides;    /* no line leaves quotes open: each begins a row */
};

/*
 * Reads on from byte slice->from to slice->to (SIZE_MAX: the end of the file), and moves both to where the
 * next line begins, the one to 0 excepted; so that slices that meet before do so behind. Errors as those of
 * input_open() and input_read().
 */
enum status slice_survey(const char *path, struct slice *slice, struct error *err);

#endif
