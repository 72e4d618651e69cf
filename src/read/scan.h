/* Text looked through for single bytes, by the widest instructions that the processor has. */
#ifndef FAASTAT_READ_SCAN_H
#define FAASTAT_READ_SCAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Fills at[] with the offsets of every `separator` and every line feed among the n < 2^32 bytes, in ascending
 * order, and returns how many there are; at[] has room for n + SCAN_SLACK.
 */
enum { SCAN_SLACK = 8 };
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
    size_t (*marks)(const char *bytes, size_t n, char separator, uint32_t *at);
    struct survey (*survey)(const char *bytes, size_t n);
};
enum { SCANNERS = 4 };
void scan_ways(const struct scanner *ways[SCANNERS]);

#endif
