/* bzip2. */
#include <bzlib.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/unpack_kind.h"

struct bzip2 {
    bz_stream stream;
    bool ended;
};

static bool is_bzip2(const char *bytes, size_t n)
{
    return n >= 10 && memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' && bytes[3] <= '9' &&
           (memcmp(bytes + 4, "1AY&SY", 6) == 0 || memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static void *start_bzip2(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    struct bzip2 *bzip2 = calloc(1, sizeof *bzip2);
    if (bzip2 != NULL && BZ2_bzDecompressInit(&bzip2->stream, 0, 0) != BZ_OK) {
        free(bzip2);
        return NULL;
    }
    return bzip2;
}

static enum status step_bzip2(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    struct bzip2 *bzip2 = state;
    bz_stream *stream = &bzip2->stream;
    if (bzip2->ended) { /* another stream follows */
        BZ2_bzDecompressEnd(stream);
        *stream = (bz_stream){0};
        if (BZ2_bzDecompressInit(stream, 0, 0) != BZ_OK) {
            return error_no_memory(err);
        }
    }
    unsigned in = buffers->in_n < UINT_MAX ? (unsigned)buffers->in_n : UINT_MAX;
    unsigned out = buffers->out_n < UINT_MAX ? (unsigned)buffers->out_n : UINT_MAX;
    stream->next_in = (char *)(uintptr_t)buffers->in;
    stream->avail_in = in;
    stream->next_out = buffers->out;
    stream->avail_out = out;
    int result = BZ2_bzDecompress(stream);
    if (result == BZ_MEM_ERROR) {
        return error_no_memory(err);
    }
    if (result != BZ_OK && result != BZ_STREAM_END) {
        return error_set(err, BAD_DATA, "found damaged bzip2 data");
    }
    bzip2->ended = *complete = result == BZ_STREAM_END;
    buffers->in += in - stream->avail_in;
    buffers->in_n -= in - stream->avail_in;
    buffers->out += out - stream->avail_out;
    buffers->out_n -= out - stream->avail_out;
    return OK;
}

static void release_bzip2(void *state)
{
    struct bzip2 *bzip2 = state;
    BZ2_bzDecompressEnd(&bzip2->stream);
    free(bzip2);
}

const struct unpack_kind unpack_bzip2 = {"bzip2", is_bzip2, start_bzip2, step_bzip2, NULL, release_bzip2};
