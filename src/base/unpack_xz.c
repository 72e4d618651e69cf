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

struct xz {
    lzma_stream stream;
    bool ended;     /* the last bytes were a stream's end, */
    size_t padding; /* and so many zeros, which the format has in fours */
};

static void *start_xz(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    struct xz *xz = calloc(1, sizeof *xz);
    if (xz != NULL && lzma_stream_decoder(&xz->stream, MOST_MEMORY, 0) != LZMA_OK) {
        free(xz);
        return NULL;
    }
    return xz;
}

/* Whether what stands behind a stream is another one, which is begun. */
static enum status begin_another(struct xz *xz, struct unpack_buffers *buffers, struct error *err)
{
    for (; buffers->in_n > 0 && *buffers->in == '\0'; buffers->in++, buffers->in_n--) {
        xz->padding++;
    }
    if (buffers->in_n == 0) {
        return OK;
    }
    if (xz->padding % 4 != 0) {
        return error_set(err, BAD_DATA, "found bytes behind the xz data");
    }
    xz->ended = false;
    xz->padding = 0;
    return lzma_stream_decoder(&xz->stream, MOST_MEMORY, 0) == LZMA_OK ? OK : error_no_memory(err);
}

/* liblzma's own way with streams behind one another tells their end only to who says that no more comes,
 * which is not known here. */
static enum status step_xz(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    struct xz *xz = state;
    lzma_stream *stream = &xz->stream;
    enum status status = xz->ended ? begin_another(xz, buffers, err) : OK;
    *complete = status == OK && xz->ended && xz->padding % 4 == 0;
    if (status != OK || xz->ended) {
        return status;
    }
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
    xz->ended = *complete = result == LZMA_STREAM_END;
    return OK;
}

static void release_xz(void *state)
{
    struct xz *xz = state;
    lzma_end(&xz->stream);
    free(xz);
}

const struct unpack_kind unpack_xz = {"xz", is_xz, start_xz, step_xz, NULL, release_xz};
