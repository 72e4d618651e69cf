/*
 * Runs a net on its weights: a picture in, probabilities out. Two kinds of engine do it, XNNPACK and a plain
 * one that is its oracle and takes over where XNNPACK cannot run.
 */
#ifndef HANDLER_ENGINE_H
#define HANDLER_ENGINE_H

#include "net.h"
#include "weights.h"

struct engine;

/* What a kind has to supply. Maps are dense, row by row, channels last. */
struct engine_kind {
    const char *name;
    /* Takes over the weights and sets up every operation; on failure `release` is called all the same. */
    enum status (*prepare)(struct engine *engine, const struct weights *weights, size_t threads,
                           struct error *err);
    enum status (*run)(struct engine *engine, struct error *err);
    void (*release)(struct engine *engine);
};

struct engine {
    const struct net *net; /* borrowed */
    const struct engine_kind *kind;
    float *arena; /* all maps; those that never live together share their place */
    float **maps; /* into the arena, one for each map of the net */
    void *state;  /* of the kind */
    struct error
        refused; /* why a faster kind could not be had; zeroed when it could, or none was asked for */
};

extern const struct engine_kind engine_reference;
#ifdef HAVE_XNNPACK
extern const struct engine_kind engine_xnnpack;
#endif

/*
 * An engine of the kind of that name, or of the fastest that works here when `name` is NULL. `weights` is not
 * needed any more afterwards. Caller frees.
 */
enum status engine_new(struct engine **engine, const struct weights *weights, const struct net *net,
                       const char *name, size_t threads, struct error *err);
void engine_free(struct engine *engine);

/* Where the scaled picture goes, in the net's input shape; to be written before each run, which spoils it. */
float *engine_input(struct engine *engine);
/* The forward pass with its softmax. BAD_RUN when it ends in anything but finite numbers. */
enum status engine_run(struct engine *engine, struct error *err);
/* One probability for each class; borrowed until the next run. */
const float *engine_probabilities(const struct engine *engine, size_t *n);

/* Where an operation begins to write; its pixels are the channels of its whole map apart. */
static inline float *engine_output(const struct engine *engine, const struct op *op)
{
    return engine->maps[op->out] + op->out_channel;
}

/* Places all maps of a net in one arena: `offsets` (one for each map) and the result count floats. */
size_t engine_plan_arena(const struct net *net, size_t *offsets);
/* Bytes at which every map is aligned, and as many at least are readable behind its end. */
enum { MAP_ALIGNMENT = 64 };

#endif
