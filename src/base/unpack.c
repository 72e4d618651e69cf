#include "base/unpack.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* zlib's window for gzip with its header. */
enum { GZIP_WINDOW = 15 + 16 };
/* Windows of more than 128 MiB are refused, as zstd's own tool does: they are memory that a stranger asks
 * for. */
enum { MOST_WINDOW_LOG = 27 };

struct unpacker {
    bool is_gzip, complete;
    z_stream gzip;
    ZSTD_DStream *zstd;
};

static enum status start(struct unpacker *unpacker, struct error *err)
{
    if (unpacker->is_gzip) {
        return inflateInit2(&unpacker->gzip, GZIP_WINDOW) == Z_OK ? OK : error_no_memory(err);
    }
    unpacker->zstd = ZSTD_createDStream();
    if (unpacker->zstd == NULL ||
        ZSTD_isError(ZSTD_DCtx_setParameter(unpacker->zstd, ZSTD_d_windowLogMax, MOST_WINDOW_LOG))) {
        return error_no_memory(err);
    }
    return OK;
}

enum status unpack_recognise(const char *bytes, size_t n, struct unpacker **unpacker, struct error *err)
{
    bool is_gzip = n >= 2 && memcmp(bytes, "\x1F\x8B", 2) == 0;
    bool is_zstd = n >= 4 && memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0;
    *unpacker = NULL;
    if (!is_gzip && !is_zstd) {
        return OK;
    }
    struct unpacker *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_no_memory(err);
    }
    made->is_gzip = is_gzip;
    enum status status = start(made, err);
    if (status != OK) {
        unpack_free(made);
        return status;
    }
    *unpacker = made;
    return OK;
}

static enum status step_gzip(struct unpacker *unpacker, struct unpack_buffers *buffers, struct error *err)
{
    z_stream *gzip = &unpacker->gzip;
    if (unpacker->complete && inflateReset(gzip) != Z_OK) { /* another member follows */
        return error_set(err, BAD_DATA, "found bytes behind the gzip data");
    }
    uInt in = buffers->in_n < UINT_MAX ? (uInt)buffers->in_n : UINT_MAX;
    uInt out = buffers->out_n < UINT_MAX ? (uInt)buffers->out_n : UINT_MAX;
    gzip->next_in = (z_const Bytef *)buffers->in;
    gzip->avail_in = in;
    gzip->next_out = (Bytef *)buffers->out;
    gzip->avail_out = out;
    int result = inflate(gzip, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) {
        return error_no_memory(err);
    }
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return error_set(err, BAD_DATA, "found damaged gzip data: %s",
                         gzip->msg == NULL ? "no more known" : gzip->msg);
    }
    unpacker->complete = result == Z_STREAM_END;
    buffers->in += in - gzip->avail_in;
    buffers->in_n -= in - gzip->avail_in;
    buffers->out += out - gzip->avail_out;
    buffers->out_n -= out - gzip->avail_out;
    return OK;
}

static enum status step_zstd(struct unpacker *unpacker, struct unpack_buffers *buffers, struct error *err)
{
    ZSTD_inBuffer in = {buffers->in, buffers->in_n, 0};
    ZSTD_outBuffer out = {buffers->out, buffers->out_n, 0};
    size_t result = ZSTD_decompressStream(unpacker->zstd, &out, &in);
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) {
        return error_no_memory(err);
    }
    if (ZSTD_isError(result)) {
        return error_set(err, BAD_DATA, "found damaged zstd data: %s", ZSTD_getErrorName(result));
    }
    unpacker->complete = result == 0;
    buffers->in += in.pos;
    buffers->in_n -= in.pos;
    buffers->out += out.pos;
    buffers->out_n -= out.pos;
    return OK;
}

enum status unpack_step(struct unpacker *unpacker, struct unpack_buffers *buffers, struct error *err)
{
    return unpacker->is_gzip ? step_gzip(unpacker, buffers, err) : step_zstd(unpacker, buffers, err);
}

bool unpack_is_complete(const struct unpacker *unpacker)
{
    return unpacker->complete;
}

const char *unpack_name(const struct unpacker *unpacker)
{
    return unpacker->is_gzip ? "gzip" : "zstd";
}

void unpack_free(struct unpacker *unpacker)
{
    if (unpacker == NULL) {
        return;
    }
    if (unpacker->is_gzip) {
        inflateEnd(&unpacker->gzip);
    }
    ZSTD_freeDStream(unpacker->zstd);
    free(unpacker);
}
