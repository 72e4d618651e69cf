/*
 * How the numbers of a column are written: as they are, with decimal commas or thousands, with units of time
 * or memory or percent signs in the cells, or as dates. The whole column of a sample decides, and then each
 * cell has to keep to it.
 */
#ifndef FAASTAT_READ_CELLS_H
#define FAASTAT_READ_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"

enum cell_style {
    CELLS_PLAIN,
    CELLS_COMMA,        /* 0,125 */
    CELLS_GROUPS,       /* 1,234.5 or 1 234.5 or 1'234.5 */
    CELLS_GROUPS_COMMA, /* 1.234,5 or 1 234,5 */
    CELLS_UNITS,        /* 30 ms, 1.5s, 0 days 00:00:01.5: seconds */
    CELLS_SIZES,        /* 128 MB, 0.5GiB: MB */
    CELLS_PERCENT,      /* 12.5 %: 12.5 */
    CELLS_DATES,        /* 2024-02-09T08:42:44Z, 9 Feb 2024 08:42:44: seconds since 1970 */
    CELLS_DAYS_FIRST,   /* 9/2/2024 08:42:44, */
    CELLS_MONTHS_FIRST  /* 2/9/2024 08:42:44, as the whole column tells */
};

/* How a cell is read. Zeroed: as a plain number. */
struct cell_form {
    enum cell_style style;
    enum unit unit; /* of the numbers; of CELLS_UNITS and later ones none */
    int zone_s;     /* east of Greenwich, of dates that say none */
};

enum { CELLS_FEW = 64 };

/* What a sample of a column's cells could be, missing ones left out. Zeroed: none yet. */
struct cells_seen {
    bool
        of_memory; /* set before: the column's name says memory, so that "128 MB" is a number, and not text */
    size_t cells, numbers; /* numbers: quantities as they are */
    size_t commas, groups, groups_comma, units, sizes, percent, dates, days_first,
        months_first;                   /* so many could be of that style, too */
    size_t surely_comma, surely_groups; /* that can't be the other of these */
    size_t countable;                   /* numbers in any style, with those that no double holds */
    size_t large, zoneless; /* whole numbers that are labels by their size; dates that say no zone */
    size_t clocks;          /* times in units that a time of day looks like, too */
    bool begins_plain;      /* the first is a plain number, or one that no double holds */
    size_t fractions;       /* numbers that are not whole */
    double least, most;     /* of the numbers and the large ones */
    double few[CELLS_FEW];  /* different ones of these, */
    size_t n_few;           /* so many; one more: there are more */
    char other[24];         /* the first that is no number in any style, cut */
};

void cells_look(struct cells_seen *seen, const char *cell, size_t n);
/* Whether its numbers are at most so many different ones, and no more than CELLS_FEW. */
bool cells_are_few(const struct cells_seen *seen, size_t most);
/* Whether all cells are numbers whose points may be marks between thousands: 1.500 beside 12.250. */
bool cells_are_ambiguous(const struct cells_seen *seen);
bool cells_are_dates(enum cell_style style);
/* Whether all are dates of which the day may come before the month, or behind it: 1/2/2024 09:00. */
bool cells_are_unclear_dates(const struct cells_seen *seen);
/* Whether they are numbers with decimal commas. */
bool cells_have_commas(const struct cells_seen *seen, char separator);
/* The style of numbers that all cells have, or most of them where the others are numbers in another one, and
 * so for the reading to refuse; false when they are no numbers, or it is not certain which. `decimal` is the
 * mark that the user names, '\0' for none. */
bool cells_find_style(const struct cells_seen *seen, char separator, char decimal, enum cell_style *style);
/* The unit in which all of the numbers are times since 1970, of this age, by their size; NO_UNIT when they
 * are none. */
enum unit cells_find_epoch(const struct cells_seen *seen);
bool cells_parse(const char *cell, size_t n, const struct cell_form *form, double *value);
/* "with a decimal comma", for messages; NULL for CELLS_PLAIN. */
const char *cells_describe(enum cell_style style);

#endif
