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
    /* Of a value of which no row comes: the last of the values by which that is known, whatever else there
     * is, stands there in its text; NULL where nothing less than all of it tells. */
    const char *(*refusal)(const struct json_spot *value, const struct record_sink *sink);
    /* What is to be known of lines like the one that became the table's last row, in a pool of the thread
     * that is made when it is NULL; *memo stays NULL where that can't be known. */
    enum status (*remember)(const struct json_spot *value, const struct record_sink *sink, void **pool,
                            void **memo, struct error *err);
    /* Adds the row that take would of a line like it. BAD_DATA, for take to say what of: it did not. */
    enum status (*add_like)(const struct json_like *like, const struct record_sink *sink, struct error *err);
    void (*forget)(void *pool); /* frees it with its memos */
    void *context;              /* for take, which finds it in the sink */
    /* Of documents: called behind the last value, unless NULL. */
    enum status (*finish)(const struct record_sink *sink, struct error *err);
    bool (*may_give)(const struct table *rows); /* of lines, as that of block_format */
    bool is_document; /* a value is one: where a file has several, a factor tells which */
    bool passes_text; /* lines that do not begin with '{' are passed over, counted and told of */
};

/* All of the file is one JSON value, or several one behind the other, whose text and trees are held until all
 * are taken. */
enum status json_document_read(struct input *input, const struct json_format *format,
                               const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err);
/* Whether the first line begins with an object that ends on it, and more follows: to judge by the first of
 * the bytes, of which so many are to be looked at. */
enum { JSON_LINES_SAMPLED = 1 << 20 };
enum status json_find_lines(const char *bytes, size_t n, bool *lines, struct error *err);
/* Each line that is not blank is one, or several one behind the other; blocks of them are read on all
 * threads. */
enum status json_lines_read(struct input *input, const struct json_format *format,
                            const struct import_options *options, struct table *table, struct import_log *log,
                            struct error *err);

#endif
