/* Text that is not UTF-8 with line feeds: UTF-16, Windows' Latin-1, and lines that end in CR alone. */
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/unpack_kind.h"

/* ---- which text it is ---- */

/* So much of the beginning decides. */
enum { LOOKED_AT = 256 };

/* Without a mark: every other byte is NUL, and the others are text. */
static bool is_wide_latin(const char *bytes, size_t n, size_t first)
{
    n = n < LOOKED_AT ? n & ~(size_t)1 : LOOKED_AT;
    for (size_t i = 0; i < n; i += 2) {
        unsigned char c = (unsigned char)bytes[i + first];
        if (bytes[i + 1 - first] != '\0' || c == 0x7F || (c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
            return false;
        }
    }
    return n >= 4;
}

static const char *wide_encoding(const char *bytes, size_t n)
{
    if (n >= 4 && (memcmp(bytes, "\xFF\xFE\0\0", 4) == 0 || memcmp(bytes, "\0\0\xFE\xFF", 4) == 0)) {
        return "UTF-32";
    }
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        return "UTF-16";
    }
    return is_wide_latin(bytes, n, 0) ? "UTF-16LE" : is_wide_latin(bytes, n, 1) ? "UTF-16BE" : NULL;
}

static bool is_utf16(const char *bytes, size_t n)
{
    return wide_encoding(bytes, n) != NULL;
}

/* The bytes without a last character that may be cut off. */
static size_t whole_characters(const char *bytes, size_t n)
{
    size_t whole = n;
    for (size_t i = 0; i < 3 && whole > 0 && ((unsigned char)bytes[whole - 1] & 0xC0) == 0x80; i++) {
        whole--;
    }
    return whole - (whole > 0 && (unsigned char)bytes[whole - 1] >= 0xC0);
}

/* Whether any character above ASCII is UTF-8's: then the bytes that are not are damage. */
static bool has_utf8(const char *bytes, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
        if (length > 0 && i + length <= n && text_is_utf8(bytes + i, length)) {
            return true;
        }
    }
    return false;
}

/* Whether the bytes are lines of text with bytes above ASCII, which no UTF-8 has so. */
static bool is_latin1(const char *bytes, size_t n)
{
    size_t controls = 0, above = 0, feeds = 0;
    bool none = false; /* a byte that is no character, or of no language's words */
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        controls += (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
        above += c >= 0x80;
        none |= c >= 0xFE || c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D;
        feeds += c == '\n' || c == '\r';
    }
    if (none || controls > 0 || above == 0 || above * 4 > n || feeds == 0) {
        return false;
    }
    return !text_is_utf8(bytes, n) && !text_is_utf8(bytes, whole_characters(bytes, n)) && !has_utf8(bytes, n);
}

/* Whether a carriage return ends a line by itself; the last of the bytes aside, which a line feed may follow.
 */
static bool is_cr(const char *bytes, size_t n)
{
    bool quoted = false, found = false;
    for (size_t i = 0; i + 1 < n && !found; i++) {
        quoted ^= bytes[i] == '"';
        found = bytes[i] == '\r' && bytes[i + 1] != '\n' && bytes[i + 1] != '\r' && !quoted;
    }
    return found && memchr(bytes, '\0', n) == NULL && text_is_utf8(bytes, whole_characters(bytes, n));
}

/* ---- iconv ---- */

enum { STEP = 4096, LONGEST = 4 }; /* bytes that are converted at a time, and of one character */

struct converter {
    iconv_t iconv;
    char in[STEP + LONGEST], out[3 * (STEP + LONGEST)];
    size_t in_n; /* of a character that the input ended inside */
    size_t out_n, out_used;
};

static void *start_from(const char *encoding)
{
    struct converter *converter = calloc(1, sizeof *converter);
    if (converter == NULL) {
        return NULL;
    }
    converter->iconv = iconv_open("UTF-8", encoding);
    if (converter->iconv == (iconv_t)-1) {
        free(converter);
        return NULL;
    }
    return converter;
}

static void *start_utf16(const char *bytes, size_t n)
{
    return start_from(wide_encoding(bytes, n));
}

static void *start_latin1(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    return start_from("WINDOWS-1252");
}

/* Converts some bytes more, as what was converted before is handed over. */
static enum status convert(struct converter *converter, struct unpack_buffers *buffers, struct error *err)
{
    size_t n = buffers->in_n < STEP ? buffers->in_n : STEP;
    memcpy(converter->in + converter->in_n, buffers->in, n);
    buffers->in += n;
    buffers->in_n -= n;
    char *in = converter->in, *out = converter->out;
    size_t left = converter->in_n + n, room = sizeof converter->out;
    size_t done = iconv(converter->iconv, &in, &left, &out, &room);
    if ((done == (size_t)-1 && errno != EINVAL) || left > LONGEST) {
        return error_set(err, BAD_DATA, "found bytes that are no characters");
    }
    memmove(converter->in, in, left);
    converter->in_n = left;
    converter->out_n = sizeof converter->out - room;
    converter->out_used = 0;
    return OK;
}

static bool has_pending(const void *state)
{
    const struct converter *converter = state;
    return converter->out_used < converter->out_n;
}

static enum status step_text(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    struct converter *converter = state;
    enum status status = has_pending(state) || buffers->in_n == 0 ? OK : convert(converter, buffers, err);
    size_t n = converter->out_n - converter->out_used;
    n = n < buffers->out_n ? n : buffers->out_n;
    memcpy(buffers->out, converter->out + converter->out_used, n);
    converter->out_used += n;
    buffers->out += n;
    buffers->out_n -= n;
    *complete = converter->in_n == 0;
    return status;
}

static void release_text(void *state)
{
    struct converter *converter = state;
    iconv_close(converter->iconv);
    free(converter);
}

/* ---- CR ---- */

struct returns {
    bool quoted, returned; /* inside quotes, where nothing is changed; behind a carriage return */
};

static void *start_cr(const char *bytes, size_t n)
{
    (void)bytes, (void)n;
    return calloc(1, sizeof(struct returns));
}

/* A line feed for each carriage return, with the line feed behind it if there is one. */
static enum status step_cr(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err)
{
    struct returns *returns = state;
    (void)err;
    for (; buffers->in_n > 0 && buffers->out_n > 0; buffers->in++, buffers->in_n--) {
        char c = *buffers->in;
        bool second = returns->returned && c == '\n';
        returns->quoted ^= c == '"';
        returns->returned = c == '\r' && !returns->quoted;
        if (!second) {
            *buffers->out++ = returns->returned ? '\n' : c;
            buffers->out_n--;
        }
    }
    *complete = true;
    return OK;
}

const struct unpack_kind unpack_utf16 = {"UTF-16",  is_utf16,    start_utf16,
                                         step_text, has_pending, release_text};
const struct unpack_kind unpack_latin1 = {"Windows-1252", is_latin1,   start_latin1,
                                          step_text,      has_pending, release_text};
const struct unpack_kind unpack_cr = {"CR-ended", is_cr, start_cr, step_cr, NULL, free};
