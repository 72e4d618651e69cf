/* The beginning of a CSV file: what stands before the rows, and from where to read them. */
#ifndef FAASTAT_READ_CSV_HEAD_H
#define FAASTAT_READ_CSV_HEAD_H

#include "import/import.h"
#include "read/csv_rows.h"

enum { SAMPLE_BYTES = 1 << 18 }; /* what decides on separator, header and kinds of columns */

/* The first bytes of a file, behind a byte-order mark and leading lines that begin with '#'. */
struct csv_head {
    struct csv_source source; /* borrowed from the input until it is read on */
    size_t comment_bytes;
};

/* Looks at the head; nothing is read but the mark. The separator is the user's or the one the first line has
 * most of; BAD_USAGE when the user's is none. */
enum status csv_head_open(struct csv_head *head, struct input *input, const struct import_options *options,
                          struct error *err);
/* Reads on to `data_starts` bytes behind the head's; *line becomes the line that is next. */
enum status csv_head_skip(const struct csv_head *head, struct input *input, size_t data_starts, size_t *line,
                          struct error *err);

/* The same for bytes that are being probed, with the separator that they show. */
struct csv_source csv_probe_source(const char *bytes, size_t n);

#endif
