/* Growth of heap arrays, in one place. */
#ifndef FAASTAT_BASE_ARRAY_H
#define FAASTAT_BASE_ARRAY_H

#include <stddef.h>

/*
 * The address of `array` with room for at least `needed` items of `item_bytes` each; capacity at least
 * doubles, and *capacity is set to it. NULL when memory is out: the old array then stays valid and as it was.
 */
void *array_reserve(void *array, size_t *capacity, size_t needed, size_t item_bytes);

#endif
