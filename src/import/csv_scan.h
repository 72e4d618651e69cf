/* Where the separators and line ends of a text without quotes are. */
#ifndef FAASTAT_IMPORT_CSV_SCAN_H
#define FAASTAT_IMPORT_CSV_SCAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Fills at[] with the offsets of every `separator` and every line feed among the n < 2^32 bytes, in ascending
 * order, and returns how many there are; at[] has room for n. The widest instructions that the processor has
 * are chosen at run time.
 */
size_t csv_scan(const char *bytes, size_t n, char separator, uint32_t *at);

/* The ways to do it, for tests: the same result, NULL at the end. Those that the processor lacks are left
 * out. */
typedef size_t (*csv_scanner)(const char *bytes, size_t n, char separator, uint32_t *at);
enum { CSV_SCANNERS = 4 };
void csv_scanners(csv_scanner scanners[CSV_SCANNERS]);

#endif
