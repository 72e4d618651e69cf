/* The function itself: its settings, what it loads, and how it serves an event. Knows no Runtime API. */
#ifndef HANDLER_HANDLER_H
#define HANDLER_HANDLER_H

#include "engine.h"
#include "image.h"

/* From the environment; the paths are borrowed from it. */
struct settings {
    const struct definition *definition; /* MODEL */
    const char *weights_path;            /* WEIGHTS; NULL: seeded */
    const char *image_path;              /* IMAGE; NULL: seeded */
    const char *engine;                  /* ENGINE; NULL: the fastest */
    size_t threads;                      /* THREADS */
    bool load_each;                      /* LOAD=invoke: in every request, as the study's first handler did */
};

struct handler {
    struct settings settings;
    struct net net;
    struct engine *engine; /* NULL: not loaded */
    struct picture picture;
    bool served; /* an event, so that the environment is warm */
    const char
        *environment; /* the log stream's name, of which each environment has one; NULL: not on Lambda */
    double init_s;    /* from the start of the process on */
    double load_s;    /* of the load that has not been reported yet */
};

enum status settings_read(struct settings *settings, struct error *err);
/* Loads the network unless that is left to each request. handler_release() is due in any case. */
enum status handler_init(struct handler *handler, const struct settings *settings, struct error *err);
/* On Lambda: initialised now, after the process began at `began_s` of the monotonic clock. From now on
 * clients are told of the environment. */
void handler_begin(struct handler *handler, double began_s);
double handler_clock_s(void);
void handler_release(struct handler *handler);

/*
 * Serves one event and writes one line to the log. *answer is what has to be answered (caller frees), also
 * when the options in the event were wrong. `request_id` is for the log; NULL when there is none. NULL as
 * `event`: it was larger than the limit.
 */
enum status handler_serve(struct handler *handler, const char *event, size_t n, const char *request_id,
                          char **answer, struct error *err);

/* One line to the log about a failure. */
void handler_log_failure(const struct error *err, const char *request_id);

#endif
