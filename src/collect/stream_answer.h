/* The answer of an invocation that comes in pieces, put together again. Knows no connection. */
#ifndef FAASTAT_COLLECT_STREAM_ANSWER_H
#define FAASTAT_COLLECT_STREAM_ANSWER_H

#include "base/text.h"

enum { STREAM_ERROR = 128 };

/* Zeroed: none. */
struct stream_answer {
    struct text body;         /* of all pieces; of a function that failed, what is said of the error */
    struct text log_result;   /* the end of the log, in base64 */
    char error[STREAM_ERROR]; /* what the failure is called; "": there was none */
    bool is_whole;            /* it has come to its end */
};

/* Reads the event stream of InvokeWithResponseStream. What is no such stream is not whole. BAD_SERVICE when
 * memory was out. Caller releases either way. */
enum status stream_answer_read(struct stream_answer *answer, struct span stream, struct error *err);
void stream_answer_release(struct stream_answer *answer);

#endif
