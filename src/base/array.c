#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

enum { FIRST_BYTES = 128 }; /* small ones are many: of each of a hundred thousand groups */

void *array_reserve(void *array, size_t *capacity, size_t needed, size_t item_bytes)
{
    if (array != NULL && needed <= *capacity) {
        return array;
    }
    size_t doubled = *capacity > SIZE_MAX / 2 ? SIZE_MAX : *capacity * 2;
    size_t wanted = needed > doubled ? needed : doubled;
    if (wanted < FIRST_BYTES / item_bytes) {
        wanted = FIRST_BYTES / item_bytes;
    }
    void *grown = reallocarray(array, wanted, item_bytes);
    if (grown != NULL) {
        *capacity = wanted;
    }
    return grown;
}
