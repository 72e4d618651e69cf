/* A list of names, each of which stands in it once, in the order in which they came. */
#ifndef FAASTAT_BASE_NAMES_H
#define FAASTAT_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Zeroed: empty. */
struct names {
    const char **values; /* on the heap, as is each */
    size_t n, capacity;
};

bool names_have(const struct names *names, const char *name);
/* Adds a copy of the first n bytes, unless that name is there. */
enum status names_add(struct names *names, const char *bytes, size_t n, struct error *err);
/* Adds those of "a,b,c"; what is empty is no name. */
enum status names_split(struct names *names, const char *text, struct error *err);
void names_release(struct names *names);

#endif
