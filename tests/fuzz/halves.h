/* Inputs of two parts, with a line "%%" between them: what is said of a dump, and the dump. */
#ifndef FAASTAT_TESTS_FUZZ_HALVES_H
#define FAASTAT_TESTS_FUZZ_HALVES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

struct halves {
    const char *first, *second;
    size_t n_first, n_second;
};

static inline struct halves halves_of(const uint8_t *bytes, size_t n)
{
    static const char mark[] = "\n%%\n";
    const char *text = (const char *)bytes, *found = memmem(text, n, mark, sizeof mark - 1);
    const char *second = found == NULL ? text + n : found + sizeof mark - 1;
    return (struct halves){text, second, found == NULL ? n : (size_t)(found - text),
                           (size_t)(text + n - second)};
}

/* Fills a file of memory; its path. */
static inline void halves_fill(int descriptor, const char *bytes, size_t n, char path[64])
{
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, bytes, n, 0) != (ssize_t)n) {
        abort();
    }
    snprintf(path, 64, "/proc/self/fd/%d", descriptor);
}

/* A failure has a message, and nothing else has one. */
static inline void halves_demand(enum status status, const struct error *err)
{
    if ((status == OK) != (err->text[0] == '\0')) {
        abort();
    }
}

#endif
