/* What every unit test includes first: cmocka with the headers that it wants, and comparison of doubles. */
#ifndef FAASTAT_TESTS_CHECK_H
#define FAASTAT_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

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

/* One named cmocka test for each row of a table whose rows have a `label`. */
#define CHECK_ROW(function, row)                                                                             \
    (struct CMUnitTest)                                                                                      \
    {                                                                                                        \
        (row)->label, (function), NULL, NULL, (void *)(row)                                                  \
    }

#endif
