#include "http.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "connection.h"

enum {
    REQUEST_HEAD = 2048,
    HEAD = 65536,     /* bytes of all header lines of an answer; Lambda's are under 10 kB */
    CHUNK_LINE = 256, /* of a chunk's size and its extensions */
    MOST_INTERIM = 8, /* answers 1xx before the answer */
    MOST_DIGITS = 15  /* of a length, decimal or hexadecimal */
};
/* What is read of a body that is too large, so that the connection stays usable; beyond that it is closed. */
static const size_t MOST_READ = 32 << 20;

struct http {
    struct connection connection;
    bool keep;       /* the connection after this answer */
    char head[HEAD]; /* the answer's header lines, each with a NUL behind it */
    size_t n_head;
    char *body; /* with a NUL behind it */
    size_t capacity;
    size_t n_read; /* of the answer's body */
    size_t most;   /* that are kept of it */
};

enum status http_new(struct http **http, const char *host, size_t most_body, struct error *err)
{
    struct http *new = calloc(1, sizeof *new);
    *http = new;
    if (new == NULL) {
        return error_no_memory(err);
    }
    new->most = most_body;
    new->capacity = 1; /* there is always a body, be it empty */
    new->body = malloc(new->capacity);
    enum status status = connection_init(&new->connection, host, err);
    if (status == OK && new->body == NULL) {
        status = error_no_memory(err);
    }
    if (status != OK) {
        http_free(new);
        *http = NULL;
    }
    return status;
}

void http_free(struct http *http)
{
    if (http != NULL) {
        connection_close(&http->connection);
        free(http->body);
        free(http);
    }
}

/* Letters, digits and some signs, a colon, and no control character behind: RFC 9110, 5.1 and 5.5. */
static bool is_header(const char *line)
{
    static const char in_names[] =
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t n = strspn(line, in_names);
    bool right = n > 0 && line[n] == ':';
    for (const char *c = line + n; right && *c != '\0'; c++) {
        right = *c == '\t' || ((unsigned char)*c >= ' ' && *c != '\x7f');
    }
    return right;
}

/* The value of the next header of that name from `*place` on, which is moved behind it. */
static const char *next_value(const struct http *http, const char *name, size_t *place)
{
    size_t length = strlen(name);
    while (*place < http->n_head) {
        const char *line = http->head + *place;
        *place += strlen(line) + 1;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            return line + length + 1 + strspn(line + length + 1, " \t");
        }
    }
    return NULL;
}

const char *http_header(const struct http *http, const char *name)
{
    size_t place = 0;
    return next_value(http, name, &place);
}

/* "HTTP/1.1 200 OK"; what is behind the code may be missing. */
static enum status parse_status_line(struct http *http, const char *line, int *code, struct error *err)
{
    enum { MINOR = 7, CODE = 9 }; /* where they stand */
    bool right = strncmp(line, "HTTP/1.", MINOR) == 0 && (line[MINOR] == '0' || line[MINOR] == '1') &&
                 line[MINOR + 1] == ' ' && strspn(line + CODE, "0123456789") == 3 && line[CODE] >= '1' &&
                 line[CODE] <= '5' && (line[CODE + 3] == ' ' || line[CODE + 3] == '\0');
    if (!right) {
        return error_set(err, NO_SERVICE, "found status line '%.40s'", line);
    }
    *code = (int)strtol(line + CODE, NULL, 10);
    http->keep = line[MINOR] == '1';
    return OK;
}

static enum status read_head(struct http *http, int *code, struct error *err)
{
    enum status status = connection_read_line(&http->connection, http->head, HEAD, err);
    if (status == OK) {
        status = parse_status_line(http, http->head, code, err);
    }
    http->n_head = 0;
    while (status == OK) {
        char *line = http->head + http->n_head;
        status = connection_read_line(&http->connection, line, HEAD - http->n_head, err);
        if (status != OK || line[0] == '\0') {
            break;
        }
        if (!is_header(line)) {
            return error_set(err, NO_SERVICE, "found header '%.40s'", line);
        }
        size_t n = strlen(line);
        while (line[n - 1] == ' ' || line[n - 1] == '\t') {
            line[--n] = '\0';
        }
        http->n_head += n + 1;
    }
    return status;
}

static enum status keep_bytes(struct http *http, const char *bytes, size_t n, struct http_answer *answer,
                              struct error *err)
{
    if (answer->too_large || n > http->most - answer->n) {
        answer->too_large = true;
        return OK;
    }
    if (answer->n + n + 1 > http->capacity) {
        size_t capacity = 2 * (answer->n + n + 1);
        char *larger = realloc(http->body, capacity);
        if (larger == NULL) {
            return error_no_memory(err);
        }
        http->body = larger;
        http->capacity = capacity;
    }
    memcpy(http->body + answer->n, bytes, n);
    answer->n += n;
    return OK;
}

/* Whether the body is so large that no more of it is read; the connection is of no use then. */
static bool is_enough(const struct http *http)
{
    return http->n_read > MOST_READ;
}

/* Takes what has been received, `most` bytes of it at most; returns how many these were. */
static size_t take_bytes(struct http *http, uint64_t most, struct http_answer *answer, struct error *err)
{
    struct connection *connection = &http->connection;
    size_t n = connection->to - connection->from;
    n = most < n ? (size_t)most : n;
    keep_bytes(http, connection->in + connection->from, n, answer, err);
    connection->from += n;
    http->n_read += n;
    return n;
}

