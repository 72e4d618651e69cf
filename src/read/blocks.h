/*
 * A text file in blocks of whole rows, parsed by several threads and joined in file order, so that neither
 * the number of threads nor the size of a block changes the result. Knows rows, not what is in them.
 */
#ifndef FAASTAT_READ_BLOCKS_H
#define FAASTAT_READ_BLOCKS_H

#include "import/import.h"
#include "read/row_ends.h"

enum { BLOCK_SLACK = 16 }; /* NULs behind the rows of a block */

/* Room that the parser of one block leaves to the parser of the next: an array of the heap, freed at the end.
 */
struct scratch {
    void *array;
    size_t capacity;
};

/* Whole rows of a file. */
struct block {
    const char *file;
    char *bytes; /* the parser may write to them */
    size_t n;
    size_t first_line, first_column; /* where in the file the block begins, from 1 */
    struct survey survey;
    bool unended;  /* its last row has no line end, as where writing was cut off */
    bool overlong; /* it is the beginning of a row of more than MOST_ROW_BYTES */
    struct scratch *scratch;
    void **part; /* what the parser leaves for `join`; NULL: nothing */
};

struct block_format {
    /* Unless NULL, a row may also end within a line that is longer than a block: behind so many of its bytes,
     * of which all further rows are as if they followed; 0: not yet. */
    size_t (*cut)(const char *bytes, size_t n);
    char separator; /* of cells that may be quoted, with line ends in them; '\0': a row is a line */
    /* Adds the rows of one block to an empty table; runs on several threads at once. */
    enum status (*parse)(const struct block *block, const void *context, struct table *table,
                         struct import_log *log, struct error *err);
    /* Unless NULL, takes what was parsed of one block after the other, in file order, before its table and
     * its log are joined to those of the file. Such blocks have no rows of their own. `release` frees it. */
    enum status (*join)(const struct block *block, const void *context, struct import_log *log,
                        struct error *err);
    void (*release)(void *part);
    const void *context;
    bool gives; /* the rows of a block are as they will be: the sink may have them */
    /* Unless NULL, whether they are but for columns that other blocks have. Where a block's are not, a sink
     * that can declines, and any other gets them with those of all blocks. */
    bool (*may_give)(const struct table *rows);
    size_t first_line; /* the line that the input's next byte is on, from 1 */
};

/* Reads what is left of the input into the table. */
enum status blocks_read(struct input *input, const struct block_format *format,
                        const struct import_options *options, struct table *table, struct import_log *log,
                        struct error *err);

/* Skips a UTF-8 byte-order mark. */
enum status blocks_skip_mark(struct input *input, struct error *err);

#endif
