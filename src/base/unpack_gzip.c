/* gzip, and zlib's own form of the same, as joblib writes it; both by zlib. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/unpack_kind.h"

/* zlib's largest window, for streams with either header. */
enum { EITHER_WINDOW = 15 + 32 };

struct gzip {
    z_stream stream;
    bool ended;
};

static bool is_gzip(const char *bytes, size_t n)
{
    return n >= 2 && memcmp(bytes, "\x1F\x8B", 2) == 0;
}

/* Its header has two bytes, whose number is a multiple of 31; text can begin so ("x^"), but not go on as
 * packed bytes do. */
static bool is_zlib(const char *bytes, size_t n)
{
    const unsigned char *header = (const unsigned char *)bytes;
    enum { LOOKED_AT = 64 };
    if (n < 8 || header[0] != 0x78 || (header[0] << 8 | header[1]) % 31 != 0) {
        return false;
    }
    for (size_t i = 1; i < n && i < LOOKED_AT; i++) {
        if (header[i] < '\t' || header[i] >= 0x7F) {
            return true;
        }
    }
    return false;
}

static void *start_gzip(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    struct gzip *gzip = calloc(1, sizeof *gzip);
    if (gzip != NULL && inflateInit2(&gzip->stream, EITHER_WINDOW) != Z_OK) {
        free(gzip);
        return NULL;
    }
    return gzip;
}

static enum status step_gzip(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    struct gzip *gzip = state;
    z_stream *stream = &gzip->stream;
    if (gzip->ended && inflateReset(stream) != Z_OK) { /* another member follows */
        return error_set(err, BAD_DATA, "found bytes behind the gzip data");
    }
    uInt in = buffers->in_n < UINT_MAX ? (uInt)buffers->in_n : UINT_MAX;
    uInt out = buffers->out_n < UINT_MAX ? (uInt)buffers->out_n : UINT_MAX;
    stream->next_in = (z_const Bytef *)buffers->in;
    stream->avail_in = in;
    stream->next_out = (Bytef *)buffers->out;
    stream->avail_out = out;
    int result = inflate(stream, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) {
        return error_no_memory(err);
    }
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return error_set(err, BAD_DATA, "found damaged gzip data: %s",
                         stream->msg == NULL ? "no more known" : stream->msg);
    }
    gzip->ended = *complete = result == Z_STREAM_END;
    buffers->in += in - stream->avail_in;
    buffers->in_n -= in - stream->avail_in;
    buffers->out += out - stream->avail_out;
    buffers->out_n -= out - stream->avail_out;
    return OK;
}

static void release_gzip(void *state)
{
    struct gzip *gzip = state;
    inflateEnd(&gzip->stream);
    free(gzip);
}

const struct unpack_kind unpack_gzip = {"gzip", is_gzip, start_gzip, step_gzip, NULL, release_gzip};
const struct unpack_kind unpack_zlib = {"zlib", is_zlib, start_gzip, step_gzip, NULL, release_gzip};
