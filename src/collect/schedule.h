/* When the requests of an open load are meant to start: rates in stages, constant or Poisson arrivals. Knows
 * no clock and no network. */
#ifndef FAASTAT_COLLECT_SCHEDULE_H
#define FAASTAT_COLLECT_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A time in which the rate goes from one value to another in a straight line. */
struct stage {
    double from_per_s, to_per_s, duration_s;
};

enum { MOST_STAGES = 64, MOST_REQUESTS = 10000000 };

/* Zeroed: none. */
struct schedule {
    struct stage stages[MOST_STAGES];
    size_t n;
    bool poisson; /* else the n-th request starts when the rate's integral is n - 1 */
};

/*
 * Reads "50" requests a second, "1..20" for a ramp, "5x30,10x30" for stages of 30 seconds each; a stage that
 * does not tell how long it is lasts duration_s. BAD_USAGE, without a place, when it is none of them.
 */
enum status schedule_parse(const char *rate, double duration_s, struct schedule *schedule, struct error *err);

/* How long all stages take. */
double schedule_duration_s(const struct schedule *schedule);

/*
 * The starts of all requests in seconds from the load's begin, ascending; caller frees *starts_s. Poisson
 * arrivals are unit exponentials, drawn by mt19937 from the seed, through the inverse of the rate's integral,
 * which is exact for a rate that changes. BAD_USAGE when there is no request, or more than MOST_REQUESTS.
 */
enum status schedule_starts(const struct schedule *schedule, uint64_t seed, double **starts_s, size_t *n,
                            struct error *err);

#endif
