/* Text that grows, and questions about text. Knows nothing of files or numbers. */
#ifndef FAASTAT_BASE_TEXT_H
#define FAASTAT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"

/* Bytes on the heap, always terminated by a NUL once anything was appended. Zeroed: empty. */
struct text {
    char *bytes;
    size_t n, capacity;
};

/* Text of somebody else's, without a terminator. */
struct span {
    const char *bytes;
    size_t n;
};

static inline struct span text_span(const char *text)
{
    return (struct span){text, strlen(text)};
}

enum status text_append(struct text *text, const char *bytes, size_t n, struct error *err);
enum status text_print(struct text *text, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void text_release(struct text *text);

/* The next item of "a,b,c" that is not empty, and *rest behind it; false when there is none. */
bool text_next(const char **rest, struct span *item);

/* A copy on the heap (caller frees), or NULL with err set. */
char *text_copy(const char *bytes, size_t n, struct error *err);

/* How many of the n bytes are the code point at the first of them, and the code point; 0 where it is not
 * well-formed. */
size_t text_decode(const char *bytes, size_t n, unsigned *point);

/* Whether the bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates). */
bool text_is_utf8(const char *bytes, size_t n);

/* How many columns of a terminal the UTF-8 text takes; combining marks take none. */
size_t text_width(const char *text);
size_t text_span_width(struct span text);

/* The entry of names[0..n) with the fewest edits from `name`, or NULL when all differ in more than half. */
const char *text_nearest(const char *name, const char *const *names, size_t n);

/* The next line of the text, of at most so many columns of a terminal, and *rest behind it and its blanks: it
 * ends at a blank, or else behind a mark between words, or else where it is full. */
struct span text_line(const char **rest, size_t columns);

/* Columns of the longest piece that such a line does not take apart while it has room for it. */
size_t text_longest_word(const char *text);

/* How many bytes of UTF-8 are the first so many columns: marks above and below letters take none. */
size_t text_columns_bytes(const char *text, size_t columns);

/* How many of the n bytes, at the first of them, must not reach a terminal or a page as they are: controls of
 * ASCII and of Latin 1 in UTF-8, and marks that turn the direction of writing. 0: it is no such mark. */
size_t text_unsafe_bytes(const char *bytes, size_t n);

#endif
