/* The status of everything that can fail, and the one message that explains a failure. */
#ifndef FAASTAT_BASE_ERROR_H
#define FAASTAT_BASE_ERROR_H

#include <stddef.h>

/* The exit statuses of the program, used from the deepest parser up to main. */
enum status {
    OK = 0,
    CLAIM_FAILED = 1, /* the data contradict a claim, or a regression was found */
    BAD_USAGE = 2,    /* an option, an argument or a figure file is wrong */
    BAD_DATA = 3,     /* the input is malformed, or cannot support the number asked for */
    BAD_SERVICE = 4   /* gnuplot, the network, the disk or memory failed us */
};

/* Where in an input something was found. Line and column count from 1; 0 is not known and not printed. */
struct place {
    const char *file;
    size_t line, column;
};

/* The first failure; zeroed before use. */
struct error {
    char text[512];
};

/*
 * Each stores its message, unless an earlier one is there, and returns the status that it is given (error_at:
 * BAD_DATA), so that a failure is one statement. `err` is never NULL.
 */
enum status error_set(struct error *err, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
enum status error_at(struct error *err, const struct place *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "not enough memory", BAD_SERVICE. */
enum status error_no_memory(struct error *err);
/*
 * For callers that can go on where data can't support what was asked: OK for OK and BAD_DATA, whatever `why`
 * says; any other status is passed on, with what `why` says in err. Nobody goes on after the others.
 */
enum status error_forgive(enum status status, const struct error *why, struct error *err);

/*
 * What these return is also said where they are called, so that compilers and analysers, which do not look
 * into error.c, know that a failure is never OK.
 */
static inline enum status status_same(enum status status)
{
    return status;
}
#define error_set(err, status, ...) (error_set((err), (status), __VA_ARGS__), status_same(status))
#define error_at(err, ...)          (error_at((err), __VA_ARGS__), status_same(BAD_DATA))
#define error_no_memory(err)        (error_no_memory(err), status_same(BAD_SERVICE))

#endif
