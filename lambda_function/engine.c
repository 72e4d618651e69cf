#include "engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"

/* The fastest first. */
static const struct engine_kind *const kinds[] = {
#ifdef HAVE_XNNPACK
    &engine_xnnpack,
#endif
    &engine_reference,
};

enum { N_KINDS = sizeof kinds / sizeof *kinds };

static enum status place_maps(struct engine *engine, struct error *err)
{
    const struct net *net = engine->net;
    size_t *offsets = calloc(net->n_maps, sizeof *offsets);
    enum status status = OK;
    engine->maps = calloc(net->n_maps, sizeof *engine->maps);
    if (offsets == NULL || engine->maps == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    size_t bytes = engine_plan_arena(net, offsets) * sizeof *engine->arena; /* a multiple of the alignment */
    engine->arena = pool_allocate_huge(bytes);
    if (engine->arena == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    memset(engine->arena, 0, bytes); /* its pages are taken now, not in the first forward pass */
    for (size_t i = 0; i < net->n_maps; i++) {
        engine->maps[i] = engine->arena + offsets[i];
    }
out:
    free(offsets);
    return status;
}

static enum status try_kind(struct engine *engine, const struct engine_kind *kind,
                            const struct weights *weights, size_t threads, struct error *err)
{
    engine->kind = kind;
    engine->state = NULL;
    enum status status = kind->prepare(engine, weights, threads, err);
    if (status != OK) {
        kind->release(engine);
        engine->kind = NULL;
    }
    return status;
}

enum status engine_new(struct engine **engine, const struct weights *weights, const struct net *net,
                       const char *name, size_t threads, struct error *err)
{
    struct engine *new = calloc(1, sizeof *new);
    if (new == NULL) {
        return error_no_memory(err);
    }
    new->net = net;
    enum status status = place_maps(new, err);
    for (size_t i = 0; status == OK && i < N_KINDS && new->kind == NULL; i++) {
        struct error why = {0};
        if (name != NULL && strcmp(name, kinds[i]->name) != 0) {
            continue;
        }
        enum status tried = try_kind(new, kinds[i], weights, threads, &why);
        if (tried == BAD_RUN && name == NULL && i + 1 < N_KINDS) {
            new->refused = why; /* the library does not know this processor, say: the next kind is asked */
        } else if (tried != OK) {
            status = error_set(err, tried, "%s", why.text);
        }
    }
    if (status == OK && new->kind == NULL) {
        status = error_set(err, BAD_CONFIG, "ENGINE: found '%.40s', expected %s", name,
                           N_KINDS > 1 ? "xnnpack or reference" : "reference, the only one in this build");
    }
    if (status != OK) {
        engine_free(new);
        new = NULL;
    }
    *engine = new;
    return status;
}

void engine_free(struct engine *engine)
{
    if (engine == NULL) {
        return;
    }
    if (engine->kind != NULL) {
        engine->kind->release(engine);
    }
    free(engine->maps);
    free(engine->arena);
    free(engine);
}

float *engine_input(struct engine *engine)
{
    return engine->maps[0];
}

const float *engine_probabilities(const struct engine *engine, size_t *n)
{
    const struct op *last = &engine->net->ops[engine->net->n_ops - 1];
    *n = shape_size(&last->result);
    return engine->maps[last->out];
}

/* In place; the largest logit is taken off, so that no exponential overflows. */
static enum status softmax(float *logits, size_t n, struct error *err)
{
    float largest = -INFINITY;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        largest = logits[i] > largest ? logits[i] : largest;
    }
    for (size_t i = 0; i < n; i++) {
        logits[i] = expf(logits[i] - largest);
        sum += logits[i];
    }
    if (!isfinite(sum) || sum < 1.0) {
        return error_set(err, BAD_RUN, "the network's answer is not a finite number");
    }
    for (size_t i = 0; i < n; i++) {
        logits[i] = (float)(logits[i] / sum);
    }
    return OK;
}

enum status engine_run(struct engine *engine, struct error *err)
{
    enum status status = engine->kind->run(engine, err);
    if (status != OK) {
        return status;
    }
    const struct op *last = &engine->net->ops[engine->net->n_ops - 1];
    return softmax(engine_output(engine, last), shape_size(&last->result), err);
}
