/* What comes back in pieces: AWS' event streams (application/vnd.amazon.eventstream), as far as an invocation
 * with a streamed answer has them. Knows no connection. */
#ifndef FAASTAT_COLLECT_EVENT_STREAM_H
#define FAASTAT_COLLECT_EVENT_STREAM_H

#include "base/text.h"

/* A message. Its spans lie in the stream. */
struct event_message {
    struct span kind;    /* :message-type, "event" or "exception"; empty: not told */
    struct span type;    /* :event-type or :exception-type, such as "PayloadChunk" */
    struct span payload; /* its content */
};

/*
 * Takes the next message off *stream. False when there is none: the stream is empty, or what it begins with
 * is no whole message with the right checksums.
 *
 * Source: Smithy, Amazon Event Stream Specification: lengths of the message and of its headers in 4 bytes
 * each, the CRC of these, the headers, the payload, the CRC of all before it; big-endian.
 */
bool event_stream_next(struct span *stream, struct event_message *message);

#endif
