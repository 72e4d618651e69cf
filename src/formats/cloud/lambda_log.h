/*
 * The lines of a Lambda log, text or JSON, put together to records: a START line tells when a request began,
 * a line far away that it timed out. Inside of the importers of Lambda's logs.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_LOG_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_LOG_H

#include "formats/cloud/lambda_record.h"
#include "table/dictionary.h"

/* Zeroed: empty. */
struct lambda_log {
    struct span environment; /* the log stream of the lines that come next, borrowed; of 0 bytes: not told */
    struct logged *records;
    size_t n, capacity;
    struct dictionary ids; /* request ids; their codes index what is known of each */
    struct known *known;
    size_t known_capacity;
};

/* A line of the log: n bytes with a NUL behind them, and when it was logged, NaN when only the line itself
 * can tell. */
struct lambda_line {
    const char *text;
    size_t n;
    struct place place;
    double time_s;
};

/* Takes one line; *used tells whether it says anything of a request. BAD_DATA at the place. */
enum status lambda_log_take(struct lambda_log *log, const struct lambda_line *line, bool *used,
                            struct error *err);
/* The same for several lines in one text, whose lines are counted on from the place's. */
enum status lambda_log_take_lines(struct lambda_log *log, const char *text, const struct place *place,
                                  double time_s, size_t *passed, struct error *err);
/* The same for an object, such as {"type": "platform.report", ...}. */
enum status lambda_log_take_object(struct lambda_log *log, const struct json_spot *object,
                                   const struct place *place, bool *used, struct error *err);
/* Adds the rows of all records, and then of the timeouts that no report tells of. */
enum status lambda_log_finish(const struct lambda_log *log, struct table *table, struct error *err);
void lambda_log_release(struct lambda_log *log);

/* Reads a log of lines, text and JSON among one another, to its end. */
enum status lambda_log_read(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err);

/* Whether the bytes have a REPORT line. */
bool lambda_log_looks_like_text(const char *bytes, size_t n);

#endif
