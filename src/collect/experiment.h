/* One experiment as it is worded by a user, and as it is carried out. Knows no subject and no network. */
#ifndef FAASTAT_COLLECT_EXPERIMENT_H
#define FAASTAT_COLLECT_EXPERIMENT_H

#include "collect/schedule.h"

enum experiment_kind { WARM, COLD, LOAD };

struct experiment {
    enum experiment_kind kind;
    struct schedule schedule; /* of an open load; n = 0: each user waits for its answer */
    size_t requests;          /* of all users together, unless the load is open */
    size_t warm_up;           /* requests before them that are not kept */
    size_t users;
    double spawn_per_s;             /* how fast users are added; 0: all at once */
    double wait_low_s, wait_high_s; /* between an answer and the user's next request */
    double duration_s; /* in which users begin requests, as many as they get to; 0: `requests` decides */
    double timeout_s;
};

/* What a user says; NULL and NaN where nothing is said. */
struct experiment_wish {
    const char *experiment; /* "warm", "cold", "load" */
    const char *rate, *arrivals, *wait;
    double duration_s, requests, warm_up, users, spawn_per_s, timeout_s;
};
/* A wish for nothing. */
struct experiment_wish experiment_wish_none(void);

/*
 * What is usual where nothing is said: 25 requests, one of warm ones before them, a minute of load, a timeout
 * of a minute. BAD_USAGE, without a place, for a wish that makes no experiment.
 */
enum status experiment_make(const struct experiment_wish *wish, struct experiment *experiment,
                            struct error *err);

/* "warm" */
const char *experiment_name(enum experiment_kind kind);

#endif
