/* Large arrays and the system's pages: hints that change no value. */
#ifndef FAASTAT_BASE_MEMORY_H
#define FAASTAT_BASE_MEMORY_H

#include <stddef.h>

/* The array will be filled from its start to its end; large pages make that quicker. Small ones are left
 * alone. */
void memory_expect_filling(void *array, size_t bytes);
/* What whole pages between the two ends hold is not needed any more: it becomes zeros that take no memory. */
void memory_give_back(void *from, void *to);

#endif
