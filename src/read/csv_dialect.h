/* How a known tool writes CSV, and what becomes of it. */
#ifndef FAASTAT_READ_CSV_DIALECT_H
#define FAASTAT_READ_CSV_DIALECT_H

#include "import/record.h"
#include "read/csv_rows.h"

/* A column that the tool writes. The importer's enum of them gives their indexes. */
struct csv_field {
    const char *name;
    bool required; /* the tool always writes it, and what has it in its header is the tool's */
};

struct csv_record {
    const struct csv_row *row;
    const struct csv_layout *layout;
};

/* What most fields become: a cell of the table as it is, or a time in seconds. */
enum csv_value { CSV_TEXT, CSV_NUMBER, CSV_TIME };
struct csv_map {
    size_t field, column;
    enum csv_value value;
    enum need need;
    enum unit unit; /* of a time */
};

/* A number that is written otherwise, or less another. */
struct csv_number {
    struct csv_map map;
    size_t minus; /* 1 + a column before, which is taken from it; 0: none is */
    /* Unless NULL, reads cells as number_parse_all() does; false where one is unusual, too. */
    bool (*read)(const struct span *cells, size_t n, enum unit unit, double *values);
};

/*
 * How a dialect can be read column by column. Maps and numbers fill columns whatever is in other fields; what
 * `take` makes of the other factors, and whether it keeps a row, is told by some fields, so that it need only
 * be called for rows that differ in those. It does all of that for a row by itself. No text of a map is
 * required.
 */
struct csv_plan {
    const struct csv_map *maps;
    size_t n_maps;
    const struct csv_number *numbers;
    size_t n_numbers;
    const size_t *telling; /* fields */
    size_t n_telling;
    /* Fills what other measures there are in the open row, unless NULL. */
    enum status (*measure)(const struct csv_record *record, struct table *table, struct error *err);
};

struct csv_dialect {
    const struct csv_field *fields;
    size_t n_fields;
    const struct record_column *columns; /* of the table */
    size_t n_columns;
    /* Fills the open row of the table, or sets *keep to false: it is no request. BAD_DATA at the cell. */
    enum status (*take)(const struct csv_record *record, struct table *table, bool *keep, struct error *err);
    /* Whether a first row is data of this tool, whose columns are then in the order of its fields; NULL:
     * never. */
    bool (*is_data)(const struct csv_row *first);
    size_t headless_fields; /* how many of the fields such data have at most; 0: all */
    bool keeps_others;      /* columns that are no field become factors */
    const void *context;    /* the importer's own, the same for all threads */
    void *state;            /* of an importer that remembers rows, which then are read in order; or NULL */
    /* Called with it behind the last row, unless NULL; what it returns is judged as a row. */
    enum status (*finish)(void *state, const struct record_sink *sink, struct error *err);
    const struct csv_plan *plan; /* NULL: each row is for `take` */
    const bool *skips; /* of the table's columns: nobody will ask for them; NULL: all may be asked for */
    const struct import_wanted *wanted; /* of columns that are no field; NULL: all */
};

#endif
