/*
 * Most lines of a Lambda log, as Lambda writes them, cut in place at tabs that were found beforehand: START,
 * END and REPORT at the beginning of their lines, or behind a date, or a date and a stream; and lines that
 * say nothing. Whatever else there is, is for lambda_log, which would make the same of these. Inside of
 * lambda_lines.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H

#include "formats/cloud/lambda_text.h"

enum { LAMBDA_PLAIN = 128 }; /* so many are added at once */

/* A line of n bytes, with the offsets of its tabs. */
struct lambda_cut {
    const char *text;
    size_t n, number; /* of the file, from 1 */
    const uint32_t *tabs;
    size_t n_tabs;
    const char *tabs_from; /* what the offsets count from */
};

/* What stands before the message of lines of one kind: of 0 bytes, NaN, where nothing does. */
struct lambda_before {
    struct span streams[LAMBDA_PLAIN], versions[LAMBDA_PLAIN];
    double times_s[LAMBDA_PLAIN];
    bool has_streams, has_times; /* any has */
};

/* Lines that are to be added, and what is known of the last stream. Zeroed: none. */
struct lambda_plain {
    struct lambda_plain_line {
        const char *text;
        size_t n, number;
        const char *message;
        bool is_start; /* or else a report */
    } lines[LAMBDA_PLAIN];
    size_t n, n_reports;
    struct span durations[LAMBDA_PLAIN], billed[LAMBDA_PLAIN], memory[LAMBDA_PLAIN],
        most_memory[LAMBDA_PLAIN];
    struct span inits[LAMBDA_PLAIN]; /* of 0 bytes where there is none */
    struct lambda_before before_reports, before_starts;
    struct span stream, version; /* that were looked at last, borrowed */
    struct span last_stream;     /* of the last line that tells it, */
    bool tells_stream;           /* if one does since it was asked last */
};

enum lambda_plainly {
    LAMBDA_NOT_PLAIN,
    LAMBDA_LISTED, /* a START or a REPORT, which is added later */
    LAMBDA_NOTHING /* it says nothing of a request */
};

/* What the line is. There has to be room in the list. */
enum lambda_plainly lambda_plain_list(struct lambda_plain *plain, const struct lambda_cut *line);
void lambda_plain_empty(struct lambda_plain *plain);
/* Adds what is listed, where *added; if not, because a number is no usual one, nothing was done. */
enum status lambda_plain_add(struct lambda_plain *plain, struct lambda_requests *requests, bool *added,
                             struct error *err);

#endif
