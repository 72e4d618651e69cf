/* Tables as the bytes of their tidy dumps, which targets compare. */
#ifndef FAASTAT_TESTS_FUZZ_TABLES_H
#define FAASTAT_TESTS_FUZZ_TABLES_H

#include <stdlib.h>
#include <string.h>

#include "table/tidy_write.h"

struct tables_text {
    char *bytes;
    size_t n;
};

static inline struct tables_text tables_write(const struct table *table, size_t threads)
{
    struct tables_text text = {0};
    struct error err = {{0}};
    FILE *stream = open_memstream(&text.bytes, &text.n);
    if (stream == NULL || tidy_write(table, false, threads, stream, &err) != OK || fclose(stream) != 0) {
        abort();
    }
    return text;
}

/* Both have the same bytes; frees them. */
static inline void tables_demand_same(struct tables_text a, struct tables_text b)
{
    if (a.n != b.n || memcmp(a.bytes, b.bytes, a.n) != 0) {
        abort();
    }
    free(a.bytes);
    free(b.bytes);
}

#endif
