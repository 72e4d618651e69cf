/* Where rows of text end: behind a line feed, unless it stands in a cell that is quoted. */
#ifndef FAASTAT_READ_ROW_ENDS_H
#define FAASTAT_READ_ROW_ENDS_H

#include "read/scan.h"

/* The longest row that is read; a longer one is most likely an open quote or no text at all. */
enum { MOST_ROW_BYTES = 1 << 24 };

/*
 * The number of bytes up to and with the last row end before a row that is too long, 0 when there is none,
 * and what is in them. The cells' separator is '\0' where quotes mean nothing. `cut`, unless NULL, finds
 * where the bytes of a line that is not whole may end, 0: nowhere.
 */
size_t row_ends_find(const char *bytes, size_t n, char separator, size_t (*cut)(const char *bytes, size_t n),
                     struct survey *survey);

#endif
