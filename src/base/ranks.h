/*
 * Processes that share a job, each of which has a number, its rank: how they pass bytes to one another, and
 * agree. A program that is alone is rank 0 of 1. All ranks make the same calls in the same order; one that
 * fails makes none before it ends, and the others learn of it in the call that they are in.
 */
#ifndef FAASTAT_BASE_RANKS_H
#define FAASTAT_BASE_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct ranks {
    size_t n, own;
    size_t sharing; /* of them have the same processors as this one, itself among them */
    bool local;     /* each reads what its own disk has of the operands */
    bool left;      /* what is to come is left to rank 0, which is alone then */
    /* Returns the status of the first rank that failed, with its message; OK when none did. */
    enum status (*agree)(enum status status, struct error *err);
    /* Sends *to[r] (NULL: nothing) to each rank r, and puts what rank r sent into from[r]. */
    enum status (*exchange)(const struct text *const to[], struct text from[], struct error *err);
    /* Makes each of n numbers the sum of those that all ranks have. */
    void (*add_up)(uint64_t *numbers, size_t n);
};
extern struct ranks ranks;

static inline bool ranks_are_several(void)
{
    return ranks.n > 1 && !ranks.left;
}

enum ranks_way { RANKS_TO_ALL, RANKS_TO_FIRST, RANKS_FROM_FIRST };
/*
 * Passes each rank's text to all, each one's to rank 0, or that of rank 0 to all; for the caller to release
 * by ranks_release(). (*from)[r] is what came of rank r, empty where nothing did. Fails on all ranks when it
 * does on one, or when `status` says that one had failed before.
 */
enum status ranks_pass(enum ranks_way way, enum status status, const struct text *own, struct text **from,
                       struct error *err);
/* The same with a text for each rank. */
enum status ranks_scatter(enum status status, const struct text *own, struct text **from, struct error *err);
void ranks_release(struct text *from);
/* Makes n numbers the sums of those of all ranks, and fails likewise. */
enum status ranks_add_up(enum status status, uint64_t *numbers, size_t n, struct error *err);

/* All ranks but the first end, without an error; that one goes on alone. Returns OK there alone. */
enum status ranks_leave(void);

#endif
