#include "formats/pickle/pickle_path.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { LONGEST_PATH_QUOTE = 60 };

enum status pickle_walk_visit(struct pickle_walk *walk, size_t n, struct error *err)
{
    if (n > walk->left) {
        return error_set(
            err, BAD_DATA,
            "%s: found more than 8 values for each byte of the pickle, expected lists that are not shared",
            walk->file);
    }
    walk->left -= n;
    return OK;
}

size_t pickle_path_length(const struct pickle_path *path)
{
    size_t length = 0;
    for (; path != NULL; path = path->up) {
        length += path->n + (path->up != NULL);
    }
    return length;
}

char *pickle_path_write(const struct pickle_path *path, char *start, char *end)
{
    for (; path != NULL && end > start; path = path->up) {
        size_t room = (size_t)(end - start), used = path->n < room ? path->n : room;
        end -= used;
        memcpy(end, path->text + (path->n - used), used);
        if (path->up != NULL && end > start) {
            *--end = '/';
        }
    }
    return end;
}

enum status pickle_walk_error(const struct pickle_walk *walk, const struct pickle_path *path,
                              struct error *err, const char *format, ...)
{
    struct error message;
    va_list arguments;
    if (walk->memory.out) { /* then it need not be the data that was found wanting */
        return error_no_memory(err);
    }
    va_start(arguments, format);
    vsnprintf(message.text, sizeof message.text, format, arguments);
    va_end(arguments);
    if (path == NULL) {
        return error_set(err, BAD_DATA, "%s: %s", walk->file, message.text);
    }
    char text[LONGEST_PATH_QUOTE + 1] = {0};
    const char *begin = pickle_path_write(path, text, text + LONGEST_PATH_QUOTE);
    return error_set(err, BAD_DATA, "%s: '%s': %s", walk->file, begin, message.text);
}

static enum pickle_fitness judge(const struct pickle_text *text)
{
    for (size_t i = 0; i < text->n; i++) {
        if (text->bytes[i] < 0x20 || text->bytes[i] == 0x7F) {
            return PICKLE_CONTROL;
        }
    }
    return text_is_utf8((const char *)text->bytes, text->n) ? PICKLE_FIT : PICKLE_NOT_UTF8;
}

void pickle_path_set_index(struct pickle_path *part, const struct pickle_path *up, size_t index)
{
    /* Not by snprintf: there may be one for every byte of a pickle. */
    char *digit = part->digits + sizeof part->digits;
    part->up = up;
    do {
        *--digit = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0);
    part->text = digit;
    part->n = (size_t)(part->digits + sizeof part->digits - digit);
}

enum status pickle_path_set_key(const struct pickle_walk *walk, struct pickle_path *part,
                                const struct pickle_path *up, const struct pickle_value *key,
                                struct error *err)
{
    part->up = up;
    if (key->kind == PICKLE_NUMBER && !isnan(key->number)) {
        part->text = part->digits;
        part->n = number_write(key->number, part->digits);
        return OK;
    }
    if (!pickle_is_text(key)) {
        char text[PICKLE_DESCRIPTION];
        return pickle_walk_error(walk, up, err, "found %s as a key, expected text or a number",
                                 pickle_describe(key, text));
    }
    if (key->text->fitness == PICKLE_UNSEEN) {
        key->text->fitness = judge(key->text);
    }
    if (key->text->fitness == PICKLE_CONTROL) {
        return pickle_walk_error(walk, up, err, "found a key with control characters, expected plain text");
    }
    if (key->text->fitness == PICKLE_NOT_UTF8) {
        return pickle_walk_error(walk, up, err, "found a key that is not UTF-8, expected plain text");
    }
    part->text = (const char *)key->text->bytes;
    part->n = key->text->n;
    return OK;
}
