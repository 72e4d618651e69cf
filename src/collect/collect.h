/* Carries a plan out: block by block, request by request, row by row. */
#ifndef FAASTAT_COLLECT_COLLECT_H
#define FAASTAT_COLLECT_COLLECT_H

#include "collect/plan.h"

enum { MOST_CAUSES = 32 };

/* What has been done since the begin, or since it was gone on with. */
struct collect_tally {
    size_t found; /* rows that were there before */
    size_t made, failed;
    size_t not_cold; /* of those that were to be, as far as anybody says */
    struct {
        const char *cause;
        size_t n;
    } causes[MOST_CAUSES];
    size_t n_causes;
};

/* How it goes, for a person who waits. */
struct collect_state {
    const char *experiment, *model;
    unsigned memory_mb;   /* 0: not known */
    size_t done, n;       /* rows of the plan */
    size_t failed;        /* since the begin */
    double per_s, left_s; /* NaN: not known */
};

struct collect_options {
    const char *output;       /* NULL: standard output */
    bool csv_safe;            /* no cell that a spreadsheet takes for a formula */
    const char *ca_file;      /* PEM; NULL: the system's */
    const char *headers_file; /* a header a line, sent to addresses; NULL: none */
    void (*tell)(void *context, const struct collect_state *state); /* NULL: nobody is told */
    void *context;
};

/*
 * Makes the requests that have no row in options->output yet. What was changed of functions is put back,
 * whatever happens. BAD_SERVICE when the run was broken off: by a signal, whose number is then in *signal
 * (else 0), by a disk that is full, or by credentials that are refused. The tally is filled in either way.
 */
enum status collect_run(struct plan *plan, const struct collect_options *options, struct collect_tally *tally,
                        int *signal, struct error *err);

#endif
