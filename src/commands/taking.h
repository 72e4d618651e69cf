/* The requests of groups, taken out of the tables of dumps while these are read. */
#ifndef FAASTAT_COMMANDS_TAKING_H
#define FAASTAT_COMMANDS_TAKING_H

#include <pthread.h>

#include "analysis/accumulate/groups.h"
#include "commands/query.h"
#include "import/import.h"
#include "table/factors.h"

/* Where the requests go. */
struct taking {
    struct groups *groups;
    const struct query *query;
    bool sees; /* which factors --stream mixes, as its groups can't wait for the values of others */
    struct factors_seen seen;
    pthread_mutex_t mutex; /* of what is seen */
    bool can_be_again;     /* the data can be read twice */
    bool took, declined;
};

/* A sink that takes them, or all rows where the groups are bounded. Declines, as `taking` then says, where
 * which factors make groups is not known before all rows are, and has the dumps read without it. */
struct import_sink taking_sink(struct taking *taking);

#endif
