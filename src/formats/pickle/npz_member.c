/* PKWARE's APPNOTE.TXT 6.3, 4.3: the end of the directory, its headers, the members' own headers. */
#include "formats/pickle/npz_member.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { END_BYTES = 22, DIRECTORY_BYTES = 46, LOCAL_BYTES = 30, MOST_COMMENT = 65535 };
enum { STORED = 0, DEFLATED = 8 };
static const size_t MOST_UNPACKED = (size_t)1 << 34;

static size_t number_at(const char *bytes, size_t n)
{
    size_t number = 0;
    for (size_t i = n; i-- > 0;) {
        number = number << 8 | (unsigned char)bytes[i];
    }
    return number;
}

bool npz_is_archive(const char *bytes, size_t n)
{
    size_t name = n < LOCAL_BYTES || memcmp(bytes, "PK\3\4", 4) != 0 ? 0 : number_at(bytes + 26, 2);
    return name > 4 && n >= LOCAL_BYTES + name && memcmp(bytes + LOCAL_BYTES + name - 4, ".npy", 4) == 0;
}

static enum status damaged(const char *what, struct error *err)
{
    return error_set(err, BAD_DATA, "found %s, expected a zip archive of arrays", what);
}

/* Finds the end of the directory, which a comment may follow. */
static enum status open_directory(struct npz_member *member, const char *bytes, size_t n, struct error *err)
{
    for (size_t back = END_BYTES; back <= n && back <= END_BYTES + MOST_COMMENT; back++) {
        const char *end = bytes + n - back;
        if (memcmp(end, "PK\5\6", 4) == 0) {
            member->left = number_at(end + 10, 2);
            member->next = number_at(end + 16, 4);
            member->open = true;
            return OK;
        }
    }
    return damaged("no directory", err);
}

/* Unpacks in[0..n) to all of the data. */
static bool inflate_all(const char *in, size_t n, char *data, size_t data_n)
{
    z_stream stream = {.next_in = (z_const Bytef *)in,
                       .avail_in = (uInt)n,
                       .next_out = (Bytef *)data,
                       .avail_out = (uInt)data_n};
    if (n > UINT_MAX || data_n > UINT_MAX || inflateInit2(&stream, -15) != Z_OK) {
        return false;
    }
    int result = inflate(&stream, Z_FINISH);
    bool good = result == Z_STREAM_END && stream.total_out == data_n;
    inflateEnd(&stream);
    return good;
}

static enum status unpack(struct npz_member *member, const char *packed, size_t packed_n, const char *header,
                          struct error *err)
{
    size_t method = number_at(header + 10, 2);
    member->data = malloc(member->n + 1);
    if (member->data == NULL) {
        return error_no_memory(err);
    }
    if (method == STORED && packed_n == member->n) {
        memcpy(member->data, packed, member->n);
    } else if (method != DEFLATED || !inflate_all(packed, packed_n, member->data, member->n)) {
        return damaged(
            method == DEFLATED ? "a member that can't be unpacked" : "a member packed in another way", err);
    }
    uLong crc = crc32_z(0, (const Bytef *)member->data, member->n);
    return crc == number_at(header + 16, 4) ? OK : damaged("a member whose checksum is wrong", err);
}

enum status npz_member_next(struct npz_member *member, const char *bytes, size_t n, size_t most,
                            struct error *err)
{
    free(member->data);
    member->data = NULL;
    enum status status = member->open ? OK : open_directory(member, bytes, n, err);
    if (status != OK || member->left == 0) {
        return status;
    }
    const char *header = bytes + member->next;
    if (member->next > n || n - member->next < DIRECTORY_BYTES || memcmp(header, "PK\1\2", 4) != 0) {
        return damaged("a directory that is cut off", err);
    }
    size_t packed = number_at(header + 20, 4), name = number_at(header + 28, 2),
           local = number_at(header + 42, 4);
    size_t behind = name + number_at(header + 30, 2) + number_at(header + 32, 2);
    member->n = number_at(header + 24, 4);
    if (n - member->next - DIRECTORY_BYTES < behind || local > n || n - local < LOCAL_BYTES ||
        memcmp(bytes + local, "PK\3\4", 4) != 0) {
        return damaged("a directory that is cut off", err);
    }
    if (member->n > (most == 0 ? MOST_UNPACKED : most)) {
        return error_set(err, BAD_DATA, "found a member of %zu bytes; allow more with --max-bytes",
                         member->n);
    }
    member->name = (struct span){header + DIRECTORY_BYTES, name};
    size_t start = local + LOCAL_BYTES + number_at(bytes + local + 26, 2) + number_at(bytes + local + 28, 2);
    if (start > n || n - start < packed) {
        return damaged("a member that is cut off", err);
    }
    member->next += DIRECTORY_BYTES + behind;
    member->left--;
    return unpack(member, bytes + start, packed, header, err);
}

void npz_member_release(struct npz_member *member)
{
    free(member->data);
    *member = (struct npz_member){0};
}
