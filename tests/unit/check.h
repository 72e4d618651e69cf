/* What every unit test includes first: cmocka with the headers that it wants, and comparison of doubles. */
#ifndef FAASTAT_TESTS_CHECK_H
#define FAASTAT_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fails at the caller's line, with both values, unless |got - want| <= relative * |want| (or both are equal).
 */
#define check_close(got, want, relative) check_close_at((got), (want), (relative), #got, __FILE__, __LINE__)

static inline void check_close_at(double got, double want, double relative, const char *what,
                                  const char *file, int line)
{
    if (got == want || fabs(got - want) <= relative * fabs(want)) {
        return;
    }
    print_error("%s: got %.17g, want %.17g, off by %.3g\n", what, got, want, fabs(got - want));
    _fail(file, line);
}

/* A file of reference values, behind its header. */
static inline FILE *open_rows(const char *path)
{
    char header[256];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    return file;
}

/* The next line of `rows`, and that of `data`, whose labels come in the same order, with the same one; false
 * behind the last. Both have room for `size` bytes. */
static inline bool read_labelled(FILE *rows, FILE *data, char *line, char *labelled, int size)
{
    if (fgets(line, size, rows) == NULL) {
        return false;
    }
    size_t label = strcspn(line, ",") + 1;
    do {
        assert_non_null(fgets(labelled, size, data));
    } while (strncmp(labelled, line, label) != 0);
    return true;
}

/* The numbers between commas, from the first comma on, `most` at most; nan is one. */
static inline size_t read_numbers(const char *line, double *numbers, size_t most)
{
    size_t n = 0;
    for (const char *c = strchr(line, ','); c != NULL && n < most; c = strchr(c + 1, ',')) {
        numbers[n++] = strtod(c + 1, NULL);
    }
    return n;
}

/* One named cmocka test for each row of a table whose rows have a `label`. */
#define CHECK_ROW(function, row)                                                                             \
    (struct CMUnitTest)                                                                                      \
    {                                                                                                        \
        (row)->label, (function), NULL, NULL, (void *)(row)                                                  \
    }

#endif
