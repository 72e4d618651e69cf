/* A result as a table of cells. Knows nothing of where the numbers come from. */
#ifndef FAASTAT_OUTPUT_REPORT_H
#define FAASTAT_OUTPUT_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_COUNT, CELL_UNKNOWN, CELL_NUMBER };

/* A number may have an interval; a bound that there is none of is NaN, as are both where there is no
 * interval. */
struct cell {
    enum cell_kind kind;
    bool for_programs; /* people are not shown the number: the sample can't support it, and a note says so */
    union {
        char *text; /* of CELL_TEXT alone */
        double number;
    };
    double low, high;
};

enum tone { TONE_PLAIN, TONE_VERDICT, TONE_FAILURES };

struct report_column {
    char *name;
    bool has_interval; /* CSV has two columns more for it: name_low and name_high */
    bool is_factor;    /* of the groups that rows are about */
    bool is_section;   /* a text table has a part for each of its values, which says it once */
    bool is_ratio;     /* a terminal shows where its intervals are from 1 */
    enum tone tone;    /* its colours on a terminal */
    int rank;          /* of a text table that is too narrow the highest go first; 0: it stays */
};

struct report {
    struct report_column *columns;
    size_t n_columns, columns_capacity;
    bool has_details;   /* columns for programs, too, which CSV alone shows */
    struct cell *cells; /* rows x n_columns */
    size_t rows, cells_capacity;
    char *heading;         /* a line above the table, or NULL */
    struct text notes;     /* lines below the table */
    json_t *json;          /* the same result in its promised shape, but for its rows; NULL: nobody asks */
    json_t *json_row;      /* of these the one that stands in `cells` for other formats */
    const char *json_rows; /* the key of them; borrowed */
    bool csv_safe;         /* CSV has no cell that a spreadsheet takes for a formula */
    struct report *also;   /* tables that stand below this one for people, whose notes come before its own */
    size_t n_also;
};

/* How a result is written, and where. */
struct written_as {
    const char *format;
    const char *path; /* NULL: standard output */
    bool csv_safe;
};

/* Columns are added before the first row; the name is borrowed, and copied. */
enum status report_add_column(struct report *report, const char *name, struct report_column column,
                              struct error *err);
/* Adds a row of empty cells. */
enum status report_add_row(struct report *report, struct error *err);
void report_drop_rows(struct report *report);
/* The cell of the last row. */
struct cell *report_cell(struct report *report, size_t column);
enum status cell_set_text(struct cell *cell, const char *text, struct error *err);
void cell_set_count(struct cell *cell, size_t count);
/* A count that nobody knows: `-` for people, nothing in CSV. */
void cell_set_unknown(struct cell *cell);
/* A finite number without an interval. */
void cell_set_number(struct cell *cell, double number);
void report_release(struct report *report);

/*
 * The number of decimals with which people are shown a number and its bounds: those that the interval
 * deserves, by the rule of the Particle Data Group for uncertainties (half the width in two digits up to 354,
 * else in one), or four significant digits where there is no interval. From LOTS_OF_DECIMALS on it is written
 * with an exponent.
 */
int cell_decimals(const struct cell *cell);
enum { LOTS_OF_DECIMALS = 10, CELL_TEXT_BYTES = 64 };
/* Writes a number, "-" for NaN, with that many decimals. */
void cell_write_number(double number, int decimals, char text[CELL_TEXT_BYTES]);

/* Writes it; a row of the list in output/formats.h. */
struct format {
    const char *name;
    bool of_json; /* of the report's JSON, and not of its cells */
    enum status (*write)(const struct report *report, FILE *stream, struct error *err);
    /* The only row that the report has, which is number `row` of all, behind what `write` writes without one;
     * NULL: it has to see all rows first. */
    enum status (*write_row)(const struct report *report, size_t row, FILE *stream, struct error *err);
    void (*write_end)(size_t n_rows, FILE *stream); /* behind all rows; NULL: nothing */
};

/* The rows of a report one after the other. */
struct report_rows {
    size_t n;
    /* Adds the next one to the report, which has none. */
    enum status (*fill)(void *context, struct report *report, struct error *err);
    void *context;
};

#endif
