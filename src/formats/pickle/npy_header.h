/* The header of an array that numpy.save has written: a dict as Python writes it. Knows no files. */
#ifndef FAASTAT_FORMATS_PICKLE_NPY_HEADER_H
#define FAASTAT_FORMATS_PICKLE_NPY_HEADER_H

#include <stdbool.h>

#include "base/text.h"

enum { NPY_DIMENSIONS = 4, NPY_FIELDS = 4096 };

struct npy_field {
    struct span name; /* empty: padding, or the only field of an array that has no names */
    char order;       /* '<', '>' or '|' */
    char kind;        /* numpy's letter */
    size_t size;      /* in bytes */
    size_t width;     /* as it is written: characters of 'U' */
    struct span tick; /* the unit of 'M' and 'm' */
};

/* Points into the header's text. Zeroed: empty. */
struct npy_header {
    struct npy_field *fields;
    size_t n, capacity;
    bool named;   /* the fields have names: an array of rows */
    bool fortran; /* the first index runs fastest */
    size_t shape[NPY_DIMENSIONS], dimensions;
    size_t item_bytes, items; /* of one element; how many there are */
};

/* Reads the dict in text[0..n); BAD_DATA, without a place, for anything else than arrays of numbers, times
 * and text. Caller releases either way. */
enum status npy_header_read(struct npy_header *header, const char *text, size_t n, struct error *err);
void npy_header_release(struct npy_header *header);

#endif
