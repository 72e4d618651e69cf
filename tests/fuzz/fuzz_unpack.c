/*
 * Feeds bytes to what unpacks compressed streams and other encodings, as they are and packed, since no change
 * at random keeps a checksum. The first byte says which, the second in what pieces. Whole or in pieces it has
 * to be the same; what was packed comes back; and what is cut off is not complete.
 */
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "base/unpack.h"
#include "halves.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { MOST = 1 << 20, MAGIC = 8 };
enum { GZIP, ZLIB, ZSTD, XZ, BZIP2, KINDS };

static void demand(bool good)
{
    if (!good) {
        abort();
    }
}

/* What comes out of a stream, up to MOST bytes. */
struct unpacked {
    enum status status;
    struct error err;
    bool known, complete;
    size_t n;
    char bytes[MOST];
};
static struct unpacked whole, pieces;

static void unpack(const char *bytes, size_t n, size_t step, struct unpacked *result)
{
    struct unpacker *unpacker;
    result->err = (struct error){{0}};
    result->n = 0;
    demand(unpack_recognise(bytes, n < UNPACK_MAGIC ? n : UNPACK_MAGIC, &unpacker, &result->err) == OK);
    result->status = OK;
    result->known = unpacker != NULL;
    result->complete = false;
    size_t at = 0;
    while (result->known && result->status == OK && result->n < MOST &&
           (at < n || unpack_has_pending(unpacker))) {
        size_t in = n - at < step ? n - at : step, room = MOST - result->n < step ? MOST - result->n : step;
        struct unpack_buffers buffers = {bytes + at, in, result->bytes + result->n, room};
        result->status = unpack_step(unpacker, &buffers, &result->err);
        halves_demand(result->status, &result->err);
        demand(result->status == OK || result->status == BAD_DATA);
        at += in - buffers.in_n;
        result->n += room - buffers.out_n;
    }
    result->complete = result->known && result->status == OK && unpack_is_complete(unpacker);
    unpack_free(unpacker);
}

static size_t pack_deflate(const char *bytes, size_t n, int window, char *out)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)bytes,
                       .avail_in = (uInt)n,
                       .next_out = (Bytef *)out,
                       .avail_out = MOST};
    demand(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    demand(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    deflateEnd(&stream);
    return MOST - stream.avail_out;
}

static size_t pack(unsigned kind, const char *bytes, size_t n, char *out)
{
    enum { WINDOW = 15, WITH_GZIP = 16 };
    size_t made = 0;
    unsigned made_bzip2 = MOST;
    switch (kind) {
    case GZIP:
        return pack_deflate(bytes, n, WINDOW + WITH_GZIP, out);
    case ZLIB:
        return pack_deflate(bytes, n, WINDOW, out);
    case ZSTD:
        made = ZSTD_compress(out, MOST, bytes, n, 1);
        demand(!ZSTD_isError(made));
        return made;
    case XZ:
        demand(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, (const uint8_t *)bytes, n, (uint8_t *)out,
                                       &made, MOST) == LZMA_OK);
        return made;
    default:
        demand(BZ2_bzBuffToBuffCompress(out, &made_bzip2, (char *)(uintptr_t)bytes, (unsigned)n, 1, 0, 0) ==
               BZ_OK);
        return made_bzip2;
    }
}

/* Both ways agree; where the bytes are damaged or cut off, up to where both noticed. */
static void check_pieces(const char *bytes, size_t n, size_t step)
{
    unpack(bytes, n, MOST, &whole);
    unpack(bytes, n, step, &pieces);
    size_t both = whole.n < pieces.n ? whole.n : pieces.n;
    demand(whole.known == pieces.known && whole.status == pieces.status && whole.complete == pieces.complete);
    demand(memcmp(whole.bytes, pieces.bytes, both) == 0);
    demand(!whole.complete || whole.n == pieces.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    enum { HEAD = 2 };
    static char packed[MOST];
    if (n < HEAD) {
        return 0;
    }
    const char *content = (const char *)bytes + HEAD;
    size_t step = (size_t)bytes[1] + 1;
    n -= HEAD;
    unsigned kind = bytes[0] % (KINDS + 1);
    if (kind == KINDS) {
        check_pieces(content, n, step);
        return 0;
    }
    size_t packed_n = pack(kind, content, n, packed);
    check_pieces(packed, packed_n, step);
    bool is_text = kind == ZLIB && !whole.known; /* all of its bytes may be letters */
    demand(is_text || (whole.complete && whole.n == n && memcmp(whole.bytes, content, n) == 0));
    size_t cut = packed_n - 1 - step % packed_n;
    if (cut >= MAGIC) {
        check_pieces(packed, cut, step);
        demand(!whole.complete);
    }
    return 0;
}
