/* What is measured: a function, an address, or both, and what is sent to it. Knows no plan. */
#ifndef FAASTAT_COLLECT_SUBJECT_H
#define FAASTAT_COLLECT_SUBJECT_H

#include "collect/lambda_api.h"

/* A function by name, an address, or a function whose requests go to an address. NULL: none. */
struct subject {
    const char *model; /* how the rows call it */
    const char *function, *url;
    const char *region; /* of the function, or the address that is signed for; NULL: the environment's */
    const char *qualifier, *invocation; /* of the function that is invoked */
    const char *sign;   /* the service that requests to the address are signed for; NULL: they are not */
    const char *method; /* of requests to the address; NULL: POST with a payload, else GET */
    /* What is sent, by itself or in files, one of the three; none: the function is sent {}. */
    const char *payload, *payload_file, *payload_dir;
};

/* BAD_USAGE, without a place, for an address or a name that cannot be used. */
enum status subject_check(const struct subject *subject, struct error *err);
/* Copies all texts but those of payloads; the caller releases the copy, also on failure. */
enum status subject_copy(const struct subject *subject, struct subject *copy, struct error *err);
void subject_release(struct subject *copy);

/* That of its word, "event" or "stream", and else the one that waits. */
enum invocation subject_invocation(const struct subject *subject);

#endif
