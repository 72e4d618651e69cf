/* Headers that the user has in a file, so that those with credentials stand on no command line. */
#ifndef FAASTAT_COLLECT_HEADERS_H
#define FAASTAT_COLLECT_HEADERS_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/error.h"

/* Reads "Name: value" lines; empty ones and those that begin with '#' are passed over. Nothing for path NULL.
 * BAD_USAGE, with the line but not what it says, when one is no header,
 * or has a carriage return or a NUL inside. Caller frees *headers. */
enum status headers_read(const char *path, struct curl_slist **headers, struct error *err);
/* Whether the file can be read by others than its owner; false for path NULL. */
bool headers_are_open(const char *path);

#endif
