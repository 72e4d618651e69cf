/* How rows of a report are set as text of so many columns: what has room, how wide, and what a cell says. */
#ifndef FAASTAT_OUTPUT_TABLE_LAYOUT_H
#define FAASTAT_OUTPUT_TABLE_LAYOUT_H

#include "output/report.h"

struct table_column {
    size_t column;       /* of the report */
    bool is_bar;         /* where the intervals of the column before are from 1, instead of a cell */
    bool is_left;        /* text that is no number: it stands to the left, and may have several lines */
    int decimals;        /* the most that a number of it has */
    size_t whole;        /* with intervals: columns of its widest number in front of the decimal point */
    size_t least;        /* columns of its longest word, below which words are cut, in a heading too */
    size_t cells, width; /* columns of its widest cell, and of all of it */
};

/* A part of a report, laid out. */
struct table_layout {
    const struct report *report;
    const size_t *rows; /* n_rows of the report's, borrowed */
    size_t n_rows;
    const bool *tells;  /* for each column of the report: it is told above, however many rows there are */
    bool tells_one;     /* what parts are made by is told above one row too, and counts are */
    double least, most; /* the ends of the bars' scale */
    struct table_column *columns;
    size_t n;
    bool *left_out;   /* columns of the report that had no room */
    bool is_squeezed; /* words are cut, or what is missed most had no room */
};

enum { TABLE_CELL_BYTES = 4 * CELL_TEXT_BYTES, TABLE_GAP = 2 };

/* Lays out the part that `layout` names in lines of `width`, with bars where `bars`; to be released either
 * way. */
enum status table_lay_out(struct table_layout *layout, size_t width, bool bars, struct error *err);
void table_layout_release(struct table_layout *layout);
/* Whether the column is told above the part: all its rows say the same, and are several, or one that has no
 * room for all of it. */
bool table_tells_above(const struct table_layout *layout, size_t column);
/* The cell of the part's row in a column of the report. */
const struct cell *table_cell_at(const struct table_layout *layout, size_t row, size_t column);
/* What the cell of the part's row says; borrowed from the report or written to `room`. */
const char *table_cell(const struct table_layout *layout, const struct table_column *column, size_t row,
                       char room[TABLE_CELL_BYTES]);

#endif
