/* From the bytes of an event to what it asks for, and from a result to the bytes of the answer. */
#ifndef HANDLER_EVENT_H
#define HANDLER_EVENT_H

#include <stdbool.h>

#include "image.h"

/* All zero: the picture of the environment, and nothing but the time. */
struct request {
    struct picture picture;
    size_t top; /* how many of the likeliest classes are wanted as well */
};

/*
 * Any JSON is an event. An object with text in "body" is from an HTTP front (API Gateway, a load balancer, a
 * function URL), and the body holds options as a JSON object:
 *   "top": N          the N likeliest classes are answered too
 *   "image": BASE64   a PPM or JPEG for this request
 * BAD_EVENT when it is not JSON, BAD_REQUEST when the body is anything else. Caller releases, if OK.
 */
enum status request_parse(struct request *request, const char *event, size_t n, struct error *err);
void request_release(struct request *request);

/* What a client is told in headers, as Lambda tells it only the log. */
struct telling {
    const char *environment; /* its name; NULL: nothing is told */
    const char *memory_mb;   /* NULL: not known */
    double init_s;           /* from the start of the process until it could take an event */
    bool cold;               /* the first event of this process */
};

/*
 * {"statusCode":200,"headers":{...},"body":"0.091116"}, without headers when nothing is told; every event
 * source takes that. Caller frees; NULL: no memory.
 */
char *event_answer_result(const struct request *request, double inference_s, const float *probabilities,
                          size_t n, const struct telling *telling);
/* {"statusCode":400,"headers":{...},"body":"..."} */
char *event_answer_refusal(const struct error *err, const struct telling *telling);

#endif
