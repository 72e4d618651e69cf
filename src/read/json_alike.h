/*
 * Lines of JSON that are alike but for a few values: once Jansson has parsed one of them, the others are
 * compared with its text, and their values put into its tree. Knows no format.
 */
#ifndef FAASTAT_READ_JSON_ALIKE_H
#define FAASTAT_READ_JSON_ALIKE_H

#include <jansson.h>
#include <stddef.h>

#include "base/json_file.h"
#include "table/table.h"

/* Where a value stands that differs from line to line: the keys on the way from the root. */
struct json_hole {
    const char *keys[8];
    size_t n;
};
enum { JSON_HOLES = 6 };

/* The lines that one thread knows. */
struct json_alike;

/* NULL when memory is out. The holes, at most JSON_HOLES, are borrowed. */
struct json_alike *json_alike_new(const struct json_hole *holes, size_t n);
void json_alike_free(struct json_alike *alike);
/* The rows that are known are of a table that is done with: the next are of another. */
void json_alike_forget_rows(struct json_alike *alike);

/* What is known of lines that are alike. */
struct json_like {
    json_t *root;  /* of the line that was matched last; NULL where no row comes of it */
    bool is_empty; /* no row comes of such a line */
    size_t row;    /* of the table, that one became; JSON_NO_ROW: that is not known */
    void *memo;    /* what the importer wants to know of them, freed as it is with the rest */
};
#define JSON_NO_ROW SIZE_MAX

/* What is known of lines like this one, with its values in their tree unless no row comes of them; NULL where
 * nothing is, or where its values are not written as is usual: for Jansson to parse. Borrowed until the next
 * line is matched. */
struct json_like *json_alike_match(struct json_alike *alike, const char *line, size_t n);
/* Remembers a line of n bytes that Jansson has parsed, when that is worth while, and takes the file's tree.
 * Lines like it added so many rows to the table, up to the last one. BAD_SERVICE when memory is out. */
enum status json_alike_learn(struct json_alike *alike, struct json_file *file, size_t n,
                             const struct table *table, size_t added, struct error *err);
/* The same of a line that was matched. */
void json_alike_set_row(struct json_alike *alike, struct json_like *like, const struct table *table,
                        size_t added);

#endif
