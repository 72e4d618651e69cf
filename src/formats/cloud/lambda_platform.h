/* The objects of Lambda's log in JSON format, {"type": "platform.report", ...}. Inside of lambda_log. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_PLATFORM_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_PLATFORM_H

#include "formats/cloud/lambda_text.h"
#include "read/json_alike.h"

enum lambda_object_kind {
    LAMBDA_NO_OBJECT, /* not Lambda's own */
    LAMBDA_OTHER,     /* which says nothing of a request */
    LAMBDA_OBJECT_START,
    LAMBDA_OBJECT_REPORT,
    LAMBDA_OBJECT_INIT,
    LAMBDA_OBJECT_RESTORE,
    LAMBDA_OBJECT_DONE
};

/* An object, and what it says by itself: its time in end_s, no more than it names. */
struct lambda_object {
    enum lambda_object_kind kind;
    struct lambda_record record;
};

/* BAD_DATA at the spot. */
enum status lambda_object_read(const struct json_spot *spot, struct lambda_object *object, struct error *err);
/* Whether it says something of a request. */
bool lambda_object_says(const struct lambda_object *object);
/* Adds what it says, and its line, which tells what it does not. BAD_DATA at the line. */
enum status lambda_object_add(struct lambda_requests *requests, const struct lambda_object *object,
                              struct lambda_line *line, struct error *err);

/* Where values stand that differ from object to object of one kind. */
enum {
    LAMBDA_TIME,
    LAMBDA_ID,
    LAMBDA_DURATION,
    LAMBDA_BILLED,
    LAMBDA_MEMORY,
    LAMBDA_MOST_MEMORY,
    LAMBDA_INIT_DURATION,
    LAMBDA_RESTORE,
    LAMBDA_BILLED_RESTORE,
    LAMBDA_HOLES
};
extern const struct json_hole lambda_object_holes[LAMBDA_HOLES];
/* Gives an object the values of one like it; false where they are not as is usual. */
bool lambda_object_fill(struct lambda_object *object, const struct json_filled values[LAMBDA_HOLES]);

#endif
