#include "connection.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_TIMEOUT_S = 1 };

enum status connection_init(struct connection *connection, const char *host, struct error *err)
{
    static const char in_hosts[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    const char *colon = host + strspn(host, in_hosts);
    size_t digits = *colon == ':' ? strspn(colon + 1, "0123456789") : 0;
    connection->socket = -1;
    if (colon == host || digits == 0 || colon[1 + digits] != '\0' ||
        strlen(host) >= sizeof connection->host) {
        return error_set(err, BAD_CONFIG, "found '%.40s', expected host:port", host);
    }
    snprintf(connection->host, sizeof connection->host, "%s", host);
    return OK;
}

void connection_close(struct connection *connection)
{
    if (connection->socket >= 0) {
        close(connection->socket);
    }
    connection->socket = -1;
    connection->from = connection->to = 0;
}

/* Lets connect() and send() wait that long at most; 0: for ever. */
static void limit_sending(int socket, time_t seconds)
{
    const struct timeval limit = {.tv_sec = seconds};
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/* A socket that is connected to that address; -1 with errno. */
static int open_address(const struct addrinfo *address)
{
    const int on = 1;
    int found = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);
    if (found < 0) {
        return -1;
    }
    limit_sending(found, CONNECT_TIMEOUT_S);
    if (connect(found, address->ai_addr, address->ai_addrlen) != 0) {
        int problem = errno == EINPROGRESS ? ETIMEDOUT : errno;
        close(found);
        errno = problem;
        return -1;
    }
    limit_sending(found, 0);
    setsockopt(found, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return found;
}

enum status connection_open(struct connection *connection, struct error *err)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char name[CONNECTION_HOST];
    snprintf(name, sizeof name, "%s", connection->host);
    char *colon = strchr(name, ':');
    *colon = '\0';
    int code = getaddrinfo(name, colon + 1, &hints, &found);
    if (code != 0) {
        return error_set(err, NO_SERVICE, "cannot find %.40s: %s", connection->host, gai_strerror(code));
    }
    for (const struct addrinfo *at = found; at != NULL && connection->socket < 0; at = at->ai_next) {
        connection->socket = open_address(at);
    }
    int problem = errno;
    freeaddrinfo(found);
    return connection->socket >= 0 ? OK
                                   : error_set(err, NO_SERVICE, "cannot connect to %.40s: %s",
                                               connection->host, strerror(problem));
}

void connection_send(struct connection *connection, struct iovec *parts, size_t n)
{
    while (n > 0) {
        const struct msghdr message = {.msg_iov = parts, .msg_iovlen = n};
        ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return;
        }
        for (size_t rest = sent < 0 ? 0 : (size_t)sent; n > 0; parts++, n--) {
            if (rest < parts->iov_len) {
                parts->iov_base = (char *)parts->iov_base + rest;
                parts->iov_len -= rest;
                break;
            }
            rest -= parts->iov_len;
        }
    }
}

enum status connection_receive(struct connection *connection, bool *ended, struct error *err)
{
    ssize_t n;
    do {
        n = recv(connection->socket, connection->in, sizeof connection->in, 0);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return error_set(err, NO_SERVICE, "%s", strerror(errno));
    }
    *ended = n == 0;
    connection->heard |= n > 0;
    connection->from = 0;
    connection->to = (size_t)n;
    return OK;
}

enum status connection_need(struct connection *connection, struct error *err)
{
    bool ended;
    enum status status = connection_receive(connection, &ended, err);
    return status != OK || !ended
               ? status
               : error_set(err, NO_SERVICE, "the connection was closed before the end of an answer");
}

enum status connection_read_line(struct connection *connection, char *line, size_t size, struct error *err)
{
    size_t n = 0;
    for (bool ended = false; !ended;) {
        if (connection->from == connection->to) {
            enum status status = connection_need(connection, err);
            if (status != OK) {
                return status;
            }
        }
        char c = connection->in[connection->from++];
        bool after_cr = n > 0 && line[n - 1] == '\r';
        ended = c == '\n' && after_cr;
        if (c == '\0' || after_cr != (c == '\n')) {
            return error_set(err, NO_SERVICE, "found a line with NUL, or with CR or LF alone");
        }
        if (n == size) {
            return error_set(err, NO_SERVICE, "found lines of more than %zu bytes", size);
        }
        line[n++] = c;
    }
    line[n - 2] = '\0';
    return OK;
}
