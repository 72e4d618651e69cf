/* Values cut out of a line of JSON, as far as they are written as is usual. */
#ifndef FAASTAT_READ_JSON_FILLED_H
#define FAASTAT_READ_JSON_FILLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_HOLES = 10 }; /* at most, in a line */

enum json_kind { JSON_KIND_INTEGER, JSON_KIND_REAL, JSON_KIND_TEXT };

/* What fills a hole: of a text what stands between its quotes, borrowed, without a NUL behind it; or a
 * number. */
struct json_filled {
    const char *text; /* NULL: the lines have nothing there */
    size_t n;
    enum json_kind kind;
    double number; /* as Jansson has it */
};

/* What stands at the text, of that kind; false where that is nothing usual. Its number is not read yet. */
bool json_filled_scan(const char *text, size_t n, enum json_kind kind, struct json_filled *value);
/* Reads its number as Jansson would have it; false when Jansson would have something to say. */
bool json_filled_read(struct json_filled *value);

#endif
