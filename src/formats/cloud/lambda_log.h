/* The lines of a Lambda log, text and JSON among one another. Inside of the importers of Lambda's logs. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_LOG_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_LOG_H

#include "formats/cloud/lambda_text.h"

/* Zeroed but for what lambda_log_init sets: empty. */
struct lambda_log {
    struct lambda_requests requests;
    struct lambda_line line; /* what is known of the lines that come next; its texts are borrowed */
    struct text object;      /* the lines of an object that is not closed yet */
    struct place object_place;
    size_t object_begins, object_lines; /* bytes before its brace, lines */
    long object_open;                   /* its braces that are open */
    const struct record_sink *judge;    /* of each object; NULL: the line is judged as one */
    struct json_alike *alike; /* objects that are known, borrowed; NULL: nothing is to be known of them */
};

/* An empty log, of which request ids are kept where they are asked for. */
void lambda_log_init(struct lambda_log *log, const struct import_options *options);
/* Takes a line: n bytes with a NUL behind them. *passed counts lines that say nothing of a request. BAD_DATA
 * at the place. */
enum status lambda_log_take(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                            size_t *passed, struct error *err);
/* The same for several lines in one text, whose lines are counted on from the place's. */
enum status lambda_log_take_lines(struct lambda_log *log, const char *text, const struct place *place,
                                  size_t *passed, struct error *err);
/* The same for an object, such as {"type": "platform.report", ...}. */
enum status lambda_log_take_object(struct lambda_log *log, const struct json_spot *spot,
                                   const struct place *place, bool *used, struct error *err);
/* Adds the rows of all requests. */
enum status lambda_log_finish(struct lambda_log *log, const struct record_sink *sink, struct error *err);
void lambda_log_release(struct lambda_log *log);

/* Reads a log that is a JSON document, or several one behind the other: `take` finds in the sink's context
 * one log for all, so that a request may begin in one and end in another, and one that is told of twice
 * counts once. */
enum status lambda_log_read_documents(struct input *input,
                                      enum status (*take)(const struct json_spot *value,
                                                          const struct record_sink *sink, struct error *err),
                                      const struct record_sink *sink, struct error *err);

/* Whether behind the line, of n bytes with a NUL, no object is open, whatever is before it. */
bool lambda_log_leaves_none_open(const char *text, size_t n);
/* Whether the line, of n bytes that begin with an object, is that one alone, and says nothing of a request,
 * where none is open. */
bool lambda_log_is_nothing(const char *text, size_t n);
/* An empty log of lines that stand behind some, which others read, and in which no object is open. */
void lambda_log_init_behind(struct lambda_log *log, const struct lambda_log *like);
/* Goes on with what such a log had, whose lines stand behind those that are there, where no object is open;
 * it is left to be released. */
enum status lambda_log_join(struct lambda_log *log, struct lambda_log *behind, struct error *err);

#endif
