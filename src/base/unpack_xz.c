/* xz, by liblzma. */
#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/unpack_kind.h"

/* What decoding may take, enough for every preset of xz: memory that a stranger asks for. */
static const uint64_t MOST_MEMORY = (uint64_t)256 << 20;

static bool is_xz(const char *bytes, size_t n)
{
    return n >= 6 && memcmp(bytes,
                            "\xFD"
                            "7zXZ\0",
                            6) == 0;
}

static void *start_xz(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    lzma_stream *stream = calloc(1, sizeof *stream);
    if (stream != NULL && lzma_stream_decoder(stream, MOST_MEMORY, LZMA_CONCATENATED) != LZMA_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

static enum status step_xz(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    lzma_stream *stream = state;
    stream->next_in = (const uint8_t *)buffers->in;
    stream->avail_in = buffers->in_n;
    stream->next_out = (uint8_t *)buffers->out;
    stream->avail_out = buffers->out_n;
    lzma_ret result = lzma_code(stream, LZMA_RUN);
    if (result == LZMA_MEM_ERROR) {
        return error_no_memory(err);
    }
    if (result != LZMA_OK && result != LZMA_BUF_ERROR && result != LZMA_STREAM_END) {
        return error_set(err, BAD_DATA,
                         result == LZMA_MEMLIMIT_ERROR ? "found xz data that take too much memory"
                                                       : "found damaged xz data");
    }
    buffers->in = (const char *)stream->next_in;
    buffers->in_n = stream->avail_in;
    buffers->out = (char *)stream->next_out;
    buffers->out_n = stream->avail_out;
    /* Behind a stream another may follow, so only asking for the end tells that it is one. */
    if (buffers->in_n == 0 && buffers->out_n > 0) {
        lzma_stream ended = *stream;
        *complete = lzma_code(stream, LZMA_FINISH) == LZMA_STREAM_END;
        if (!*complete) {
            *stream = ended;
        }
    }
    return OK;
}

static void release_xz(void *state)
{
    lzma_end(state);
    free(state);
}

const struct unpack_kind unpack_xz = {"xz", is_xz, start_xz, step_xz, NULL, release_xz};
