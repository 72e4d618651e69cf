/*
 * Most lines of a Lambda log, as Lambda writes them, cut in place at tabs that were found beforehand: START,
 * END and REPORT at the beginning of their lines, and lines that say nothing. Whatever else there is, is for
 * lambda_log, which would make the same of these. Inside of lambda_lines.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H

#include "formats/cloud/lambda_requests.h"

enum { LAMBDA_PLAIN = 128 }; /* so many are added at once */

/* A line of n bytes, with the offsets of its tabs. */
struct lambda_cut {
    const char *text;
    size_t n, number; /* of the file, from 1 */
    const uint32_t *tabs;
    size_t n_tabs;
    const char *tabs_from; /* what the offsets count from */
};

/* Lines that are to be added. Zeroed: none. */
struct lambda_plain {
    struct lambda_plain_line {
        const char *text;
        size_t n, number;
        bool is_start; /* or else a report */
    } lines[LAMBDA_PLAIN];
    size_t n, n_reports;
    struct span durations[LAMBDA_PLAIN], billed[LAMBDA_PLAIN], memory[LAMBDA_PLAIN],
        most_memory[LAMBDA_PLAIN];
    struct span inits[LAMBDA_PLAIN]; /* of 0 bytes where there is none */
};

enum lambda_plainly {
    LAMBDA_NOT_PLAIN,
    LAMBDA_LISTED, /* a START or a REPORT, of no stream, which is added later */
    LAMBDA_NOTHING /* it says nothing of a request, and names no stream */
};

/* What the line is. There has to be room in the list. */
enum lambda_plainly lambda_plain_list(struct lambda_plain *plain, const struct lambda_cut *line);
/* Adds what is listed, where *added; if not, because a number is no usual one, nothing was done. */
enum status lambda_plain_add(struct lambda_plain *plain, struct lambda_requests *requests, bool *added,
                             struct error *err);

#endif
