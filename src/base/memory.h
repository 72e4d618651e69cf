/*
 * Large arrays and the system's pages. The first touch of each page takes longer than filling it, so that as
 * few are touched as there can be: large ones, where most of each will be used, and none twice.
 */
#ifndef FAASTAT_BASE_MEMORY_H
#define FAASTAT_BASE_MEMORY_H

#include <stddef.h>

enum { MEMORY_AHEAD = 1 << 17 }; /* bytes of an array that are asked for at once, and the most in vain */

/*
 * Gives an array of the heap, or none, room for `capacity` >= 1 bytes, of which the first `used` are as they
 * were. `expected` is how many of them will be written, 0 when that is not known. NULL when memory is out:
 * then the array is as it was.
 */
void *memory_grow(void *array, size_t used, size_t capacity, size_t expected);

/* The next bytes of an array that is filled from its start are about to be written, from..to of `capacity`:
 * when they are the first of so many, these are asked for, which takes a fraction of the time that it takes
 * page by page. */
void memory_fill_ahead(void *array, size_t from, size_t to, size_t capacity);

#endif
