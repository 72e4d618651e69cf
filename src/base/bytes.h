/* Numbers and texts as bytes that are the same on every machine, and back. Knows nothing of what they mean.
 */
#ifndef FAASTAT_BASE_BYTES_H
#define FAASTAT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

__extension__ typedef unsigned __int128 bytes_wide;
__extension__ typedef __int128 bytes_signed_wide;

/* Bytes behind one another; `failed` when memory was out, and then the rest is not there. Zeroed: none. The
 * caller releases the text. */
struct bytes_writer {
    struct text text;
    bool failed;
};

/* Whole numbers by seven bits a byte, the lowest first (LEB128), signed ones with their sign in the last bit;
 * doubles by their eight bytes, the lowest first; texts behind their length. */
void bytes_put(struct bytes_writer *writer, uint64_t number);
void bytes_put_signed(struct bytes_writer *writer, int64_t number);
void bytes_put_wide(struct bytes_writer *writer, bytes_wide number);
void bytes_put_signed_wide(struct bytes_writer *writer, bytes_signed_wide number);
void bytes_put_double(struct bytes_writer *writer, double number);
void bytes_put_text(struct bytes_writer *writer, const char *bytes, size_t n);
void bytes_put_raw(struct bytes_writer *writer, const char *bytes, size_t n);

/* Bytes that are read from the first on; `bad` once any was not what it was asked for, and then all that
 * comes is 0. */
struct bytes_reader {
    const char *at, *end;
    bool bad;
};

uint64_t bytes_get(struct bytes_reader *reader);
/* The same, and bad when it is above `most`. */
uint64_t bytes_get_up_to(struct bytes_reader *reader, uint64_t most);
/* How many things follow, of which each takes at least `bytes`: bad when there is no room for them. */
size_t bytes_get_count(struct bytes_reader *reader, size_t bytes);
int64_t bytes_get_signed(struct bytes_reader *reader);
bytes_wide bytes_get_wide(struct bytes_reader *reader);
bytes_signed_wide bytes_get_signed_wide(struct bytes_reader *reader);
/* Bad when it is not finite. */
double bytes_get_double(struct bytes_reader *reader);
/* Borrowed. */
struct span bytes_get_text(struct bytes_reader *reader);
struct span bytes_get_raw(struct bytes_reader *reader, size_t n);

#endif
