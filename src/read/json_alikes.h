/* What threads that are done with a block of lines know of these, for threads that begin another. */
#ifndef FAASTAT_READ_JSON_ALIKES_H
#define FAASTAT_READ_JSON_ALIKES_H

#include <pthread.h>

#include "read/json_alike.h"

enum { JSON_ALIKES = 64 };

struct json_alikes {
    const struct json_hole *holes;
    size_t n_holes; /* 0: nothing is known of lines */
    void (*forget)(void *pool);
    pthread_mutex_t mutex;
    struct json_alike *idle[JSON_ALIKES];
    size_t n;
};

/* None yet; as json_alike_new. */
void json_alikes_init(struct json_alikes *alikes, const struct json_hole *holes, size_t n,
                      void (*forget)(void *pool));
/* What another thread has left, or nothing yet; NULL where nothing is to be known. */
enum status json_alikes_take(struct json_alikes *alikes, struct json_alike **alike, struct error *err);
/* Leaves it, which may be NULL. */
void json_alikes_give(struct json_alikes *alikes, struct json_alike *alike);
void json_alikes_release(struct json_alikes *alikes);

#endif
