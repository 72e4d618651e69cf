/* Makes the requests of a block: when their time has come, or when their users are ready. Knows no dump. */
#ifndef FAASTAT_COLLECT_LOAD_H
#define FAASTAT_COLLECT_LOAD_H

#include <signal.h>
#include <stdint.h>

#include "collect/plan.h"
#include "collect/sender.h"

struct load {
    struct sender *sender;
    const struct target *target;
    const struct experiment *experiment;
    size_t first, n;                   /* the requests: [first, first + n) */
    double duration_s;                 /* users begin no request after that; INFINITY: n decides */
    const uint8_t *done;               /* by request: not to be made again; NULL: all are to be made */
    const double *starts_s;            /* by request, of an open load */
    uint64_t seed;                     /* of the users' waits */
    const volatile sig_atomic_t *stop; /* not 0: no other request is made */
    const bool *halt;                  /* the same, for another reason */
    sender_take take;                  /* is told of each request as it ends */
    enum status (*before)(void *context, struct error *err); /* each request of a lone user; NULL: nothing */
    void (*tick)(void *context, double now_s);               /* every now and then */
    void *context;
};

/*
 * Each request at its time from now on, whatever has become of those before. A load that was broken off goes
 * on with the first request that it lacks, as if no time had passed.
 */
enum status load_open(const struct load *load, struct error *err);
/* Each user's request when its wait after the last answer is over. What is on its way at the end of the
 * duration is waited for. */
enum status load_closed(const struct load *load, struct error *err);

#endif