/* The next `n` bytes of the body. */
static enum status read_bytes(struct http *http, uint64_t n, struct http_answer *answer, struct error *err)
{
    while (n > 0 && err->status == OK && !is_enough(http)) {
        if (http->connection.from == http->connection.to) {
            connection_need(&http->connection, err);
        }
        n -= take_bytes(http, n, answer, err);
    }
    return err->status;
}

/* A whole number of that base and nothing else. */
static bool is_length(const char *text, const char *digits, int base, uint64_t *length)
{
    size_t n = strspn(text, digits);
    *length = strtoull(text, NULL, base);
    return n > 0 && n <= MOST_DIGITS && text[n] == '\0';
}

static enum status read_chunks(struct http *http, struct http_answer *answer, struct error *err)
{
    char line[CHUNK_LINE];
    uint64_t length = 1;
    while (length > 0) {
        enum status status = connection_read_line(&http->connection, line, sizeof line, err);
        if (status != OK) {
            return status;
        }
        line[strcspn(line, "; \t")] = '\0'; /* extensions */
        if (!is_length(line, "0123456789abcdefABCDEF", 16, &length)) {
            return error_set(err, NO_SERVICE, "found chunk size '%.40s'", line);
        }
        status = read_bytes(http, length, answer, err);
        if (status != OK || is_enough(http)) {
            return status;
        }
        status = connection_read_line(&http->connection, line, sizeof line, err);
        if (status != OK) {
            return status;
        }
        if (line[0] != '\0') { /* trailers as well, which nobody may send who was not asked */
            return error_set(err, NO_SERVICE, "found '%.40s' behind a chunk", line);
        }
    }
    return OK;
}

static enum status read_until_closed(struct http *http, struct http_answer *answer, struct error *err)
{
    http->keep = false;
    for (bool ended = false; !ended && err->status == OK && !is_enough(http);) {
        take_bytes(http, UINT64_MAX, answer, err);
        connection_receive(&http->connection, &ended, err);
    }
    return err->status;
}

/* What says how long a body is must not be there twice (RFC 9112, 6.3). */
static enum status read_body(struct http *http, struct http_answer *answer, struct error *err)
{
    size_t behind_coding = 0, behind_length = 0;
    uint64_t length = 0;
    const char *coding = next_value(http, "Transfer-Encoding", &behind_coding);
    const char *digits = next_value(http, "Content-Length", &behind_length);
    if ((coding != NULL &&
         (digits != NULL || next_value(http, "Transfer-Encoding", &behind_coding) != NULL)) ||
        (digits != NULL && next_value(http, "Content-Length", &behind_length) != NULL)) {
        return error_set(err, NO_SERVICE, "found more than one length of an answer");
    }
    if (coding != NULL && strcasecmp(coding, "chunked") != 0) {
        return error_set(err, NO_SERVICE, "found transfer coding '%.40s', expected chunked", coding);
    }
    if (digits != NULL && !is_length(digits, "0123456789", 10, &length)) {
        return error_set(err, NO_SERVICE, "found length '%.40s'", digits);
    }
    if (answer->code == 204 || answer->code == 304) {
        return OK;
    }
    return coding != NULL   ? read_chunks(http, answer, err)
           : digits != NULL ? read_bytes(http, length, answer, err)
                            : read_until_closed(http, answer, err);
}

static enum status read_answer(struct http *http, struct http_answer *answer, struct error *err)
{
    enum status status;
    int n = 0;
    do {
        status = n++ > MOST_INTERIM
                     ? error_set(err, NO_SERVICE, "found more than %d answers of status 1xx", MOST_INTERIM)
                     : read_head(http, &answer->code, err);
    } while (status == OK && answer->code < 200);
    if (status == OK) {
        status = read_body(http, answer, err);
    }
    if (status != OK) {
        return status;
    }
    const char *connection = http_header(http, "Connection");
    http->body[answer->n] = '\0';
    answer->body = http->body;
    /* What came behind the answer was not asked for. */
    http->keep &= !is_enough(http) && http->connection.from == http->connection.to &&
                  (connection == NULL || strcasecmp(connection, "close") != 0);
    return OK;
}

/* One try. */
static enum status exchange(struct http *http, const char *head, const char *body, struct http_answer *answer,
                            struct error *err)
{
    struct connection *connection = &http->connection;
    enum status status = connection->socket >= 0 ? OK : connection_open(connection, err);
    *answer = (struct http_answer){0};
    http->n_read = 0;
    connection->heard = false;
    if (status == OK) {
        struct iovec parts[] = {{.iov_base = (void *)(uintptr_t)head, .iov_len = strlen(head)},
                                {.iov_base = (void *)(uintptr_t)body, .iov_len = strlen(body)}};
        connection_send(connection, parts, 2);
        status = read_answer(http, answer, err);
    }
    if (status != OK || !http->keep) {
        connection_close(connection);
    }
    return status;
}

enum status http_call(struct http *http, const struct http_request *request, struct http_answer *answer,
                      struct error *err)
{
    char head[REQUEST_HEAD], length[64] = "";
    const char *body = request->body == NULL ? "" : request->body;
    if (request->body != NULL) {
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", strlen(body));
    }
    int n = snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n",
                     request->body == NULL ? "GET" : "POST", request->path, http->connection.host,
                     request->headers, length);
    if (n < 0 || (size_t)n >= sizeof head) {
        return error_set(err, NO_SERVICE, "a request has too long a header");
    }
    struct error why = {0};
    bool kept = http->connection.socket >= 0;
    enum status status = exchange(http, head, body, answer, &why);
    if (status == NO_SERVICE && kept && !http->connection.heard) {
        why = (struct error){0};
        status = exchange(http, head, body, answer, &why);
    }
    return status == OK ? OK : error_set(err, status, "%s", why.text);
}
