#include "weights.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "safetensors.h"

struct weights {
    const struct net *net;
    struct safetensors file;
    const char **found; /* N_TENSORS for each layer, into the file; NULL when seeded */
};

size_t tensor_size(const struct layer *layer, enum tensor tensor)
{
    switch (tensor) {
    case KERNEL:
        return layer_kernel(layer);
    case BIAS:
        return layer->bias ? layer_outputs(layer) : 0;
    case GAMMA:
        return layer->gamma ? layer_outputs(layer) : 0;
    case BETA:
    case MEAN:
    case VARIANCE:
        return layer->norm ? layer_outputs(layer) : 0;
    case N_TENSORS:
        break;
    }
    abort();
}

void tensor_name(size_t layer, enum tensor tensor, char name[TENSOR_NAME])
{
    static const char *const names[N_TENSORS] = {"kernel", "bias", "gamma", "beta", "mean", "var"};
    snprintf(name, TENSOR_NAME, "%03zu/%s", layer, names[tensor]);
}

/* Shape in a file: Keras's. Returns the number of dimensions. */
static size_t tensor_shape(const struct layer *layer, enum tensor tensor, size_t shape[MOST_DIMENSIONS])
{
    const size_t whole[MOST_DIMENSIONS] = {layer->height, layer->width, layer->in_channels,
                                           layer->out_channels};
    if (tensor != KERNEL) {
        shape[0] = layer_outputs(layer);
        return 1;
    }
    size_t n = layer->kind == DENSE ? 2 : MOST_DIMENSIONS;
    memcpy(shape, whole + MOST_DIMENSIONS - n, n * sizeof *shape);
    return n;
}

/* Looks up every tensor; the message lists what is wrong, as much as it has room for. */
static enum status find_tensors(struct weights *weights, const char *path, struct error *err)
{
    const struct net *net = weights->net;
    char list[384] = "";
    size_t length = 0, wrong = 0;
    for (size_t i = 0; i < net->n_layers * N_TENSORS; i++) {
        const struct layer *layer = &net->layers[i / N_TENSORS];
        size_t shape[MOST_DIMENSIONS];
        char name[TENSOR_NAME], problem[96];
        if (tensor_size(layer, i % N_TENSORS) == 0) {
            continue;
        }
        tensor_name(i / N_TENSORS, i % N_TENSORS, name);
        size_t n = tensor_shape(layer, i % N_TENSORS, shape);
        weights->found[i] = safetensors_find(&weights->file, name, shape, n, problem);
        if (weights->found[i] == NULL) {
            wrong++;
            if (length < sizeof list - 1) {
                length += (size_t)snprintf(list + length, sizeof list - length, "; %s: %s", name, problem);
            }
        }
    }
    return wrong == 0 ? OK
                      : error_set(err, BAD_MODEL, "%.80s: %zu tensors of %s are missing or wrong%s", path,
                                  wrong, net->definition->name, list);
}

enum status weights_open(struct weights **weights, const struct net *net, const char *path, struct error *err)
{
    enum status status = OK;
    struct weights *new = calloc(1, sizeof *new);
    if (new == NULL) {
        return error_no_memory(err);
    }
    new->net = net;
    if (path != NULL) {
        new->found = calloc(net->n_layers * N_TENSORS, sizeof *new->found);
        status = new->found == NULL ? error_no_memory(err) : safetensors_open(&new->file, path, err);
        if (status == OK) {
            status = find_tensors(new, path, err);
        }
    }
    if (status != OK) {
        weights_close(new);
        new = NULL;
    }
    *weights = new;
    return status;
}

void weights_close(struct weights *weights)
{
    if (weights != NULL) {
        safetensors_close(&weights->file);
        free(weights->found);
        free(weights);
    }
}

/*
 * Kernels are He-uniform (Keras's initializer). The rest is drawn around what a network is born with, so that
 * no part of batch normalisation could be forgotten unseen. Residual branches are damped, as training does
 * it, and so is the dense layer: else the sums would double the variance again and again, until the softmax
 * has one winner.
 */
