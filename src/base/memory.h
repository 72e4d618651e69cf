/* Large arrays and the system's pages: hints that change no value. */
#ifndef FAASTAT_BASE_MEMORY_H
#define FAASTAT_BASE_MEMORY_H

#include <stddef.h>

/* The array will be filled from its start to its end; large pages make that quicker. Small ones are left
 * alone. */
void memory_expect_filling(void *array, size_t bytes);

#endif
