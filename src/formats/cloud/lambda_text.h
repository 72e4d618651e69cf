/* The lines of Lambda's text log, and what they say of requests. Inside of lambda_log. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_TEXT_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_TEXT_H

#include "formats/cloud/lambda_requests.h"

/* A line of the log: n bytes with a NUL behind them, and what whoever has the line knows beside. */
struct lambda_line {
    const char *text;
    size_t n;
    struct place place;
    double time_s;                 /* when it was logged, NaN when only the line itself can tell */
    const char *stream;            /* its log stream, NULL: the line may tell */
    const char *function;          /* the function's name, or NULL */
    const char *id;                /* of the request, or NULL */
    char last_stream[LAMBDA_TEXT]; /* of the line before, which the rest of a message is of, too */
    bool is_last_unknown;          /* that line is in a block that another thread has */
};

/* Starts a record of the line with the time and the stream that it has or that stand before `message`. */
void lambda_text_begin(struct lambda_line *line, const char *message, struct lambda_record *record);
/* Whether the word is the name of a log stream. */
bool lambda_text_is_stream(struct span word);
/* Whether all that stands here is what logs put before messages: dates, streams, levels in brackets. */
bool lambda_text_is_prefix(const char *at, const char *end);
/* Takes a line, which may hold several messages; *used tells whether it says anything. BAD_DATA at the place.
 */
enum status lambda_text_take(struct lambda_requests *requests, struct lambda_line *line, bool *used,
                             struct error *err);

/* The name of the function that a log group ("/aws/lambda/name", with an account before it or none) is of;
 * NULL: of none. */
const char *lambda_text_function(const char *group);
/* Whether the bytes have a report in text. */
bool lambda_text_has_report(const char *bytes, size_t n);

#endif
