/*
 * Most lines of a Lambda log, as Lambda writes them, cut in place: a START, an END and a REPORT at the
 * beginning of their lines, and lines that say nothing. Whatever else there is, is for lambda_log, which
 * would make the same of these. Inside of lambda_lines.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_PLAIN_H

#include "formats/cloud/lambda_requests.h"

/* A text that the line before had, too, and its code in a column. */
struct lambda_known {
    char text[16];
    size_t n; /* 0: none yet */
    uint32_t code;
};

/* What lines before had, of the requests that they are added to. Zeroed: nothing. */
struct lambda_plain {
    struct lambda_known version, memory_mb, cold;
};

enum lambda_plainly {
    LAMBDA_NOT_PLAIN, /* nothing was done */
    LAMBDA_ADDED,     /* a START or a REPORT was added, of no stream */
    LAMBDA_NOTHING    /* the line says nothing of a request, and names no stream */
};

/* Takes a line of n bytes with a NUL behind it. */
enum status lambda_plain_take(struct lambda_plain *plain, struct lambda_requests *requests, const char *text,
                              size_t n, enum lambda_plainly *taken, struct error *err);

#endif
