/*
 * The digest of the script that an image was drawn from, kept inside the image where its format has room for
 * a note. An image that is not whole gets none, so one that has the script's is up to date.
 */
#ifndef FAASTAT_FIGURE_STAMP_H
#define FAASTAT_FIGURE_STAMP_H

#include <stdbool.h>

#include "base/error.h"

enum { STAMP_DIGEST = 65 };

/* The SHA-256 of the script, in hexadecimal. */
void stamp_digest(const char *script, char digest[STAMP_DIGEST]);
/* Notes it at the end of the png, svg or pdf at `path`. BAD_SERVICE when the image is not whole, or can't be
 * written. */
enum status stamp_write(const char *path, const char digest[STAMP_DIGEST], struct error *err);
/* Whether there is a whole image at `path` with a note, and, unless `digest` is NULL, with that one. */
bool stamp_is_there(const char *path, const char *digest);

#endif
