/*
 * How many requests a second a group's load consists of, by when they start, and what is the matter with
 * these times. Knows no table.
 */
#ifndef FAASTAT_ANALYSIS_THROUGHPUT_H
#define FAASTAT_ANALYSIS_THROUGHPUT_H

#include <stdbool.h>

#include "analysis/notes.h"
#include "stats/interval.h"
#include "stats/start_bins.h"

/* When the requests of a group began, failed ones and those that were cut off too. */
struct starts {
    double *start_s; /* of n requests in any order; NaN where it is not known */
    size_t n;
    const double *request;   /* numbers of the first n_numbered of them; NULL: they have none */
    size_t n_numbered;       /* the numbers are looked at where these are in the order of their starts */
    double successes;        /* how many of them ended well; NaN: nobody knows */
    size_t unknown;          /* requests beside these n, of which it is not known either */
    struct start_bins *bins; /* those that are known, instead, n is 0; NULL: none are counted there */
};

/* Whether starts at 0, if there are any, are no times: the others are ten times as far from it as from one
 * another, as by a clock that counts from 1970. NaN are passed over. */
bool throughput_lacks_0(const double *start_s, size_t n);

/* NaN where it can't be given; the notes say why. */
struct throughput_found {
    double per_s; /* (n - 1) / (last start - first start) */
    struct interval interval;
    double successes_per_s; /* the share of it that ended well */
    struct notes notes;
};

/*
 * Measures the throughput, with its interval at `level` (NaN: without). Requests without a start are left
 * out of it, and so are starts at 0 beside times that are far from it; gaps, starts that are alike, and those
 * that come before that of the request with the number before are said. Of starts in bins that are
 * not kept one by one it is not known which are alike. Puts the starts in order. `found` is
 * zeroed before; its notes are the caller's to release either way. BAD_SERVICE when memory is out.
 */
enum status throughput_find(const struct starts *starts, double level, struct throughput_found *found,
                            struct error *err);

#endif
