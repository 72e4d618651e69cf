/* Names of leaves: how far down the walk has come, as text. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "import/pickle_leaves.h"

enum { LONGEST_PATH_QUOTE = 60 };

/* The bytes of one part; `digits` has room for those of a number. */
static const char *part_text(const struct pickle_value *key, char digits[NUMBER_TEXT], size_t *n)
{
    if (key->kind == PICKLE_NUMBER) {
        *n = number_write(key->number, digits);
        return digits;
    }
    *n = key->text->n;
    return (const char *)key->text->bytes;
}

size_t pickle_path_length(const struct pickle_path *path)
{
    size_t length = 0;
    for (; path != NULL; path = path->up) {
        char digits[NUMBER_TEXT];
        size_t n;
        part_text(path->key, digits, &n);
        length += n + (path->up != NULL);
    }
    return length;
}

char *pickle_path_write(const struct pickle_path *path, char *start, char *end)
{
    for (; path != NULL && end > start; path = path->up) {
        char digits[NUMBER_TEXT];
        size_t n, room = (size_t)(end - start);
        const char *part = part_text(path->key, digits, &n);
        size_t used = n < room ? n : room;
        end -= used;
        memcpy(end, part + (n - used), used);
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

enum status pickle_walk_key(struct pickle_walk *walk, const struct pickle_path *path,
                            const struct pickle_value *key, struct error *err)
{
    char text[PICKLE_DESCRIPTION];
    if (key->kind == PICKLE_NUMBER && !isnan(key->number)) {
        return OK;
    }
    if (!pickle_is_text(key)) {
        return pickle_walk_error(walk, path, err, "found %s as a key, expected text or a number",
                                 pickle_describe(key, text));
    }
    if (key->text->fitness == PICKLE_UNSEEN) {
        key->text->fitness = judge(key->text);
    }
    if (key->text->fitness == PICKLE_CONTROL) {
        return pickle_walk_error(walk, path, err, "found a key with control characters, expected plain text");
    }
    if (key->text->fitness == PICKLE_NOT_UTF8) {
        return pickle_walk_error(walk, path, err, "found a key that is not UTF-8, expected plain text");
    }
    return OK;
}
