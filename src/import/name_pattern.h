/* Patterns of names, '{model}/times_{memory_mb}.pickle': what stands in the holes are factors. */
#ifndef FAASTAT_IMPORT_NAME_PATTERN_H
#define FAASTAT_IMPORT_NAME_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

enum { MOST_HOLES = 16 };

/* Zeroed: none. */
struct name_pattern {
    char *text;                           /* as it was written, with NULs behind its parts */
    const char *literals[MOST_HOLES + 1]; /* before each hole, and behind the last */
    const char *holes[MOST_HOLES];        /* their names */
    size_t n;
};

/* Reads a pattern; BAD_USAGE for one without holes, or with two that touch or have one name. Caller releases.
 */
enum status name_pattern_read(struct name_pattern *pattern, const char *text, struct error *err);
void name_pattern_release(struct name_pattern *pattern);

/*
 * Whether all of the name is of the pattern: values[i] is then what stands in hole i, borrowed from the name.
 * A hole takes as little as it can, at least one byte, and no '/'.
 */
bool name_pattern_match(const struct name_pattern *pattern, const char *name, struct span *values);
/* The same for the end of a path, of whole components. */
bool name_pattern_match_path(const struct name_pattern *pattern, const char *path, struct span *values);

#endif
