/* Rows of numbers from a CSV file of tests/reference. */
#ifndef FAASTAT_TESTS_REFERENCE_H
#define FAASTAT_TESTS_REFERENCE_H

#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { REFERENCE_CELLS = 8 };

struct reference {
    FILE *file;
    char line[256];
    char *cells[REFERENCE_CELLS];
};

/* Opens the file and skips its header. */
static inline void reference_open(struct reference *reference, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "tests/reference/%s", name);
    reference->file = fopen(path, "r");
    assert_non_null(reference->file);
    assert_non_null(fgets(reference->line, sizeof reference->line, reference->file));
}

/* The next row's cells; closes the file at its end. */
static inline bool reference_next(struct reference *reference)
{
    if (fgets(reference->line, sizeof reference->line, reference->file) == NULL) {
        fclose(reference->file);
        return false;
    }
    reference->line[strcspn(reference->line, "\n")] = '\0';
    char *rest = reference->line;
    for (size_t i = 0; i < REFERENCE_CELLS; i++) {
        reference->cells[i] = strsep(&rest, ",");
    }
    return true;
}

static inline double reference_number(const struct reference *reference, size_t cell)
{
    assert_non_null(reference->cells[cell]);
    return strtod(reference->cells[cell], NULL);
}

#endif
