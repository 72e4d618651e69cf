#include "collect/payload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/array.h"
#include "base/file.h"
#include "collect/clock.h"

static const size_t MOST_BYTES = (size_t)1 << 30;
enum { READ_STEP = 1 << 16 };

static const char json_type[] = "application/json";

/* ---- fields ---- */

enum field { NUMBER, RANDOM, TIME, FIELDS };
static const char *const fields[FIELDS] = {"{{n}}", "{{random}}", "{{time}}"};

/* The next field from `bytes` on; NULL when there is none. */
static const char *find_field(const char *bytes, size_t n, enum field *field)
{
    const char *end = bytes + n, *at = bytes;
    while ((at = memmem(at, (size_t)(end - at), "{{", 2)) != NULL) {
        for (size_t i = 0; i < FIELDS; i++) {
            if (strncmp(at, fields[i], strlen(fields[i])) == 0) { /* a NUL stands behind the end */
                *field = (enum field)i;
                return at;
            }
        }
        at++; /* of three braces the last two may begin it */
    }
    return NULL;
}

/* Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators": SplitMix64. */
static uint32_t draw(uint64_t seed, size_t request)
{
    uint64_t z = seed + (request + 1) * 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

enum status payload_fill(const struct payload *payload, size_t request, uint64_t seed, struct text *filled,
                         struct error *err)
{
    const char *from = payload->bytes, *end = from + payload->n, *at;
    enum field field = NUMBER;
    enum status status = OK;
    filled->n = 0;
    while (status == OK && (at = find_field(from, (size_t)(end - from), &field)) != NULL) {
        status = text_append(filled, from, (size_t)(at - from), err);
        if (status == OK && field == NUMBER) {
            status = text_print(filled, err, "%zu", request + 1);
        } else if (status == OK && field == RANDOM) {
            status = text_print(filled, err, "%u", (unsigned)draw(seed, request));
        } else if (status == OK) {
            status = text_print(filled, err, "%.6f", clock_read_s(CLOCK_REALTIME));
        }
        from = at + strlen(fields[field]);
    }
    return status == OK ? text_append(filled, from, (size_t)(end - from), err) : status;
}

/* ---- one ---- */

static const char *content_type(const char *name, const char *bytes, size_t n)
{
    static const struct {
        const char *end, *type;
    } types[] = {{".json", json_type},   {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},
                 {".png", "image/png"},  {".webp", "image/webp"}, {".ppm", "image/x-portable-pixmap"},
                 {".txt", "text/plain"}, {".csv", "text/csv"},    {".xml", "application/xml"}};
    const char *dot = name == NULL ? NULL : strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcasecmp(dot, types[i].end) == 0) {
            return types[i].type;
        }
    }
    return memchr(bytes, '\0', n) == NULL && text_is_utf8(bytes, n) ? json_type : "application/octet-stream";
}

/* Takes the text over, and releases it on failure. */
static enum status add(struct payloads *payloads, struct text *text, const char *name, struct error *err)
{
    struct payload *grown = NULL;
    enum field field;
    enum status status = text_append(text, "", 0, err); /* a NUL also behind nothing */
    if (status == OK) {
        grown = array_reserve(payloads->items, &payloads->capacity, payloads->n + 1, sizeof *grown);
        status = grown == NULL ? error_no_memory(err) : OK;
    }
    if (grown == NULL) {
        text_release(text);
        return status;
    }
    bool is_text = memchr(text->bytes, '\0', text->n) == NULL && text_is_utf8(text->bytes, text->n);
    payloads->items = grown;
    grown[payloads->n++] =
        (struct payload){.bytes = text->bytes,
                         .n = text->n,
                         .has_fields = is_text && find_field(text->bytes, text->n, &field) != NULL,
                         .type = content_type(name, text->bytes, text->n)};
    return OK;
}

enum status payloads_add_text(struct payloads *payloads, const char *text, struct error *err)
{
    struct text copy = {0};
    enum status status = text_append(&copy, text, strlen(text), err);
    if (status != OK) {
        text_release(&copy);
        return status;
    }
    return add(payloads, &copy, NULL, err);
}

/* ---- files ---- */

/* What the name stands for can't be read: that is the user's to put right, anything else the system's. */
static enum status cannot(const char *what, const char *path, struct error *err)
{
    int failure = errno;
    bool of_the_system = failure == ENOMEM || failure == EMFILE || failure == ENFILE || failure == EIO;
    return error_set(err, of_the_system ? BAD_SERVICE : BAD_DATA, "cannot %s '%.200s': %s", what, path,
                     strerror(failure));
}

static enum status read_all(FILE *stream, const char *path, size_t most, struct text *text, struct error *err)
{
    char step[READ_STEP];
    size_t n;
    while ((n = fread(step, 1, sizeof step, stream)) > 0) {
        if (n > most - text->n) {
            return error_set(err, BAD_USAGE,
                             "found payloads of more than 1 GiB in all, the last one '%.200s'", path);
        }
        enum status status = text_append(text, step, n, err);
        if (status != OK) {
            return status;
        }
    }
    return ferror(stream) ? cannot("read", path, err) : OK;
}

enum status payloads_add_file(struct payloads *payloads, const char *path, struct error *err)
{
    struct text text = {0};
    FILE *stream = fopen(path, "rbe");
    if (stream == NULL) {
        return cannot("open", path, err);
    }
    enum status status = read_all(stream, path, MOST_BYTES - payloads_bytes(payloads), &text, err);
    fclose(stream);
    if (status != OK) {
        text_release(&text);
        return status;
    }
    return add(payloads, &text, path_name(path), err);
}

enum status payloads_add_directory(struct payloads *payloads, const char *path, struct error *err)
{
    struct paths files = {0};
    if (!path_is_directory(path)) {
        return error_set(err, BAD_USAGE, "found no folder '%.200s', expected one of payloads", path);
    }
    enum status status = paths_walk(&files, path, err);
    for (size_t i = 0; status == OK && i < files.n; i++) {
        status = payloads_add_file(payloads, files.paths[i], err);
    }
    if (status == OK && files.n == 0) {
        status = error_set(err, BAD_USAGE, "found no file in '%.200s', expected what is to be sent", path);
    }
    paths_release(&files);
    return status;
}

/* ---- all ---- */

size_t payloads_bytes(const struct payloads *payloads)
{
    size_t bytes = 0;
    for (size_t i = 0; i < payloads->n; i++) {
        bytes += payloads->items[i].n;
    }
    return bytes;
}

const struct payload *payloads_of(const struct payloads *payloads, size_t request)
{
    return payloads->n == 0 ? NULL : &payloads->items[request % payloads->n];
}

void payloads_release(struct payloads *payloads)
{
    for (size_t i = 0; i < payloads->n; i++) {
        free(payloads->items[i].bytes);
    }
    free(payloads->items);
    *payloads = (struct payloads){0};
}
