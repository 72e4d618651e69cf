/*
 * What the importers of foreign tools have in common: the columns they fill, and what happens to a row that
 * is wrong. Knows no format.
 */
#ifndef FAASTAT_IMPORT_RECORD_H
#define FAASTAT_IMPORT_RECORD_H

#include "base/json_file.h"
#include "base/units.h"
#include "import/import.h"

/* A column that an importer may fill. The importer's enum of them gives their indexes in its table. */
struct record_column {
    const char *name;
    enum column_kind kind;
};

/* Where an importer puts what it reads. */
struct record_sink {
    const struct import_options *options;
    struct table *table;
    struct import_log *log;
    void *context; /* the importer's own; several threads may have the same */
};

/* Adds the columns to an empty table, so that the first has index 0. */
enum status record_add_columns(struct table *table, const struct record_column *columns, size_t n,
                               struct error *err);

/* After the last row: drops the columns that no row filled; BAD_DATA when there is no row. */
enum status record_finish(struct table *table, const struct input *input, struct error *err);

/*
 * Sets a cell of the open row in the factor of the tag's name, which is made when it is not there: a tag that
 * the dump gave to a request. BAD_DATA, at the place, when the text is no UTF-8, the name is that of a
 * measure, or there are more than MOST_TAGS such columns.
 */
enum { MOST_TAGS = 256 };
enum status record_set_tag(struct table *table, const char *tag, const char *text, size_t n,
                           const struct place *place, struct error *err);

/* Sets a text cell of the open row; BAD_DATA at the place when it is no UTF-8. */
enum status record_set_text(struct table *table, size_t column, const char *text, size_t n,
                            const struct place *place, struct error *err);

/*
 * Takes the verdict on one row, whose message is in *row_error: with --lenient, BAD_DATA is counted, listed
 * and forgiven; anything else goes on to err.
 */
enum status record_judge(const struct record_sink *sink, enum status status, struct error *row_error,
                         struct error *err);

enum need { OPTIONAL, REQUIRED };

/* Reads the text of a number as a tool writes it; BAD_DATA at the place unless it is a finite decimal number.
 */
enum status record_parse_number(const char *text, size_t n, const struct place *place, double *number,
                                struct error *err);
/* The same for a time, or another number that is not negative; in seconds, or with NO_UNIT as it is. */
enum status record_parse_time(const char *text, size_t n, enum unit unit, const struct place *place,
                              double *seconds, struct error *err);

#endif
