/* What each racer in C does: the probabilities of a first pass as one line, then for each line of standard
 * input a pass, and its seconds by the clock and of this process' CPU time. race.js is the same in
 * JavaScript. */
#ifndef HANDLER_RACE_H
#define HANDLER_RACE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "error.h"

static inline double race_clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Fills `values` with the raw floats of the file, whose size has to be theirs. */
static inline enum status race_read_input(const char *path, float *values, size_t n, struct error *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(values, sizeof *values, n, file) != n || fgetc(file) != EOF) {
        error_set(err, BAD_IMAGE, "cannot read %zu floats from '%.100s'", n, path);
    }
    if (file != NULL) {
        fclose(file);
    }
    return err->status;
}

/* `run` makes a pass and returns `n` probabilities, or NULL when it fails, which ends the process. */
static inline int race(const float *(*run)(void *context, size_t *n, struct error *err), void *context)
{
    struct error err = {0};
    size_t n;
    const float *probabilities = run(context, &n, &err);
    for (size_t i = 0; probabilities != NULL && i < n; i++) {
        printf("%.9g%c", (double)probabilities[i], i + 1 < n ? ' ' : '\n');
    }
    for (int c; probabilities != NULL && fflush(stdout) == 0 && (c = getchar()) != EOF;) {
        if (c == '\n') {
            double start_s = race_clock_s(CLOCK_MONOTONIC), cpu_s = race_clock_s(CLOCK_PROCESS_CPUTIME_ID);
            probabilities = run(context, &n, &err);
            cpu_s = race_clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_s;
            printf("%.9f %.9f\n", race_clock_s(CLOCK_MONOTONIC) - start_s, cpu_s);
        }
    }
    if (probabilities == NULL) {
        fprintf(stderr, "%s\n", err.text);
    }
    return probabilities == NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
