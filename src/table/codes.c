#include "table/codes.h"

#include <stdlib.h>
#include <string.h>

enum status codes_reserve(struct codes *codes, size_t capacity, struct error *err)
{
    unsigned width = codes->width == 0 ? 1 : codes->width;
    void *grown = reallocarray(codes->of.any, capacity, width);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    codes->of.any = grown;
    codes->width = width;
    return OK;
}

enum status codes_widen(struct codes *codes, uint32_t largest, size_t n, size_t capacity, struct error *err)
{
    struct codes wide = {.width = largest > UINT16_MAX ? 4 : largest > UINT8_MAX ? 2 : 1};
    if (wide.width <= codes->width) {
        return OK;
    }
    if (capacity == 0) {
        codes->width = wide.width;
        return OK;
    }
    enum status status = codes_reserve(&wide, capacity, err);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        codes_set(&wide, i, codes_get(codes, i));
    }
    free(codes->of.any);
    *codes = wide;
    return OK;
}

void codes_copy(const struct codes *to, size_t i, const struct codes *from, size_t n, const uint32_t *map)
{
    const struct codes written = *to, read = *from;
    if (map == NULL && written.width == read.width) {
        memcpy((char *)written.of.any + i * written.width, read.of.any, n * read.width);
        return;
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t code = codes_get(&read, k);
        codes_set(&written, i + k, map == NULL ? code : map[code]);
    }
}

void codes_release(struct codes *codes)
{
    free(codes->of.any);
    *codes = (struct codes){0};
}
