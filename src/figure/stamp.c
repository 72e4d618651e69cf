#include "figure/stamp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/digest.h"

/* What each format begins and ends with, and what stands around a note at its end (PNG: W3C 2003, tEXt; a
 * comment in the others). */
static const struct format {
    const char *name, *begins;
    size_t n_begins;
    const char *ends;
    size_t n_ends;
    bool inside; /* the note stands before the end, not behind it */
    const char *before, *after;
    size_t n_before, n_after;
} formats[] = {
    {"png", "\x89PNG\r\n\x1a\n", 8, "\0\0\0\0IEND\xae\x42\x60\x82", 12, true, "tEXtComment\0", "", 12, 0},
    {"svg", "<?xml", 5, "</svg>\n\n", 8, false, "<!-- ", " -->\n", 5, 5},
    {"pdf", "%PDF-", 5, "%%EOF\n", 6, false, "%", "\n", 1, 1},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static const char words[] = "faastat: script sha256 ";
enum { WORDS = sizeof words - 1, NOTE = WORDS + STAMP_DIGEST - 1, MOST_NOTE = NOTE + 64 };

void stamp_digest(const char *script, char digest[STAMP_DIGEST])
{
    digest_write(script, strlen(script), digest);
}

/* All bytes of the note; how many. */
static size_t compose(const struct format *format, const char *digest, char note[MOST_NOTE])
{
    size_t n = 0;
    uint32_t length = htonl((uint32_t)(format->n_before - 4 + NOTE));
    if (format->inside) {
        memcpy(note, &length, sizeof length);
        n = sizeof length;
    }
    memcpy(note + n, format->before, format->n_before);
    n += format->n_before;
    memcpy(note + n, words, WORDS);
    memcpy(note + n + WORDS, digest, STAMP_DIGEST - 1);
    n += NOTE;
    memcpy(note + n, format->after, format->n_after);
    n += format->n_after;
    if (format->inside) {
        uint32_t sum = htonl((uint32_t)crc32(0, (const unsigned char *)note + 4, (unsigned)n - 4));
        memcpy(note + n, &sum, sizeof sum);
        n += sizeof sum;
    }
    return n;
}

/* The last n bytes of the file. */
static bool read_end(FILE *file, char *bytes, size_t n)
{
    return fseek(file, -(long)n, SEEK_END) == 0 && fread(bytes, 1, n, file) == n;
}

/* The format that the file begins with; NULL when it has none of these. */
static const struct format *find_format(FILE *file)
{
    char bytes[8] = "";
    size_t n = fread(bytes, 1, sizeof bytes, file);
    for (size_t i = 0; i < FORMATS; i++) {
        if (n >= formats[i].n_begins && memcmp(bytes, formats[i].begins, formats[i].n_begins) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

/* Whether the image ends as its format does, and the note's place is behind that, or before it. */
static bool is_whole(FILE *file, const struct format *format)
{
    char end[16];
    return read_end(file, end, format->n_ends) && memcmp(end, format->ends, format->n_ends) == 0;
}

static enum status write_note(FILE *file, const struct format *format, const char *digest, struct error *err)
{
    char note[MOST_NOTE];
    size_t n = compose(format, digest, note);
    bool good = fseek(file, format->inside ? -(long)format->n_ends : 0, SEEK_END) == 0 &&
                fwrite(note, 1, n, file) == n;
    if (good && format->inside) {
        good = fwrite(format->ends, 1, format->n_ends, file) == format->n_ends;
    }
    return good && fflush(file) == 0 && fsync(fileno(file)) == 0
               ? OK
               : error_set(err, BAD_SERVICE, "cannot write the image: %s", strerror(errno));
}

enum status stamp_write(const char *path, const char digest[STAMP_DIGEST], struct error *err)
{
    FILE *file = fopen(path, "r+be");
    if (file == NULL) {
        return error_set(err, BAD_SERVICE, "gnuplot drew no image: %s", strerror(errno));
    }
    const struct format *format = find_format(file);
    enum status status = format != NULL && is_whole(file, format)
                             ? write_note(file, format, digest, err)
                             : error_set(err, BAD_SERVICE, "gnuplot did not finish the image");
    if (fclose(file) != 0 && status == OK) {
        status = error_set(err, BAD_SERVICE, "cannot write the image: %s", strerror(errno));
    }
    return status;
}

bool stamp_is_there(const char *path, const char *digest)
{
    FILE *file = fopen(path, "rbe");
    const struct format *format = file == NULL ? NULL : find_format(file);
    bool there = false;
    if (format != NULL) {
        char none[STAMP_DIGEST], expected[MOST_NOTE + 16], end[MOST_NOTE + 16];
        memset(none, '0', sizeof none);
        size_t n = compose(format, digest == NULL ? none : digest, expected);
        if (format->inside) {
            memcpy(expected + n, format->ends, format->n_ends);
            n += format->n_ends;
        }
        there = read_end(file, end, n);
        if (digest == NULL) { /* whatever it was drawn from */
            size_t at = (format->inside ? 4 : 0) + format->n_before;
            there = there && memcmp(end + at, words, WORDS) == 0;
        } else {
            there = there && memcmp(end, expected, n) == 0;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return there;
}
