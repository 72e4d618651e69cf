#include "collect/event_stream.h"

#include <stdint.h>
#include <zlib.h>

enum {
    LENGTHS = 8, /* of the message, and of its headers */
    PRELUDE = 12,
    CHECKSUM = 4,
    STRING = 7 /* the type of a header whose value is text; those of strings are all that matter here */
};

static uint32_t read_u32(const char *bytes)
{
    const unsigned char *u = (const unsigned char *)bytes;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static bool is_checked(const char *bytes, size_t n)
{
    return crc32(0, (const Bytef *)bytes, (uInt)n) == read_u32(bytes + n);
}

/* Takes n bytes off the span; none are left, and none given, where it has fewer. */
static struct span cut(struct span *from, size_t n)
{
    struct span taken = {from->bytes, n};
    if (n > from->n) {
        from->n = 0;
        return (struct span){from->bytes, 0};
    }
    from->bytes += n;
    from->n -= n;
    return taken;
}

static bool is_name(struct span name, const char *text)
{
    return name.n == strlen(text) && memcmp(name.bytes, text, name.n) == 0;
}

/* Name and text of each header: a length in one byte, the name, the type, a length in two, the value. What is
 * behind a header of another type is not looked at. */
static void read_headers(struct span headers, struct event_message *message)
{
    while (headers.n > 0) {
        struct span length = cut(&headers, 1), name = cut(&headers, (unsigned char)length.bytes[0]),
                    head = cut(&headers, 3);
        if (head.n < 3 || head.bytes[0] != STRING) {
            return;
        }
        size_t n = (size_t)(unsigned char)head.bytes[1] << 8 | (unsigned char)head.bytes[2];
        struct span value = cut(&headers, n);
        if (is_name(name, ":message-type")) {
            message->kind = value;
        } else if (is_name(name, ":event-type") || is_name(name, ":exception-type")) {
            message->type = value;
        }
    }
}

bool event_stream_next(struct span *stream, struct event_message *message)
{
    if (stream->n < PRELUDE + CHECKSUM || !is_checked(stream->bytes, LENGTHS)) {
        return false;
    }
    size_t n = read_u32(stream->bytes), n_headers = read_u32(stream->bytes + CHECKSUM);
    if (n > stream->n || n < PRELUDE + CHECKSUM || n_headers > n - PRELUDE - CHECKSUM ||
        !is_checked(stream->bytes, n - CHECKSUM)) {
        return false;
    }
    struct span whole = cut(stream, n);
    *message = (struct event_message){
        .payload = {whole.bytes + PRELUDE + n_headers, n - PRELUDE - CHECKSUM - n_headers}};
    read_headers((struct span){whole.bytes + PRELUDE, n_headers}, message);
    return true;
}
