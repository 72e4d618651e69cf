#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/ranks.h"

struct pool {
    size_t n;
    pool_job job;
    void *context;
    atomic_size_t next;
    pthread_mutex_t lock; /* guards what follows */
    bool failed;
    size_t failed_index;
    enum status status;
    struct error error;
};

size_t pool_processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    size_t own = (size_t)n / ranks.sharing;
    return n < 1 || own < 1 ? 1 : own;
}

static void keep_failure(struct pool *pool, size_t index, enum status status, const struct error *error)
{
    pthread_mutex_lock(&pool->lock);
    if (!pool->failed || index < pool->failed_index) {
        pool->failed = true;
        pool->failed_index = index;
        pool->status = status;
        pool->error = *error;
    }
    pthread_mutex_unlock(&pool->lock);
}

static void *work(void *argument)
{
    struct pool *pool = argument;
    size_t index;
    while ((index = atomic_fetch_add(&pool->next, 1)) < pool->n) {
        struct error error = {{0}};
        enum status status = pool->job(index, pool->context, &error);
        if (status != OK) {
            keep_failure(pool, index, status, &error);
        }
    }
    return NULL;
}

enum status pool_run(size_t n, size_t threads, pool_job job, void *context, struct error *err)
{
    struct pool pool = {.n = n, .job = job, .context = context};
    size_t wanted = threads == 0 ? pool_processors() : threads;
    size_t helpers = wanted < n ? wanted - 1 : (n > 0 ? n - 1 : 0);
    pthread_t *threads_started = calloc(helpers + 1, sizeof *threads_started);
    if (threads_started == NULL) {
        return error_no_memory(err);
    }
    pthread_mutex_init(&pool.lock, NULL);
    size_t started = 0;
    /* A thread that can't be started is no failure: this one does all that is left. */
    while (started < helpers && pthread_create(&threads_started[started], NULL, work, &pool) == 0) {
        started++;
    }
    work(&pool);
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads_started[i], NULL);
    }
    free(threads_started);
    pthread_mutex_destroy(&pool.lock);
    return pool.failed ? error_set(err, pool.status, "%s", pool.error.text) : OK;
}
