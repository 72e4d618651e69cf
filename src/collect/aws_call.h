/*
 * One try of a call of a service of AWS: signed, sent, and its answer in memory; and what all that call have
 * in common, waits between tries and the words of a refusal. Knows no service and no answer.
 */
#ifndef FAASTAT_COLLECT_AWS_CALL_H
#define FAASTAT_COLLECT_AWS_CALL_H

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>

#include "base/text.h"
#include "collect/aws.h"

struct aws_caller {
    struct aws aws;
    CURL *easy;          /* kept, so that its connection is */
    const char *ca_file; /* PEM, borrowed; NULL: the system's */
    struct text answer;  /* of the last try */
    size_t most_answer;  /* bytes that it may have */
    bool lacks_memory;   /* for that answer */
    double pace_s;       /* the first wait of a back-off, which grows from try to try */
    unsigned short random[3];
    const volatile sig_atomic_t *stop; /* set by somebody else: stop waiting; NULL: nobody does */
};

/* As aws_init(); caller releases. */
enum status aws_caller_init(struct aws_caller *caller, const struct aws_service *service, const char *region,
                            struct error *err);
void aws_caller_release(struct aws_caller *caller);

struct aws_request {
    const char *url;
    const char *method;      /* PUT or POST; NULL: a GET, without a body */
    const char *body, *type; /* the content, and its type */
    const char *target;      /* of X-Amz-Target; NULL: none */
};

/* Sends it once. *http is the HTTP status, and 0 when there was no answer; `why`, of CURL_ERROR_SIZE bytes,
 * says then why not. */
enum status aws_try(struct aws_caller *caller, const struct aws_request *request, long *http, char *why,
                    struct error *err);

bool aws_is_stopped(const struct aws_caller *caller);
/* Sleeps; false, and early, when it is told to stop. */
bool aws_wait(const struct aws_caller *caller, double seconds);
/* A random wait of at most pace_s * growth^try, and at most `most` times pace_s. */
double aws_back_off(struct aws_caller *caller, double growth, unsigned try, double most);

/* The last answer as JSON, NULL where it is none; the caller's to decref. BAD_SERVICE when memory is out. */
enum status aws_read_answer(const struct aws_caller *caller, size_t flags, json_t **answer,
                            struct error *err);
enum { AWS_ERROR_TYPE = 64 };
/* The exception that the last answer's header names, or else its body; "" without one. */
void aws_copy_error_type(const struct aws_caller *caller, const json_t *answer, char type[AWS_ERROR_TYPE]);

/* What the user can do about an exception. */
struct aws_advice {
    const char *type, *text; /* the text begins with "; " */
};
/* BAD_SERVICE that says what the service refused, of what ("function 'a'"), in its own words; `service`
 * (ended by a zeroed one) has advice beside what holds for all services. */
enum status aws_refuse(struct aws_caller *caller, const char *of, long http, const json_t *answer,
                       const struct aws_advice *advices, struct error *err);

#endif
