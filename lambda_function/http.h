/*
 * A client of one HTTP/1.1 server on this machine or near it, over one connection that is kept alive (RFC
 * 9112): no TLS, no proxy, no redirection, no compression. Strict: what an answer must not look like is an
 * error, so that the two sides never disagree where it ends. Knows nothing of Lambda.
 */
#ifndef HANDLER_HTTP_H
#define HANDLER_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct http;

struct http_request {
    const char *path;
    const char *headers; /* lines that each end in CRLF; "" for none */
    const char *body;    /* of a POST; NULL: a GET */
};

struct http_answer {
    int code;
    const char *body; /* with a NUL behind its `n` bytes; borrowed until the next call */
    size_t n;
    bool too_large; /* and what goes beyond the limit was thrown away */
};

/* `host` is host:port; nothing is sent yet. BAD_CONFIG when it is none. Caller frees. */
enum status http_new(struct http **http, const char *host, size_t most_body, struct error *err);
void http_free(struct http *http);

/*
 * Sends a request and waits for its answer, without a limit in time once there is a connection. A connection
 * that was kept alive and turns out to be closed is opened again, once. NO_SERVICE when there is no answer,
 * or none that HTTP/1.1 allows.
 */
enum status http_call(struct http *http, const struct http_request *request, struct http_answer *answer,
                      struct error *err);
/* The value of a header of the last answer, the first of that name; NULL when it is not there. Borrowed. */
const char *http_header(const struct http *http, const char *name);

#endif
