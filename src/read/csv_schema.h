/* What the columns of a CSV file become, decided from its beginning. */
#ifndef FAASTAT_READ_CSV_SCHEMA_H
#define FAASTAT_READ_CSV_SCHEMA_H

#include "base/units.h"
#include "import/import.h"
#include "read/cells.h"
#include "read/csv_head.h"

enum { SHOWN = 40 }; /* bytes of a bad cell that a message shows */

/* What one column of the file becomes. */
struct csv_column {
    char *name;
    enum column_kind kind;
    bool known;            /* its name decided on its kind */
    bool is_index;         /* it has no name and counts the rows: nobody measured it */
    bool skipped;          /* nobody will ask for it */
    size_t target;         /* its index in the table, when it is not skipped */
    double lowest;         /* that its numbers can be: 0, or -INFINITY */
    struct cell_form form; /* of its numbers; a unit only where it is not the table's */
    bool dated;            /* its times are since 1970 by their size */
    char *written;         /* its name in the file */
    bool repeats;          /* of an aggregate: a figure that another column has, too */
    double of_one;         /* 0, or of an aggregate's shares and rates, "2.5%", "10.4/sec": what 1 means */
    bool is_share;         /* of failures */
    struct cells_seen seen;
};

struct csv_schema {
    struct csv_column *columns;
    size_t n, capacity;
    size_t sampled; /* rows */
    bool miscounts; /* the first column does not count these, from 0 on */
    bool published; /* the rows are no requests, but figures of many */
    char separator;
    bool lenient;
};

/*
 * Reads the schema from the beginning of a file: the names and kinds of the columns, and *data_starts, the
 * offset of the first row of data. Columns whose name does not decide are measures when all their cells in
 * the sample are quantities. Caller releases the schema either way.
 */
enum status csv_schema_read(const struct csv_source *source, const struct import_options *options,
                            struct csv_schema *schema, size_t *data_starts, struct error *err);
/* The three steps of that, for rows that stand in no file of CSV: a column by the name that a header would
 * have for it (messages have the place), what the cells of a row say of the columns, and what these become.
 */
enum status csv_schema_add(struct csv_schema *schema, const char *name, const struct place *place,
                           struct error *err);
void csv_schema_sample(struct csv_schema *schema, const struct csv_row *row);
enum status csv_schema_decide(struct csv_schema *schema, const struct import_options *options,
                              const char *file, struct error *err);
void csv_schema_release(struct csv_schema *schema);

#endif
