#include "formats/hdr/hdr_payload.h"

#include <math.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/array.h"

/* The first four bytes of what is packed and of what it holds; where the mask has bits is the word's size. */
enum { WORD_MASK = 0xf0, MOST_HEADER = 40, PACKED_HEADER = 8, DOUBLE_HEADER = 16, LEB128_BYTES = 9 };
enum { ROW_BYTES = 32 }; /* what a bucket takes at least where it is kept */
static const uint32_t packed_double = 0x0c72124f;
static const struct version {
    uint32_t packed, cookie;
    size_t header;
} versions[] = {
    {0x1c849304, 0x1c849303, 40}, /* V2: counts of variable length */
    {0x1c849302, 0x1c849301, 40}, /* V1: counts of 2, 4 or 8 bytes */
    {0x1c849309, 0x1c849308, 32}, /* V0: the same, but another header */
};
enum { V2, V1, V0, VERSIONS };

/* What is between the steps. */
struct decoder {
    struct hdr_histogram *histogram;
    const struct place *place;
    const struct version *version;
    bool is_double;
    unsigned word; /* bytes of a count, of V1 and V0 */
    z_stream stream;
    size_t most_counts; /* buckets that the header tells of */
    size_t *budget;
};

static uint64_t big_endian(const unsigned char *bytes, size_t n)
{
    uint64_t number = 0;
    for (size_t i = 0; i < n; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static enum status bad(const struct decoder *decoder, struct error *err, const char *what)
{
    return error_at(err, decoder->place, "found a histogram %s, expected one of HdrHistogram", what);
}

/* Takes bytes off the budget. */
static enum status spend(struct decoder *decoder, size_t n, struct error *err)
{
    if (n > *decoder->budget) {
        return error_at(err, decoder->place,
                        "found histograms that unpack to more than --max-bytes, expected fewer bytes");
    }
    *decoder->budget -= n;
    return OK;
}

/* ---- unpacking ---- */

/* Unpacks `n` bytes, no more and no fewer. */
static enum status unpack(struct decoder *decoder, unsigned char *bytes, size_t n, struct error *err)
{
    enum status status = spend(decoder, n, err);
    if (status != OK) {
        return status;
    }
    decoder->stream.next_out = bytes;
    decoder->stream.avail_out = (uInt)n;
    int result = n == 0 ? Z_OK : inflate(&decoder->stream, Z_SYNC_FLUSH);
    if (result == Z_MEM_ERROR) {
        return error_no_memory(err);
    }
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return bad(decoder, err, "whose zlib data are damaged");
    }
    return decoder->stream.avail_out == 0 ? OK : bad(decoder, err, "that ends before its last count");
}

/* Unpacks what there is, at most `n` bytes and one more, which is one too many. */
static enum status unpack_rest(struct decoder *decoder, unsigned char *bytes, size_t *n, struct error *err)
{
    unsigned char more;
    decoder->stream.next_out = bytes;
    decoder->stream.avail_out = (uInt)*n;
    int result = *n == 0 ? Z_OK : inflate(&decoder->stream, Z_SYNC_FLUSH);
    *n -= decoder->stream.avail_out;
    if (result == Z_OK || (result == Z_BUF_ERROR && decoder->stream.avail_out == 0)) {
        decoder->stream.next_out = &more;
        decoder->stream.avail_out = 1;
        result = inflate(&decoder->stream, Z_SYNC_FLUSH);
        if (decoder->stream.avail_out == 0) {
            return bad(decoder, err, "with more counts than its header tells of");
        }
    }
    if (result == Z_MEM_ERROR) {
        return error_no_memory(err);
    }
    return result == Z_STREAM_END ? OK : bad(decoder, err, "whose zlib data are damaged or cut off");
}

/* ---- the header ---- */

/* Shape of the buckets from HdrHistogram's three numbers; false when it has no such histograms. */
static bool shape(struct decoder *decoder, uint64_t digits, uint64_t lowest, uint64_t highest)
{
    struct hdr_histogram *histogram = decoder->histogram;
    if (digits > 5 || lowest < 1 || lowest > INT64_MAX / 2 || highest < 2 * lowest || highest > INT64_MAX) {
        return false;
    }
    uint64_t resolved = 2; /* values of single-unit resolution: 2 * 10^digits */
    for (uint64_t i = 0; i < digits; i++) {
        resolved *= 10;
    }
    unsigned magnitude = 0;
    while ((uint64_t)1 << magnitude < resolved) {
        magnitude++;
    }
    histogram->half_magnitude = magnitude - 1;
    histogram->unit_magnitude = 63U - (unsigned)__builtin_clzll(lowest);
    if (histogram->unit_magnitude + histogram->half_magnitude > 61) {
        return false;
    }
    uint64_t end = (uint64_t)1 << (magnitude + histogram->unit_magnitude); /* of the first half-open decade */
    size_t octaves = 1;
    while (end <= highest && end <= INT64_MAX / 2) {
        end <<= 1;
        octaves++;
    }
    octaves += end <= highest;
    decoder->most_counts = (octaves + 1) << histogram->half_magnitude;
    return true;
}

/* Reads the header that has been unpacked; *payload is how many bytes of counts follow, SIZE_MAX when it
 * doesn't tell. */
static enum status read_header(struct decoder *decoder, const unsigned char *header, size_t *payload,
                               struct error *err)
{
    bool is_v0 = decoder->version == &versions[V0];
    uint32_t cookie = (uint32_t)big_endian(header, 4);
    const unsigned char *numbers = header + (is_v0 ? 4 : 12); /* V0 has no length and no offset before them */
    if ((cookie & ~(uint32_t)WORD_MASK) != decoder->version->cookie) {
        return bad(decoder, err, "with a wrong inner cookie");
    }
    decoder->word = (cookie & WORD_MASK) >> 4;
    if (decoder->version != &versions[V2] && decoder->word != 2 && decoder->word != 4 && decoder->word != 8) {
        return bad(decoder, err, "with counts of a wrong size");
    }
    if (!shape(decoder, big_endian(numbers, 4), big_endian(numbers + 4, 8), big_endian(numbers + 12, 8))) {
        return bad(decoder, err, "of impossible digits or range");
    }
    decoder->histogram->ratio = 1;
    *payload = SIZE_MAX;
    if (!is_v0) {
        /* The offset that stands behind the length says where its writer kept bucket 0; what it writes begins
         * with that bucket. */
        uint64_t bits = big_endian(header + 32, 8);
        memcpy(&decoder->histogram->ratio, &bits, sizeof bits);
        *payload = big_endian(header + 4, 4);
    }
    if (!(decoder->histogram->ratio > 0 && isfinite(ldexp(decoder->histogram->ratio, 64)))) {
        return bad(decoder, err, "with an impossible conversion ratio");
    }
    decoder->histogram->ratio = decoder->is_double ? decoder->histogram->ratio : 1; /* as its reader has it */
    return OK;
}

/* ---- the counts ---- */

static enum status add_bucket(struct decoder *decoder, size_t index, int64_t n, int64_t *total,
                              struct error *err)
{
    struct hdr_histogram *histogram = decoder->histogram;
    if (n < 0 || __builtin_add_overflow(*total, n, total)) {
        return bad(decoder, err, "with a count out of range");
    }
    if (n == 0) {
        return OK;
    }
    enum status status = spend(decoder, ROW_BYTES, err);
    if (status != OK) {
        return status;
    }
    struct hdr_bucket *grown =
        array_reserve(histogram->buckets, &histogram->capacity, histogram->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    histogram->buckets = grown;
    grown[histogram->n++] = (struct hdr_bucket){index, n};
    return OK;
}

/* Counts of one size. */
static enum status take_words(struct decoder *decoder, const unsigned char *bytes, size_t n,
                              struct error *err)
{
    int64_t total = 0;
    enum status status = n % decoder->word == 0 ? OK : bad(decoder, err, "that ends inside a count");
    for (size_t i = 0; status == OK && i < n / decoder->word; i++) {
        uint64_t count = big_endian(bytes + i * decoder->word, decoder->word);
        bool is_negative = count >> (8 * decoder->word - 1) != 0;
        status = add_bucket(decoder, i, is_negative ? -1 : (int64_t)count, &total, err);
    }
    return status;
}

/* The next number in ZigZag LEB128, whose ninth byte has eight bits of it; false when the bytes end in it. */
static bool next_number(const unsigned char **at, const unsigned char *end, int64_t *number)
{
    uint64_t bits = 0;
    for (unsigned i = 0; *at < end; i++) {
        unsigned char byte = *(*at)++;
        bool is_last = i == LEB128_BYTES - 1;
        bits |= (uint64_t)(is_last ? byte : byte & 0x7f) << (7 * i);
        if (is_last || (byte & 0x80) == 0) {
            *number = (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
            return true;
        }
    }
    return false;
}

/* Counts of variable length; a negative one is a run of so many empty buckets. */
static enum status take_numbers(struct decoder *decoder, const unsigned char *bytes, size_t n,
                                struct error *err)
{
    const unsigned char *at = bytes, *end = bytes + n;
    size_t index = 0;
    int64_t total = 0, number;
    enum status status = OK;
    while (status == OK && at < end) {
        if (!next_number(&at, end, &number)) {
            return bad(decoder, err, "that ends inside a count");
        }
        size_t left = decoder->most_counts - index;
        uint64_t taken = number < 0 ? -(uint64_t)number : 1;
        if (taken > left) {
            return bad(decoder, err, "with more counts than its header tells of");
        }
        status = number > 0 ? add_bucket(decoder, index, number, &total, err) : OK;
        index += taken;
    }
    return status;
}

static enum status take_counts(struct decoder *decoder, size_t payload, struct error *err)
{
    bool is_v2 = decoder->version == &versions[V2];
    size_t most = decoder->most_counts * (is_v2 ? LEB128_BYTES : decoder->word);
    if (payload != SIZE_MAX && payload > most) {
        return bad(decoder, err, "with more counts than its header tells of");
    }
    bool is_told = payload != SIZE_MAX;
    size_t n = is_told ? payload : most;
    enum status status = is_told ? spend(decoder, n, err) : OK;
    if (status != OK) {
        return status;
    }
    unsigned char *bytes = malloc(n + 1);
    if (bytes == NULL) {
        return error_no_memory(err);
    }
    status = unpack_rest(decoder, bytes, &n, err);
    if (status == OK && !is_told) {
        status = spend(decoder, n, err);
    }
    if (status == OK && is_told && n < payload) {
        status = bad(decoder, err, "that ends before its last count");
    }
    if (status == OK) {
        status = is_v2 ? take_numbers(decoder, bytes, n, err) : take_words(decoder, bytes, n, err);
    }
    free(bytes);
    return status;
}

/* ---- all of it ---- */

/* What is packed, behind its cookie and length. */
static enum status decode_packed(struct decoder *decoder, const unsigned char *bytes, size_t n,
                                 struct error *err)
{
    unsigned char header[MOST_HEADER];
    size_t payload;
    decoder->stream.next_in = (z_const unsigned char *)bytes;
    decoder->stream.avail_in = (uInt)n;
    if (inflateInit(&decoder->stream) != Z_OK) {
        return error_no_memory(err);
    }
    enum status status = unpack(decoder, header, decoder->version->header, err);
    if (status == OK) {
        status = read_header(decoder, header, &payload, err);
    }
    if (status == OK) {
        status = take_counts(decoder, payload, err);
    }
    inflateEnd(&decoder->stream);
    return status;
}

static enum status decode_bytes(struct decoder *decoder, const unsigned char *bytes, size_t n,
                                struct error *err)
{
    decoder->is_double = n >= DOUBLE_HEADER && big_endian(bytes, 4) == packed_double;
    if (decoder->is_double) {
        bytes += DOUBLE_HEADER; /* digits and range of the doubles: those of the whole numbers follow */
        n -= DOUBLE_HEADER;
    }
    if (n < PACKED_HEADER) {
        return bad(decoder, err, "that ends in its header");
    }
    uint32_t cookie = (uint32_t)big_endian(bytes, 4) & ~(uint32_t)WORD_MASK;
    for (size_t i = 0; i < VERSIONS && decoder->version == NULL; i++) {
        decoder->version = versions[i].packed == cookie ? &versions[i] : NULL;
    }
    if (decoder->version == NULL) {
        return bad(decoder, err, "with an unknown cookie");
    }
    size_t packed = big_endian(bytes + 4, 4);
    return packed == n - PACKED_HEADER ? decode_packed(decoder, bytes + PACKED_HEADER, packed, err)
                                       : bad(decoder, err, "whose length is not the one it tells");
}

enum status hdr_histogram_decode(struct hdr_histogram *histogram, const char *text, size_t *budget,
                                 const struct place *place, struct error *err)
{
    struct decoder decoder = {.histogram = histogram, .place = place, .budget = budget};
    size_t room = strlen(text) / 4 * 3 + 3;
    unsigned char *bytes = malloc(room);
    if (bytes == NULL) {
        return error_no_memory(err);
    }
    histogram->n = 0;
    int n = b64_pton(text, bytes, room);
    enum status status = n < 0 ? error_at(err, place, "found '%.40s', expected base64", text)
                               : decode_bytes(&decoder, bytes, (size_t)n, err);
    free(bytes);
    return status;
}

void hdr_histogram_release(struct hdr_histogram *histogram)
{
    free(histogram->buckets);
    *histogram = (struct hdr_histogram){0};
}

void hdr_bucket_ends(const struct hdr_histogram *histogram, size_t index, double *low, double *high)
{
    size_t half = (size_t)1 << histogram->half_magnitude;
    /* The first two halves are of the unit's width; each half that follows is twice as wide as the last. */
    size_t octave = index >> histogram->half_magnitude, doublings = octave > 1 ? octave - 1 : 0;
    size_t step = octave > 1 ? (index & (half - 1)) + half : index;
    int exponent = (int)(doublings + histogram->unit_magnitude);
    *low = ldexp((double)step, exponent) * histogram->ratio;
    *high = ldexp((double)step + 1, exponent) * histogram->ratio;
}
