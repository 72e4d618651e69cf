/*
 * Python pickles, protocols 0 to 5, to named lists of doubles. A pickle is decoded and never executed: the
 * few constructors of numpy, pandas and collections that hold numbers are understood as data, and any other
 * import is refused by name. Knows no tables.
 */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_READ_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_READ_H

#include "formats/pickle/pickle_leaves.h"
#include "formats/pickle/pickle_table.h"

/*
 * Decodes the pickles that are all of bytes[0..n); `file` is for messages. What has rows with named cells (a
 * frame, records, columns of one length) is put in *table, and then there are no leaves. NULL: all is leaves.
 *
 * Lists, tuples, sets and arrays of numbers are a leaf each, in order; an array of two dimensions and a
 * DataFrame are one leaf a column; dicts, and lists of anything else but text, are walked; a number by itself
 * is a leaf of one value. None is missing, a bool is 0 or 1, an integer is the nearest double.
 * A list without items is a leaf without values; what numpy.ma masks is missing. Refused: infinity, lists
 * that mix numbers with anything else, two leaves of one name, dates, complex and long double numbers, arrays
 * of three dimensions, and every import that is not known.
 *
 * Bounds, whatever the bytes are: memory never exceeds 64 * n + 1 MiB, leaves included and `bytes` not;
 * values and containers visited, 8 * n + 4096 (a shared list counts as often as it is met); nesting, 100
 * levels; an index of the memo, n. Past any of them: BAD_DATA.
 *
 * BAD_DATA has the form "file: byte N: found X, expected Y" while the bytes are decoded (N from 0, the opcode
 * as pickletools prints it), and "file: 'path': found X, expected Y" after that (no path at the root).
 * `leaves` and `table` are zeroed by the caller, who releases them either way; on failure there are no
 * leaves.
 */
enum status pickle_read(const unsigned char *bytes, size_t n, const char *file, struct pickle_leaves *leaves,
                        struct pickle_table *table, struct error *err);

/*
 * How sure one can be from the first bytes of a file that it is a pickle: 0 no, 1 maybe (protocols 0 and 1
 * have no magic, but their opcodes make sense), 2 yes (0x80, a version from 2 to 5 and an opcode).
 */
int pickle_likeness(const unsigned char *bytes, size_t n);

#endif
