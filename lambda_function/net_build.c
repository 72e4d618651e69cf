#include "net_build.h"

#include <stdlib.h>

/* Far above what runs in a function, and low enough that no size overflows. */
enum { MOST_OPS = 1000, LARGEST_MAP = 1 << 28, LARGEST_KERNEL = 1 << 28 };

/* Of bytes, and of what makes a residual branch add little to its shortcut, as training does. */
static const float BYTE_VARIANCE = 5400.0F, RESIDUAL_VARIANCE = 11.0F;

/* The array with room for one more behind `n` elements, in capacities of powers of two; NULL: no memory. */
static void *grow(void *array, size_t n, size_t size)
{
    return (n & (n - 1)) != 0 ? array : reallocarray(array, n == 0 ? 1 : 2 * n, size);
}

enum status net_place(struct net *net, const struct view *target, const struct shape *shape, struct view *out,
                      struct error *err)
{
    if (target != NULL) {
        *out = *target;
    } else {
        struct map *maps = grow(net->maps, net->n_maps, sizeof *maps);
        if (maps == NULL) {
            return error_no_memory(err);
        }
        net->maps = maps;
        *out = (struct view){.map = net->n_maps++};
        maps[out->map] = (struct map){.shape = *shape, .first_op = net->n_ops};
    }
    out->shape = *shape;
    return OK;
}

/* Output size and padding of one dimension; 0 when the kernel is larger than the input. */
static size_t slide(size_t size, size_t kernel, size_t stride, enum padding padding, size_t *before,
                    size_t *after)
{
    size_t padded = size + *before + *after;
    if (padding == SAME) {
        /* TensorFlow's: an odd pixel of padding goes behind. */
        size_t result = (size + stride - 1) / stride;
        size_t needed = (result - 1) * stride + kernel;
        size_t total = needed > size ? needed - size : 0;
        *before = total / 2;
        *after = total - *before;
        return result;
    }
    return padded < kernel ? 0 : (padded - kernel) / stride + 1;
}

static enum status check_sizes(const struct net *net, const struct shape *in, const struct op *op,
                               struct error *err)
{
    const struct shape *result = &op->result;
    if (result->height == 0 || result->width == 0) {
        return error_set(err, BAD_MODEL, "found a kernel of %zu x %zu, larger than its input of %zu x %zu",
                         op->kernel_height, op->kernel_width, in->height, in->width);
    }
    double outputs = op->kind == DEPTHWISE ? 1.0 : (double)result->channels;
    double inputs = op->kind == DENSE ? (double)shape_size(in) : (double)in->channels;
    double kernel =
        op_has_weights(op) ? (double)(op->kernel_height * op->kernel_width) * inputs * outputs : 0;
    if (result->channels > LARGEST_MAP / (result->height * result->width) || kernel > LARGEST_KERNEL) {
        return error_set(
            err, BAD_MODEL,
            "network %s: found a map of %zu x %zu x %zu and a kernel of %.4g, expected fewer numbers",
            net->definition->name, result->height, result->width, result->channels, kernel);
    }
    return OK;
}

static enum status add_layer(struct net *net, const struct shape *in, struct op *op, struct error *err)
{
    const struct definition *definition = net->definition;
    struct layer *layers = grow(net->layers, net->n_layers, sizeof *layers);
    if (layers == NULL) {
        return error_no_memory(err);
    }
    net->layers = layers;
    op->layer = net->n_layers++;
    layers[op->layer] = (struct layer){
        .kind = op->kind,
        .height = op->kernel_height,
        .width = op->kernel_width,
        .in_channels = op->kind == DENSE ? shape_size(in) : in->channels,
        .out_channels = op->kind == DEPTHWISE ? 1 : op->result.channels,
        .bias = op->kind == DENSE || definition->conv_bias,
        .norm = op->kind != DENSE,
        .gamma = op->kind != DENSE && definition->gamma,
        .variance = op->in == 0 && definition->scaling == SCALE_BY_MEANS ? BYTE_VARIANCE : 1.0F};
    return OK;
}

enum status net_add_op(struct net *net, const struct op *op, struct error *err)
{
    if (net->n_ops == MOST_OPS) {
        return error_set(err, BAD_MODEL, "network %s: found more than %d operations", net->definition->name,
                         MOST_OPS);
    }
    struct op *ops = grow(net->ops, net->n_ops, sizeof *ops);
    if (ops == NULL) {
        return error_no_memory(err);
    }
    net->ops = ops;
    size_t index = net->n_ops++;
    ops[index] = *op;
    net->maps[op->in].last_op = net->maps[op->out].last_op = index;
    if (op->kind == SUM) {
        net->maps[op->in2].last_op = index;
    }
    return OK;
}

enum status net_add_sliding(struct net *net, struct op *op, enum padding padding, const struct view *target,
                            struct view *out, struct error *err)
{
    struct shape shape = net->maps[op->in].shape;
    if (op->kind == GLOBAL_POOL || op->kind == DENSE) {
        op->result.height = op->result.width = 1;
    } else {
        op->result.height =
            slide(shape.height, op->kernel_height, op->stride, padding, &op->top, &op->bottom);
        op->result.width = slide(shape.width, op->kernel_width, op->stride, padding, &op->left, &op->right);
    }
    enum status status = check_sizes(net, &shape, op, err);
    if (status == OK && op_has_weights(op)) {
        status = add_layer(net, &shape, op, err);
    }
    if (status != OK) {
        return status;
    }
    status = net_place(net, target, &op->result, out, err);
    if (status != OK) {
        return status;
    }
    op->out = out->map;
    op->out_channel = out->channel;
    return net_add_op(net, op, err);
}

void view_mark_residual(struct net *net, const struct view *view)
{
    const struct op *last = net->n_ops > 0 ? &net->ops[net->n_ops - 1] : NULL;
    if (last != NULL && last->out == view->map && op_has_weights(last)) {
        net->layers[last->layer].variance *= RESIDUAL_VARIANCE;
    }
}
