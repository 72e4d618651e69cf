/* zstd. */
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/unpack_kind.h"

/* Windows of more than 128 MiB are refused, as zstd's own tool does: they are memory that a stranger asks
 * for. */
enum { MOST_WINDOW_LOG = 27 };

static bool is_zstd(const char *bytes, size_t n)
{
    return n >= 4 && memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0;
}

static void *start_zstd(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    ZSTD_DStream *stream = ZSTD_createDStream();
    if (stream != NULL &&
        ZSTD_isError(ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, MOST_WINDOW_LOG))) {
        ZSTD_freeDStream(stream);
        return NULL;
    }
    return stream;
}

static enum status step_zstd(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    ZSTD_inBuffer in = {buffers->in, buffers->in_n, 0};
    ZSTD_outBuffer out = {buffers->out, buffers->out_n, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) {
        return error_no_memory(err);
    }
    if (ZSTD_isError(result)) {
        return error_set(err, BAD_DATA, "found damaged zstd data: %s", ZSTD_getErrorName(result));
    }
    *complete = result == 0;
    buffers->in += in.pos;
    buffers->in_n -= in.pos;
    buffers->out += out.pos;
    buffers->out_n -= out.pos;
    return OK;
}

static void release_zstd(void *state)
{
    ZSTD_freeDStream(state);
}

const struct unpack_kind unpack_zstd = {"zstd", is_zstd, start_zstd, step_zstd, NULL, release_zstd};
