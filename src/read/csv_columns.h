/* What the columns of a table of cells are, once its beginning has decided. */
#ifndef FAASTAT_READ_CSV_COLUMNS_H
#define FAASTAT_READ_CSV_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "read/cells.h"
#include "table/table.h"

/* What one column of the file becomes. */
struct csv_column {
    char *name;
    enum column_kind kind;
    bool known;            /* its name decided on its kind */
    bool is_index;         /* it has no name and counts the rows: nobody measured it */
    bool is_unclear;       /* its times can be read in two ways: it is left out */
    bool skipped;          /* nobody will ask for it */
    size_t target;         /* its index in the table, when it is not skipped */
    double lowest;         /* that its numbers can be: 0, or -INFINITY */
    struct cell_form form; /* of its numbers; a unit only where it is not the table's */
    bool dated;            /* its times are since 1970 by their size */
    bool is_alias;         /* the file has another name for what it is */
    bool is_number;        /* of a factor: 512, 512.0 and 5.12e2 are one value */
    bool is_flag;          /* of a factor: 1 and yes are true, 0 and no false */
    int outcome;           /* what its name says that it tells: see csv_outcome.h */
    char *written;         /* its name in the file */
    bool repeats;          /* of an aggregate: a figure that another column has, too */
    double of_one;         /* 0, or of an aggregate's shares and rates, "2.5%", "10.4/sec": what 1 means */
    bool is_count;         /* "Total" beside "OK" and "KO": of requests */
    bool is_share;         /* of failures, or of successes */
    bool of_successes;     /* counts these, from which failures follow */
    struct cells_seen seen;
};

struct csv_schema {
    struct csv_column *columns;
    size_t n, capacity;
    size_t sampled;    /* rows */
    bool miscounts;    /* the first column does not count these, from 0 on */
    bool published;    /* the rows are no requests, but figures of many */
    size_t total_line; /* the line of a row that is the total of the others; 0: there is none */
    bool has_commas;   /* numbers of some column have decimal commas, which those of the others have then */
    char separator;
    bool lenient;
    bool unfolds;         /* into what import/unfold.h says, once all of its rows are known; */
    bool is_whole;        /* for that, or to know a total, they have to be */
    bool watches_last;    /* rows are given away before it is known whether the last one is a total */
    const char *supposed; /* what a table without names was taken for; NULL: it has them */
};

#endif
