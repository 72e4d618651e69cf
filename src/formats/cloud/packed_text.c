#include "formats/cloud/packed_text.h"

#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/unpack.h"

enum { MOST_UNPACKED = 1 << 28 }; /* bytes; what is delivered is of a few megabytes, packed */

static enum status unpack(struct unpacker *unpacker, const char *bytes, size_t n, struct text *text,
                          struct error *err)
{
    static const size_t step = 1 << 16;
    struct unpack_buffers buffers = {.in = bytes, .in_n = n};
    char *room = malloc(step);
    enum status status = room == NULL ? error_no_memory(err) : OK;
    for (bool more = true; status == OK && more;) {
        buffers.out = room;
        buffers.out_n = step;
        status = unpack_step(unpacker, &buffers, err);
        size_t got = step - buffers.out_n;
        more = buffers.in_n > 0 || got == step;
        if (status == OK && text->n + got > MOST_UNPACKED) {
            status = error_set(err, BAD_DATA, "found more than %d bytes, expected less", MOST_UNPACKED);
        }
        if (status == OK) {
            status = text_append(text, room, got, err);
        }
    }
    if (status == OK && !unpack_is_complete(unpacker)) {
        status = error_set(err, BAD_DATA, "found its end within %s, expected more", unpack_name(unpacker));
    }
    free(room);
    return status;
}

/* Unpacks the bytes if they are packed, into a text with a NUL behind it. */
static enum status take_bytes(const char *bytes, size_t n, struct text *text, struct error *err)
{
    struct unpacker *unpacker;
    enum status status = unpack_recognise(bytes, n < UNPACK_MAGIC ? n : UNPACK_MAGIC, &unpacker, err);
    if (status == OK) {
        status = unpacker == NULL ? text_append(text, bytes, n, err) : unpack(unpacker, bytes, n, text, err);
        unpack_free(unpacker);
    }
    return status == OK ? text_append(text, "", 1, err) : status;
}

enum status packed_text_read(const struct json_spot *spot, char **text, struct error *err)
{
    const char *base64 = json_string_value(spot->value);
    if (base64 == NULL) {
        return json_spot_error(spot, err, "found no text in '%s', expected base64", spot->key);
    }
    size_t room = strlen(base64) / 4 * 3 + 4;
    char *bytes = malloc(room);
    if (bytes == NULL) {
        return error_no_memory(err);
    }
    int n = b64_pton(base64, (unsigned char *)bytes, room);
    struct text unpacked = {0};
    struct error why = {{0}};
    enum status status = n < 0 ? OK : take_bytes(bytes, (size_t)n, &unpacked, &why);
    free(bytes);
    if (status != OK) {
        text_release(&unpacked);
        return json_spot_judge(spot, status, &why, err);
    }
    if (n < 0 || strlen(unpacked.bytes) + 1 != unpacked.n) {
        text_release(&unpacked);
        return json_spot_error(spot, err, "found no base64 of text in '%s', expected some", spot->key);
    }
    *text = unpacked.bytes;
    return OK;
}
