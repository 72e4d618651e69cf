#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { LONGEST_NAME = 64 };

static enum status reserve(struct text *text, size_t more, struct error *err)
{
    char *grown = array_reserve(text->bytes, &text->capacity, text->n + more + 1, 1);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    text->bytes = grown;
    return OK;
}

enum status text_append(struct text *text, const char *bytes, size_t n, struct error *err)
{
    enum status status = reserve(text, n, err);
    if (status != OK) {
        return status;
    }
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
    text->bytes[text->n] = '\0';
    return OK;
}

enum status text_print(struct text *text, struct error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *printed = NULL;
    int n = vasprintf(&printed, format, arguments);
    va_end(arguments);
    if (n < 0) {
        return error_no_memory(err);
    }
    enum status status = text_append(text, printed, (size_t)n, err);
    free(printed);
    return status;
}

void text_release(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

char *text_copy(const char *bytes, size_t n, struct error *err)
{
    char *copy = malloc(n + 1);
    if (copy == NULL) {
        error_no_memory(err);
        return NULL;
    }
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    return copy;
}

/* The length of the sequence that `lead` begins, and the least code point that needs that many; 0: no lead.
 */
static size_t sequence_length(unsigned char lead, unsigned *least)
{
    if (lead < 0x80) {
        *least = 0;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        *least = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *least = 0x800;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *least = 0x10000;
        return 4;
    }
    return 0;
}

size_t text_decode(const char *bytes, size_t n, unsigned *point)
{
    unsigned char lead = (unsigned char)bytes[0];
    unsigned least;
    size_t length = sequence_length(lead, &least);
    if (length == 0 || length > n) {
        return 0;
    }
    unsigned code = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if ((byte & 0xC0) != 0x80) {
            return 0;
        }
        code = code << 6 | (byte & 0x3Fu);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return 0;
    }
    *point = code;
    return length;
}

bool text_next(const char **rest, struct span *item)
{
    const char *start = *rest + strspn(*rest, ",");
    *item = (struct span){start, strcspn(start, ",")};
    *rest = start + item->n;
    return item->n > 0;
}

bool text_is_utf8(const char *bytes, size_t n)
{
    unsigned point;
    for (size_t i = 0; i < n;) {
        size_t length = text_decode(bytes + i, n - i, &point);
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

/* Columns of one code point: none for combining marks, two for East Asian wide forms, else one. */
static size_t point_width(unsigned point)
{
    if ((point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F)) {
        return 0;
    }
    bool wide = (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
                (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
                (point >= 0xFF00 && point <= 0xFF60) || (point >= 0x1F300 && point <= 0x1FAFF);
    return wide ? 2 : 1;
}

/* The bytes of the code point, or of the byte that begins none, at the first of n; *width: its columns. */
static size_t next_point(const char *bytes, size_t n, size_t *width)
{
    unsigned point;
    size_t length = text_decode(bytes, n, &point);
    *width = length == 0 ? 1 : point_width(point);
    return length == 0 ? 1 : length;
}

size_t text_span_width(struct span text)
{
    size_t width = 0, of_point;
    for (size_t i = 0; i < text.n; width += of_point) {
        i += next_point(text.bytes + i, text.n - i, &of_point);
    }
    return width;
}

size_t text_width(const char *text)
{
    return text_span_width((struct span){text, strlen(text)});
}

/* Levenshtein's distance of two short names. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[LONGEST_NAME + 1];
    size_t n = strnlen(b, LONGEST_NAME);
    for (size_t j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (size_t i = 0; i < LONGEST_NAME && a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            size_t replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            size_t one_more = (row[j] < diagonal ? row[j] : diagonal) + 1;
            row[j + 1] = replaced < one_more ? replaced : one_more;
        }
    }
    return row[n];
}

const char *text_nearest(const char *name, const char *const *names, size_t n)
{
    const char *nearest = NULL;
    size_t least = strnlen(name, LONGEST_NAME) / 2 + 1;
    for (size_t i = 0; i < n; i++) {
        /* A name that was begun is as near as one with a slip. */
        size_t begun = strlen(name) > 1 && strncmp(name, names[i], strlen(name)) == 0;
        size_t distance = begun ? 1 : edit_distance(name, names[i]);
        if (distance < least) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

size_t text_columns_bytes(const char *text, size_t columns)
{
    size_t n = 0, used = 0, size = strlen(text), width;
    while (n < size) {
        size_t bytes = next_point(text + n, size - n, &width);
        if (used + width > columns) {
            break;
        }
        used += width;
        n += bytes;
    }
    return n;
}

size_t text_unsafe_bytes(const char *bytes, size_t n)
{
    const unsigned char *c = (const unsigned char *)bytes;
    if (n > 0 && (c[0] < ' ' || c[0] == 0x7F)) {
        return 1;
    }
    if (n > 1 && ((c[0] == 0xC2 && c[1] < 0xA0) || (c[0] == 0xD8 && c[1] == 0x9C))) {
        return 2; /* U+0080 to U+009F, and 061C */
    }
    bool turns = n > 2 && c[0] == 0xE2 &&
                 ((c[1] == 0x80 && (c[2] == 0x8E || c[2] == 0x8F || (c[2] >= 0xA8 && c[2] <= 0xAE))) ||
                  (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9)); /* U+200E, 2028 to 202E, 2066 to 2069 */
    return turns ? 3 : 0;
}

static const char marks[] = ",;:/_-"; /* behind which words may be taken apart */

/* Where a line ends that may have `most` of the bytes of `text`, which has more. */
static size_t line_bytes(const char *text, size_t most)
{
    for (size_t n = most + 1; n-- > 1;) {
        if (text[n] == ' ') {
            return n;
        }
    }
    for (size_t n = most; n > 0; n--) {
        if (strchr(marks, text[n - 1]) != NULL) {
            return n;
        }
    }
    return most;
}

size_t text_longest_word(const char *text)
{
    size_t longest = 0;
    while (*text != '\0') {
        size_t n = strcspn(text, " ,;:/_-");
        size_t width = text_span_width((struct span){text, n + (text[n] != '\0' && text[n] != ' ')});
        longest = width > longest ? width : longest;
        text += n + (text[n] != '\0');
    }
    return longest;
}

struct span text_line(const char **rest, size_t columns)
{
    size_t n = text_columns_bytes(*rest, columns), width;
    n = n == 0 && **rest != '\0' ? next_point(*rest, strlen(*rest), &width) : n;
    struct span line = {*rest, (*rest)[n] == '\0' ? n : line_bytes(*rest, n)};
    *rest += line.n + strspn(*rest + line.n, " ");
    while (line.n > 0 && **rest != '\0' && line.bytes[line.n - 1] == ' ') {
        line.n--;
    }
    return line;
}
