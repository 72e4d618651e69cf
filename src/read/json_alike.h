/*
 * Lines of JSON that are alike but for a few values: once Jansson has parsed one of them, the others are
 * compared with its text, and their values cut out. Knows no format.
 */
#ifndef FAASTAT_READ_JSON_ALIKE_H
#define FAASTAT_READ_JSON_ALIKE_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_file.h"
#include "read/json_filled.h"

/* Where a value stands that differs from line to line: the keys on the way from the root. */
struct json_hole {
    const char *keys[8];
    size_t n;
};

/* The lines that one thread knows. */
struct json_alike;

/* NULL when memory is out. The holes, at most JSON_HOLES, are borrowed; `forget` frees the pool. */
struct json_alike *json_alike_new(const struct json_hole *holes, size_t n, void (*forget)(void *pool));
void json_alike_free(struct json_alike *alike);
/* What the importer keeps of the lines, NULL at first. */
void **json_alike_pool(struct json_alike *alike);
/* What is matched from now on goes into another table. */
void json_alike_next_table(struct json_alike *alike);

/* What is known of lines that are alike. */
struct json_like {
    const struct json_filled *values; /* of the line that was matched last, by hole */
    bool is_empty;                    /* no row comes of such a line */
    size_t table;                     /* the number of the present one */
    void *memo;                       /* what the importer knows of them, in its pool */
};

/* What is known of lines like this one; NULL where nothing is: for Jansson to parse. Its numbers are not read
 * yet. Borrowed until the next line is matched. */
struct json_like *json_alike_match(struct json_alike *alike, const char *line, size_t n);
/* Reads the numbers of the line that was matched last; false where Jansson would have something to say. */
bool json_alike_read(struct json_alike *alike);
/* What became of a line that was parsed. */
struct json_verdict {
    bool is_empty; /* no row comes of it, or else one */
    const char
        *refused_at; /* in the line: the end of what is enough to know that of any line; NULL: nothing is */
};

/* Gets to know a line of n bytes that Jansson has parsed: the caller gives
 * *like a memo, without which none is matched. NULL where that is not worth while, or nothing
 * more is to be known. BAD_SERVICE when memory is out. */
enum status json_alike_learn(struct json_alike *alike, const struct json_file *file, size_t n,
                             const struct json_verdict *verdict, struct json_like **like, struct error *err);

#endif
