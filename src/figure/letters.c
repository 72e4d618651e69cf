#include "figure/letters.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum { POINTS = 0x110000 };

void letters_release(struct letters *letters)
{
    free(letters->drawable);
    *letters = (struct letters){0};
}

/* What a font has, such as "20-7e a0". */
static void add_font(unsigned char *drawable, const char *line)
{
    char *rest;
    for (;; line = rest) {
        unsigned long point = strtoul(line, &rest, 16), last = point;
        if (rest == line) {
            return;
        }
        last = *rest == '-' ? strtoul(rest + 1, &rest, 16) : last;
        for (; point <= last && point < POINTS; point++) {
            drawable[point / CHAR_BIT] |= (unsigned char)(1U << point % CHAR_BIT);
        }
    }
}

/* Asks fontconfig, on which Pango stands; where its program is missing nobody knows. */
static enum status ask(struct letters *letters, struct error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    unsigned char *drawable = calloc(POINTS / CHAR_BIT, 1);
    bool told = false;
    if (drawable == NULL) {
        return error_no_memory(err);
    }
    FILE *list = popen("fc-list --format '%{charset}\\n' 2>/dev/null", "r");
    if (list == NULL) {
        free(drawable);
        return error_set(err, BAD_SERVICE, "cannot ask fc-list for fonts: %s", strerror(errno));
    }
    while (getline(&line, &capacity, list) > 0) {
        add_font(drawable, line);
        told = true;
    }
    bool out = !feof(list);
    free(line);
    pclose(list);
    if (out || !told) {
        free(drawable);
        return out ? error_no_memory(err) : OK;
    }
    letters->drawable = drawable;
    return OK;
}

/* Whether each font that has words has it: Latin, Greek, Cyrillic, and the marks of punctuation. */
static bool is_common(unsigned point)
{
    return point < 0x530 || (point >= 0x2010 && point <= 0x2027);
}

/* Whether some font draws it; what joins letters or chooses among their forms is never drawn itself. */
static enum status find_drawable(struct letters *letters, unsigned point, bool *drawable, struct error *err)
{
    *drawable =
        is_common(point) || (point >= 0x200B && point <= 0x200F) || (point >= 0xFE00 && point <= 0xFE0F);
    if (*drawable) {
        return OK;
    }
    enum status status = letters->asked ? OK : ask(letters, err);
    letters->asked = true;
    *drawable =
        letters->drawable == NULL || (letters->drawable[point / CHAR_BIT] & 1U << point % CHAR_BIT) != 0;
    return status;
}

/* The script with boxes: its text stays empty where it needs none. */
static enum status put_boxes(struct letters *letters, const struct span script, struct text *boxed,
                             struct letters_missing *missing, struct error *err)
{
    enum status status = OK;
    size_t copied = 0;
    for (size_t i = 0, length; status == OK && i < script.n; i += length) {
        unsigned point = 0;
        bool drawable;
        length = text_decode(script.bytes + i, script.n - i, &point);
        length = length == 0 ? 1 : length; /* a byte of a path that is no letter */
        status = find_drawable(letters, point, &drawable, err);
        if (status == OK && !drawable) {
            if (missing->n++ == 0) {
                snprintf(missing->first, sizeof missing->first, "%.*s", (int)length, script.bytes + i);
            }
            const struct span letter = {script.bytes + i, length};
            size_t width = text_span_width(letter);
            status = text_print(boxed, err, "%.*s%s", (int)(i - copied), script.bytes + copied,
                                width > 1    ? "□"
                                : width == 1 ? "▯"
                                             : "");
            copied = i + length;
        }
    }
    return status != OK || missing->n == 0
               ? status
               : text_append(boxed, script.bytes + copied, script.n - copied, err);
}

/* A file without a name. */
static enum status keep_copy(const struct text *text, FILE **copy, struct error *err)
{
    *copy = tmpfile();
    if (*copy != NULL && fwrite(text->bytes, 1, text->n, *copy) == text->n && fflush(*copy) == 0) {
        return OK;
    }
    enum status status = error_set(err, BAD_SERVICE, "cannot write a temporary file: %s", strerror(errno));
    if (*copy != NULL) {
        fclose(*copy);
        *copy = NULL;
    }
    return status;
}

enum status letters_replace(struct letters *letters, const char *path, FILE **copy,
                            struct letters_missing *missing, struct error *err)
{
    char *script = NULL;
    size_t n;
    struct text boxed = {0};
    *missing = (struct letters_missing){0};
    enum status status = input_read_file(path, &(struct input_options){.as_it_is = true}, &script, &n, err);
    if (status == OK) {
        status = put_boxes(letters, (struct span){script, n}, &boxed, missing, err);
    }
    if (status == OK && missing->n > 0) {
        status = keep_copy(&boxed, copy, err);
    }
    text_release(&boxed);
    free(script);
    return status;
}
