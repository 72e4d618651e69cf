/* Large arrays and the system's pages: a hint that changes no value. */
#ifndef FAASTAT_BASE_MEMORY_H
#define FAASTAT_BASE_MEMORY_H

#include <stddef.h>

enum { MEMORY_AHEAD = 1 << 17 }; /* bytes of an array that are asked for at once, and the most in vain */

/* The next bytes of an array that is filled from its start are about to be written, from..to of `capacity`:
 * when they are the first of so many, these are asked for, which takes a fraction of the time that it takes
 * page by page. */
void memory_fill_ahead(void *array, size_t from, size_t to, size_t capacity);

#endif
