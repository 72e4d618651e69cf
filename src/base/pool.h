/* Independent jobs on several threads, with results that do not depend on how many there are. */
#ifndef FAASTAT_BASE_POOL_H
#define FAASTAT_BASE_POOL_H

#include <stddef.h>

#include "base/error.h"

/* One job; it writes only to what belongs to its index. */
typedef enum status (*pool_job)(size_t index, void *context, struct error *err);

/*
 * Runs jobs 0..n-1, all of them, on at most `threads` threads (0: one for each processor). Returns OK, or the
 * status and error of the failed job with the lowest index, whichever failed first.
 */
enum status pool_run(size_t n, size_t threads, pool_job job, void *context, struct error *err);

/* The number of processors that this process may use, at least 1. */
size_t pool_processors(void);

#endif
