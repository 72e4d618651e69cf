/* The clock that requests are timed by: it goes on evenly whatever is done to the time of day. */
#ifndef FAASTAT_COLLECT_CLOCK_H
#define FAASTAT_COLLECT_CLOCK_H

#include <time.h>

static inline double clock_read_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline double clock_s(void)
{
    return clock_read_s(CLOCK_MONOTONIC);
}

#endif
