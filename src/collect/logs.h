/* Collects the log of a function from where it is: slice by slice of time, page by page, into a dump. */
#ifndef FAASTAT_COLLECT_LOGS_H
#define FAASTAT_COLLECT_LOGS_H

#include "collect/logs_dump.h"

/* What has been done. */
struct logs_tally {
    size_t found, read; /* events that were there before, and that were read now */
    size_t requests;    /* rows of the dump, when it is complete */
    size_t busy;        /* how often the service was */
    bool was_complete;  /* there was nothing to do */
    bool is_kept;       /* events are in a file, of which another run goes on */
};

/* How it goes, for a person who waits. */
struct logs_state {
    const char *group;
    double done;          /* the share of the time that is read, 0..1 */
    size_t events;        /* so far, those that were there before included */
    double per_s, left_s; /* NaN: not known */
};

struct logs_options {
    const char *output;  /* NULL: standard output */
    bool csv_safe;       /* no cell that a spreadsheet takes for a formula */
    const char *ca_file; /* PEM; NULL: the system's */
    const char *region;  /* NULL: the environment's */
    void (*tell)(void *context, const struct logs_state *state); /* NULL: nobody is told */
    void *context;
};

/*
 * Reads what the wish asks for and options->output does not hold yet. BAD_DATA when no request is in it;
 * BAD_SERVICE when it was broken off: by a signal, whose number is then in *signal (else 0), by the service,
 * by a disk that is full; what was read by then is kept. What is to be told of events goes to `log`. The
 * tally is filled in either way.
 */
enum status logs_run(struct logs_wish *wish, const struct logs_options *options, struct logs_tally *tally,
                     struct import_log *log, int *signal, struct error *err);

#endif
