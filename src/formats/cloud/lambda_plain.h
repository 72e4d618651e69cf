/*
 * Most lines of a Lambda log, as Lambda writes them, cut in place at tabs that were found beforehand: START,
 * END and REPORT at the beginning of their lines, or behind a date, or a date and a stream; and lines that
 * say nothing. Whatever else there is, is for lambda_log, which would make the same of these. Inside of
 * lambda_lines.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H

#include "formats/cloud/lambda_list.h"
#include "formats/cloud/lambda_text.h"

/* A line of n bytes, with the offsets of its tabs. */
struct lambda_cut {
    const char *text;
    size_t n, number; /* of the file, from 1 */
    const uint32_t *tabs;
    size_t n_tabs;
    const char *tabs_from; /* what the offsets count from */
};

/* What is known of the lines before. Zeroed: nothing. Texts are borrowed. */
struct lambda_plain {
    struct span stream, version; /* that were looked at last */
    struct span date, here;      /* what stands before the message of this line: a stream is here */
    struct span last_stream;     /* of the last line that tells it, */
    bool tells_stream;           /* if one does since it was asked last */
};

enum lambda_plainly {
    LAMBDA_NOT_PLAIN,
    LAMBDA_LISTED, /* what it says is added later */
    LAMBDA_NOTHING /* it says nothing of a request */
};

/* What the line is. There has to be room in the list. */
enum lambda_plainly lambda_plain_list(struct lambda_plain *plain, struct lambda_list *list,
                                      const struct lambda_cut *line);

#endif
