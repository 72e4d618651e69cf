#include "read/json_alikes.h"

void json_alikes_init(struct json_alikes *alikes, const struct json_hole *holes, size_t n,
                      void (*forget)(void *pool))
{
    *alikes = (struct json_alikes){.holes = holes, .n_holes = n, .forget = forget};
    pthread_mutex_init(&alikes->mutex, NULL);
}

enum status json_alikes_take(struct json_alikes *alikes, struct json_alike **alike, struct error *err)
{
    *alike = NULL;
    if (alikes->n_holes == 0) {
        return OK;
    }
    pthread_mutex_lock(&alikes->mutex);
    *alike = alikes->n > 0 ? alikes->idle[--alikes->n] : NULL;
    pthread_mutex_unlock(&alikes->mutex);
    if (*alike == NULL) {
        *alike = json_alike_new(alikes->holes, alikes->n_holes, alikes->forget);
    }
    if (*alike == NULL) {
        return error_no_memory(err);
    }
    json_alike_next_table(*alike);
    return OK;
}

void json_alikes_give(struct json_alikes *alikes, struct json_alike *alike)
{
    if (alike == NULL) {
        return;
    }
    pthread_mutex_lock(&alikes->mutex);
    bool kept = alikes->n < JSON_ALIKES;
    if (kept) {
        alikes->idle[alikes->n++] = alike;
    }
    pthread_mutex_unlock(&alikes->mutex);
    if (!kept) {
        json_alike_free(alike);
    }
}

void json_alikes_release(struct json_alikes *alikes)
{
    while (alikes->n > 0) {
        json_alike_free(alikes->idle[--alikes->n]);
    }
    pthread_mutex_destroy(&alikes->mutex);
}
