/*
 * JSON text, read with Jansson, and with the line and column of every value at hand, so that what is wrong
 * with a value can be said where it stands. Knows nothing of what the text is for.
 */
#ifndef FAASTAT_BASE_JSON_FILE_H
#define FAASTAT_BASE_JSON_FILE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

/* Has Jansson take memory so that json_load can tell; before anything else is asked of it. */
void json_watch_memory(void);
/* json_loadb(), with null for NaN, as Python writes it, and BAD_SERVICE when memory is out. *value is NULL,
 * with the reason in *why, where the text is no JSON; the caller's to release. */
enum status json_load(const char *text, size_t n, size_t flags, json_t **value, json_error_t *why,
                      struct error *err);
/* json_dumps(), and NULL when memory is out, where that has a text with holes. Caller frees. */
char *json_write(const json_t *value, size_t flags);

struct json_file {
    const char *name, *text; /* borrowed, unless they are the owned ones; no text: places are paths */
    char *owned_name, *owned_text;
    size_t first_line, first_column; /* of the file, that the text begins on, from 1 */
    enum status bad;                 /* what a mistake in the text is */
    json_t *root;
};

/* Reads a file that people write; BAD_USAGE with line and column when it is no JSON or has a key twice.
 * Caller releases. */
enum status json_file_read(struct json_file *file, const char *path, struct error *err);
/*
 * Reads `n` bytes, which stay the caller's, have a byte behind them that can be read, and stand at `begin`: a
 * dump, whose mistakes are BAD_DATA. Caller releases.
 */
enum status json_file_parse(struct json_file *file, const struct place *begin, const char *text, size_t n,
                            struct error *err);
/* Where stands what is behind n bytes of text that begin there. */
struct place json_place_behind(const struct place *begin, const char *text, size_t n);
/* The bytes of the first of objects, or of arrays, that are joined, one behind the other with blanks between
 * them or none, up to the next; n where there are no two. They need not be JSON, nor what is between them
 * blanks. */
size_t json_joined_length(const char *text, size_t n);
/* The bytes of all joined objects but the last, which may not be whole; 0 where the text does not begin so.
 */
size_t json_find_cut(const char *text, size_t n);
void json_file_release(struct json_file *file);

/* A value of the file, and the way to it from the root. */
struct json_spot {
    const struct json_file *file;
    const struct json_spot *parent; /* NULL at the root */
    const char *key;                /* of a member; NULL for an element of an array and for the root */
    size_t index;                   /* of an element */
    json_t *value;                  /* borrowed; NULL when there is no such member */
};

struct json_spot json_root(const struct json_file *file);
struct json_spot json_member(const struct json_spot *object, const char *key);
struct json_spot json_element(const struct json_spot *array, size_t index);

/* Stores "file:line:column: found ..." and returns what a mistake in the text is, BAD_USAGE or BAD_DATA; a
 * member that is not there has its object's place. */
enum status json_spot_error(const struct json_spot *spot, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where the value stands in the file's text, or the object that lacks it. */
const char *json_spot_text(const struct json_spot *spot);

/* The status of code that knows no JSON, on what it was given of a value: where that is what a mistake in the
 * text is, what `why` says gets the value's place; any other is passed on. */
enum status json_spot_judge(const struct json_spot *spot, enum status status, const struct error *why,
                            struct error *err);

/* A mistake unless the value is an object with no keys but these; the nearest of them is named. */
enum status json_check_keys(const struct json_spot *object, const char *const *keys, size_t n,
                            struct error *err);
/* A member that is a text, and where it goes: borrowed from the file, NULL when it is not there. */
struct json_text {
    const char *key;
    bool required;
    const char **to;
};
/* A mistake when one of them is missing and required, or is no text. */
enum status json_get_texts(const struct json_spot *object, const struct json_text *texts, size_t n,
                           struct error *err);
/* The length of a member that is an array, 0 when it is not there. */
enum status json_get_array(const struct json_spot *object, const char *key, struct json_spot *array,
                           size_t *n, struct error *err);

#endif
