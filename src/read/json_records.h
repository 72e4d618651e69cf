/* JSON dumps: one document a file, or one a line. What is in them is the importer's business. */
#ifndef FAASTAT_READ_JSON_RECORDS_H
#define FAASTAT_READ_JSON_RECORDS_H

#include "import/record.h"
#include "read/json_alike.h"

struct json_format {
    const struct record_column *columns;
    size_t n_columns;
    /*
     * Adds what the value holds: no row, one, or for a document any number. BAD_DATA at the spot that is
     * wrong. A document's importer asks record_judge after each of its rows; for a line that is done here.
     */
    enum status (*take)(const struct json_spot *value, const struct record_sink *sink, struct error *err);
    /* Lines that differ in the values that stand there alone, which are measures' and nothing else's: take
     * adds the same row or rows of each but for these. n_holes 0: it may use any value for anything. */
    const struct json_hole *holes;
    size_t n_holes;
    /* Adds the row that take would, where that of a line like it is known: its factors are those of that row.
     */
    enum status (*take_like)(const struct json_spot *value, struct json_like *like,
                             const struct record_sink *sink, struct error *err);
    void *context;    /* for take, which finds it in the sink */
    bool passes_text; /* lines that do not begin with '{' are passed over, counted and told of */
};

/* All of the file is one JSON value, whose text and tree are held until it is taken. */
enum status json_document_read(struct input *input, const struct json_format *format,
                               const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err);
/* Whether the first line is an object by itself, and more follows: to judge by the first of the bytes, of
 * which so many are to be looked at. */
enum { JSON_LINES_SAMPLED = 1 << 20 };
enum status json_find_lines(const char *bytes, size_t n, bool *lines, struct error *err);
/* Each line that is not blank is one; blocks of them are read on all threads. */
enum status json_lines_read(struct input *input, const struct json_format *format,
                            const struct import_options *options, struct table *table, struct import_log *log,
                            struct error *err);

#endif
