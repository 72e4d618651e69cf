/* An array of small whole numbers, each in as few bytes as the largest of them needs. */
#ifndef FAASTAT_TABLE_CODES_H
#define FAASTAT_TABLE_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Zeroed: none. Room is for the caller to keep count of. A loop over many is several times as fast on a local
 * copy of the struct, whose width no byte that is written can be. */
struct codes {
    union {
        uint8_t *one;
        uint16_t *two;
        uint32_t *four;
        void *any;
    } of;
    unsigned width; /* bytes of one code: 1, 2 or 4; 0 before the first reservation */
};

static inline uint32_t codes_get(const struct codes *codes, size_t i)
{
    return codes->width == 1 ? codes->of.one[i] : codes->width == 2 ? codes->of.two[i] : codes->of.four[i];
}

/* The code must be none that codes_widen was not told of. */
static inline void codes_set(const struct codes *codes, size_t i, uint32_t code)
{
    if (codes->width == 1) {
        codes->of.one[i] = (uint8_t)code;
    } else if (codes->width == 2) {
        codes->of.two[i] = (uint16_t)code;
    } else {
        codes->of.four[i] = code;
    }
}

/* The same for n codes from the i-th on. */
static inline void codes_set_all(const struct codes *codes, size_t i, const uint32_t *from, size_t n)
{
    const struct codes to = *codes;
    for (size_t k = 0; k < n; k++) {
        codes_set(&to, i + k, from[k]);
    }
}

/* Sets n codes from the i-th on to the first of `from`, each to what map[] has for it; NULL: as it is. */
void codes_copy(const struct codes *to, size_t i, const struct codes *from, size_t n, const uint32_t *map);
/* Gives room for `capacity` codes, those that are there kept. */
enum status codes_reserve(struct codes *codes, size_t capacity, struct error *err);
/* Makes the first n codes, in room for `capacity`, wide enough for `largest`. */
enum status codes_widen(struct codes *codes, uint32_t largest, size_t n, size_t capacity, struct error *err);
void codes_release(struct codes *codes);

#endif
