/* Units of time at the end of names, in any usual spelling: "Latency (ms)", "time [us]", "durationMillis". */
#ifndef FAASTAT_BASE_UNIT_NAME_H
#define FAASTAT_BASE_UNIT_NAME_H

#include "base/units.h"

/*
 * The name of the same in seconds, lower-case with "_" between words, "latency_s" for each of "latency_ms",
 * "Latency (ms)" and "latencyMillis", and the unit that it had; caller frees. NULL when the name ends in no
 * unit of time, or is a rate ("requests/s", "bytes_per_ms"), or with err set. "memory_mb" likewise for sizes
 * of memory in MB, with NO_UNIT.
 */
char *unit_name_in_seconds(const char *name, enum unit *unit, struct error *err);
/* A unit as people write it, "ms", "msec" or "milliseconds"; NO_UNIT when it is none. */
enum unit unit_name_find(const char *text, size_t n);

/* How often a MB is doubled in a unit of memory as people write it, -10 times for "kB" and "KiB"; false when
 * it is none. Each is 1024 times the one before, as where memory is sold. */
bool unit_name_find_size(const char *text, size_t n, int *doublings);

#endif
