/*
 * A network: its definition as text, and the list of operations that the text stands for. Knows shapes, not
 * numbers: weights.h has those, engine.h runs them.
 */
#ifndef HANDLER_NET_H
#define HANDLER_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum activation { LINEAR, RELU, RELU6 };

/* From bytes 0..255 to what the network was trained on. */
enum scaling {
    SCALE_TO_ONE,  /* red, green, blue; x / 127.5 - 1 */
    SCALE_BY_MEANS /* blue, green, red; minus ImageNet's mean of each */
};

struct definition {
    const char *name;
    const char *text; /* its language is explained in net_text.c */
    size_t side;      /* of the square input, in pixels */
    enum activation activation;
    enum scaling scaling;
    bool conv_bias; /* convolutions have a bias beside their batch normalisation */
    bool gamma;     /* batch normalisation has a scale of its own */
    float epsilon;  /* added to the variance by batch normalisation */
    size_t
        parameters; /* Keras's count, `model.count_params()`; compiling the text must arrive at it; 0: any */
};

/* The network of that name, or NULL. */
const struct definition *definition_find(const char *name);
/* The i-th network, or NULL after the last. */
const struct definition *definition_at(size_t i);

struct shape {
    size_t height, width, channels;
};

/* A map of activations. A concatenation is one map that several operations write parts of. */
struct map {
    struct shape shape;
    size_t first_op, last_op; /* that write or read it */
};

enum op_kind { CONV, DEPTHWISE, DENSE, MAX_POOL, AVERAGE_POOL, GLOBAL_POOL, SUM };

struct op {
    enum op_kind kind;
    enum activation activation;
    size_t in, in2;      /* maps, read as a whole; in2 for SUM only */
    size_t out;          /* the map that is written to */
    size_t out_channel;  /* the first channel there; the pixels are the map's channels apart */
    struct shape result; /* of this operation: what it writes into `out` */
    size_t kernel_height, kernel_width, stride;
    size_t top, bottom, left, right; /* padding, which no average counts */
    size_t layer;                    /* of CONV, DEPTHWISE and DENSE: its weights */
};

/* An operation with weights. Its kernel has height x width x in_channels x out_channels numbers, the last
 * varying fastest (Keras's order); a depthwise one has in_channels filters, and out_channels is 1. */
struct layer {
    enum op_kind kind;
    size_t height, width, in_channels, out_channels;
    bool bias, norm, gamma;
    float variance; /* that seeded weights assume where the layer is normalised; 1: as it comes */
};

struct net {
    const struct definition *definition;
    struct map *maps; /* 0 is the input; the last one the logits */
    struct op *ops;
    struct layer *layers;
    size_t n_maps, n_ops, n_layers;
};

/* Compiles the definition (borrowed as long as the net lives); on failure nothing has to be released. */
enum status net_compile(struct net *net, const struct definition *definition, struct error *err);
void net_release(struct net *net);

/* As Keras counts: kernels, biases and all of batch normalisation. */
size_t net_parameters(const struct net *net);
/* Multiplications with a weight in one forward pass. */
uint64_t net_multiplications(const struct net *net);

size_t shape_size(const struct shape *shape);
/* Whether its `layer` means anything. */
static inline bool op_has_weights(const struct op *op)
{
    return op->kind == CONV || op->kind == DEPTHWISE || op->kind == DENSE;
}
/* The numbers in the layer's kernel, and the channels that come out of it. */
size_t layer_kernel(const struct layer *layer);
size_t layer_outputs(const struct layer *layer);

#endif
