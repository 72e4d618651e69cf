/* A table as the text of its tidy dump, which tests compare. */
#ifndef FAASTAT_TESTS_TIDY_H
#define FAASTAT_TESTS_TIDY_H

#include "check.h"

#include "table/tidy_write.h"

/* Caller frees. */
static inline char *as_tidy(const struct table *table)
{
    char *text = NULL;
    size_t n;
    struct error err = {{0}};
    FILE *stream = open_memstream(&text, &n);
    assert_int_equal(tidy_write(table, false, 1, stream, &err), OK);
    fclose(stream);
    return text;
}

#endif
