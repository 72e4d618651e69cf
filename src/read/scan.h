/* Text looked through for single bytes, by the widest instructions that the processor has. */
#ifndef FAASTAT_READ_SCAN_H
#define FAASTAT_READ_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What quotes in a text of cells do. One that is doubled inside of others is closed and opened again. */
enum scan_quotes {
    SCAN_CLOSED, /* all that there are enclose whole cells */
    SCAN_OPEN,   /* the same, but for the last cell's, which is not closed */
    SCAN_STRAY   /* others: what is said of marks is not to be used */
};

/* The separators and line feeds that stand outside of quotes. */
struct scan_found {
    size_t n, feeds; /* n: 0 where they are only looked for */
    size_t end;      /* behind the last line feed, 0 when there is none */
    enum scan_quotes quotes;
    bool quoted, doubled; /* there are quotes, and quotes inside of quotes */
};

/*
 * Fills at[], unless it is NULL, with the offsets of these marks among the n < 2^32 bytes, in ascending
 * order; at[] has room for n + SCAN_SLACK. The first byte begins a cell.
 */
enum { SCAN_SLACK = 8 };
struct scan_found scan_cells(const char *bytes, size_t n, char separator, uint32_t *at);
/* The same of every separator and line feed, whatever quotes there are; how many. */
size_t scan_marks(const char *bytes, size_t n, char separator, uint32_t *at);

/* How many bytes of a text decide how it can be read. */
struct survey {
    size_t feeds, quotes, returns; /* line feeds, double quotes, carriage returns */
    size_t others;                 /* up to the double quote in ASCII: blanks, control characters and '!' */
};
struct survey scan_survey(const char *bytes, size_t n);

/* The ways to do it, for tests: the same result, the fastest first, NULL at the end. Those that the processor
 * lacks are left out. */
struct scanner {
    struct scan_found (*marks)(const char *bytes, size_t n, char separator, bool in_cells, uint32_t *at);
    struct survey (*survey)(const char *bytes, size_t n);
};
enum { SCANNERS = 4 };
void scan_ways(const struct scanner *ways[SCANNERS]);

#endif