static void draw(const struct layer *layer, uint64_t stream, enum tensor tensor, float *values)
{
    size_t n = tensor_size(layer, tensor);
    float low = 0.5F, high = 1.5F; /* GAMMA */
    if (tensor == KERNEL) {
        size_t fan_in = layer->height * layer->width * (layer->kind == DEPTHWISE ? 1 : layer->in_channels);
        high = sqrtf(6.0F / (float)fan_in) * (layer->kind == DENSE ? 0.25F : 1.0F);
        low = -high;
    } else if (tensor == BIAS || tensor == BETA || tensor == MEAN) {
        high = 0.25F;
        low = -high;
    } else if (tensor == VARIANCE) {
        low = 0.7F * layer->variance;
        high = 1.5F * layer->variance;
    }
    for (size_t i = 0; i < n; i++) {
        values[i] = random_uniform(stream, i, low, high);
    }
}

void weights_tensor(const struct weights *weights, size_t layer, enum tensor tensor, float *values)
{
    const struct layer *of = &weights->net->layers[layer];
    size_t i = layer * N_TENSORS + tensor;
    if (weights->found == NULL) {
        draw(of, random_bits(1, i), tensor, values);
    } else if (weights->found[i] != NULL) {
        memcpy(values, weights->found[i], tensor_size(of, tensor) * sizeof *values);
    }
}

/*
 * Turns (x * kernel + bias - mean) / sqrt(variance + epsilon) * gamma + beta into x * kernel + bias: puts in
 * `scale` what each output's part of the kernel has to be multiplied by, and moves the bias. `scale` has room
 * for four times the outputs.
 */
static void fold(const struct weights *weights, size_t index, float *scale, float *bias)
{
    size_t n = layer_outputs(&weights->net->layers[index]);
    float *beta = scale + n, *mean = beta + n, *variance = mean + n;
    weights_tensor(weights, index, GAMMA, scale);
    weights_tensor(weights, index, BETA, beta);
    weights_tensor(weights, index, MEAN, mean);
    weights_tensor(weights, index, VARIANCE, variance);
    for (size_t i = 0; i < n; i++) {
        scale[i] /= sqrtf(variance[i] + weights->net->definition->epsilon);
        bias[i] = (bias[i] - mean[i]) * scale[i] + beta[i];
    }
}

/* By the bits, because a sum would have to be made one by one. */
static bool all_finite(const float *values, size_t n)
{
    const int32_t largest = 0x7f7fffff; /* the bits of FLT_MAX */
    int32_t beyond = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        beyond |= (bits & INT32_MAX) > largest;
    }
    return beyond == 0;
}

/* Scales a kernel, row by row as it comes from the file or from the seed; returns whether all of it is finite
 * then. */
static bool scale_kernel(const struct weights *weights, size_t index, const float *scale, float *kernel)
{
    const struct layer *layer = &weights->net->layers[index];
    size_t n = layer_outputs(layer), n_kernel = layer_kernel(layer);
    const char *stored = weights->found == NULL ? NULL : weights->found[index * N_TENSORS + KERNEL];
    bool finite = true;
    if (stored == NULL) {
        weights_tensor(weights, index, KERNEL, kernel);
    }
    for (size_t i = 0; i < n_kernel; i += n) {
        float *row = kernel + i;
        if (stored != NULL) {
            memcpy(row, stored + i * sizeof *row, n * sizeof *row);
        }
        for (size_t j = 0; j < n; j++) {
            row[j] *= scale[j];
        }
        finite &= all_finite(row, n);
    }
    return finite;
}

enum status weights_folded(const struct weights *weights, size_t layer, float *kernel, float *bias,
                           struct error *err)
{
    const struct layer *of = &weights->net->layers[layer];
    size_t n = layer_outputs(of);
    float *scale = calloc(4 * n, sizeof *scale);
    if (scale == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        scale[i] = 1.0F;
        bias[i] = 0.0F;
    }
    weights_tensor(weights, layer, BIAS, bias);
    if (of->norm) {
        fold(weights, layer, scale, bias);
    }
    bool finite = scale_kernel(weights, layer, scale, kernel) && all_finite(bias, n);
    free(scale);
    if (!finite) {
        return error_set(err, BAD_MODEL,
                         "layer %03zu: found numbers that are not finite, in the file or from it", layer);
    }
    return OK;
}
