/* JSON as Jansson reads and writes it, but for memory that is out, which it takes for a mistake in the text,
 * or leaves out of it. */
#ifndef HANDLER_JSON_MEMORY_H
#define HANDLER_JSON_MEMORY_H

#include <jansson.h>

#include "error.h"

/* As json_loadb; *value is NULL where the text is no JSON, and `why` says what is wrong. NO_MEMORY is the one
 * failure. Caller frees *value. */
enum status json_read(const char *text, size_t n, size_t flags, json_t **value, json_error_t *why,
                      struct error *err);

/* As json_dumps, and NULL when memory is out. Caller frees. */
char *json_write(const json_t *value, size_t flags);

#endif
