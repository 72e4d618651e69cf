/* A TCP connection to one server, with what has been received and not looked at yet. Knows nothing of HTTP
 * but its lines. */
#ifndef HANDLER_CONNECTION_H
#define HANDLER_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "error.h"

enum { CONNECTION_HOST = 256 };

struct connection {
    char host[CONNECTION_HOST]; /* host:port */
    int socket;                 /* -1: closed */
    bool heard;                 /* a byte, since whoever asks has set it to false */
    size_t from, to;            /* what of `in` has not been looked at */
    char in[16384];
};

/* Nothing is opened yet. BAD_CONFIG when `host` is not host:port. */
enum status connection_init(struct connection *connection, const char *host, struct error *err);
/* Within a second for each address of the host, or NO_SERVICE. */
enum status connection_open(struct connection *connection, struct error *err);
void connection_close(struct connection *connection);

/* Sends the parts, which it spoils, as one. A failure is left to be found by who receives: a server may
 * refuse a request that it has not read to its end. */
void connection_send(struct connection *connection, struct iovec *parts, size_t n);

/* Receives what there is, at least a byte, when all has been looked at; *ended: the server has closed the
 * connection. */
enum status connection_receive(struct connection *connection, bool *ended, struct error *err);
/* The same where an end is an error. */
enum status connection_need(struct connection *connection, struct error *err);
/* A line without its CRLF, which counts into `size`, and with a NUL behind it. */
enum status connection_read_line(struct connection *connection, char *line, size_t size, struct error *err);

#endif
