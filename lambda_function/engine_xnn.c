/* XNNPACK's operators, of the version in Debian 12: create packs the weights, setup fixes sizes and pointers.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xnnpack.h>

#include "engine.h"
#include "pool.h"

struct xnnpack {
    bool initialized;
    pthreadpool_t threads; /* NULL: the caller's thread does everything */
    xnn_operator_t *operators;
    struct pool packed; /* the weights in XNNPACK's order */
};

/*
 * XNNPACK takes one allocator, for good, so that whose pool its aligned memory (packed weights) is to come
 * from stands here while operators are created and deleted.
 */
static struct pool *packing;

static void *allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void *reallocate(void *context, void *memory, size_t size)
{
    (void)context;
    return realloc(memory, size);
}

static void deallocate(void *context, void *memory)
{
    (void)context;
    free(memory);
}

static void *allocate_aligned(void *context, size_t alignment, size_t size)
{
    void *memory = pool_take(packing, alignment, size);
    (void)context;
    return memory == NULL && posix_memalign(&memory, alignment, size) != 0 ? NULL : memory;
}

static void deallocate_aligned(void *context, void *memory)
{
    (void)context;
    if (!pool_holds(packing, memory)) {
        free(memory);
    }
}

static const struct xnn_allocator allocator = {.allocate = allocate,
                                               .reallocate = reallocate,
                                               .deallocate = deallocate,
                                               .aligned_allocate = allocate_aligned,
                                               .aligned_deallocate = deallocate_aligned};

/* One operation that is being prepared. */
struct task {
    const struct op *op;
    const struct layer *layer;
    struct shape in_shape;
    size_t out_stride;
    float low, high;      /* of the activation */
    float *kernel, *bias; /* folded, in Keras's order */
    float *turned;        /* the same kernel, in XNNPACK's order */
};

/* Room for the weights of any layer, before they are packed. */
struct room {
    float *kernel, *turned, *bias;
};

/* From height x width x in x out to out x height x width x in, in tiles that stay in the cache. */
static void turn_kernel(const struct layer *layer, const float *kernel, float *turned)
{
    enum { TILE = 16 };
    size_t outputs = layer->out_channels, taps = layer_kernel(layer) / outputs;
    for (size_t from = 0; from < taps; from += TILE) {
        size_t to = from + TILE < taps ? from + TILE : taps;
        for (size_t o = 0; o < outputs; o++) {
            for (size_t i = from; i < to; i++) {
                turned[o * taps + i] = kernel[i * outputs + o];
            }
        }
    }
}

static enum xnn_status create_convolution(const struct task *t, xnn_operator_t *operator)
{
    const struct op *op = t->op;
    bool depthwise = op->kind == DEPTHWISE;
    size_t channels = t->in_shape.channels;
    if (!depthwise) {
        turn_kernel(t->layer, t->kernel, t->turned);
    }
    return xnn_create_convolution2d_nhwc_f32(
        (uint32_t)op->top, (uint32_t)op->right, (uint32_t)op->bottom, (uint32_t)op->left,
        (uint32_t)op->kernel_height, (uint32_t)op->kernel_width, (uint32_t)op->stride, (uint32_t)op->stride,
        1, 1, depthwise ? (uint32_t)channels : 1, depthwise ? 1 : channels,
        depthwise ? 1 : op->result.channels, channels, t->out_stride, depthwise ? t->kernel : t->turned,
        t->bias, t->low, t->high, depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0, operator);
}

static enum xnn_status create_pool(const struct task *t, xnn_operator_t *operator)
{
    const struct op *op = t->op;
    uint32_t top = (uint32_t)op->top, right = (uint32_t)op->right, bottom = (uint32_t)op->bottom;
    uint32_t left = (uint32_t)op->left, height = (uint32_t)op->kernel_height,
             width = (uint32_t)op->kernel_width;
    uint32_t stride = (uint32_t)op->stride;
    size_t channels = t->in_shape.channels;
    if (op->kind == MAX_POOL) {
        return xnn_create_max_pooling2d_nhwc_f32(top, right, bottom, left, height, width, stride, stride, 1,
                                                 1, channels, channels, t->out_stride, t->low, t->high,
                                                 0, operator);
    }
    return xnn_create_average_pooling2d_nhwc_f32(top, right, bottom, left, height, width, stride, stride,
                                                 channels, channels, t->out_stride, t->low, t->high,
                                                 0, operator);
}

static enum xnn_status create_operator(const struct task *t, xnn_operator_t *operator)
{
    size_t channels = t->in_shape.channels;
    switch (t->op->kind) {
    case CONV:
    case DEPTHWISE:
        return create_convolution(t, operator);
    case DENSE:
        return xnn_create_fully_connected_nc_f32(shape_size(&t->in_shape), t->op->result.channels,
                                                 shape_size(&t->in_shape), t->op->result.channels, t->kernel,
                                                 t->bias, t->low, t->high,
                                                 XNN_FLAG_TRANSPOSE_WEIGHTS, operator);
    case MAX_POOL:
    case AVERAGE_POOL:
        return create_pool(t, operator);
    case GLOBAL_POOL:
        return xnn_create_global_average_pooling_nwc_f32(channels, channels, channels, t->low, t->high,
                                                         0, operator);
    case SUM:
        return xnn_create_add_nd_f32(t->low, t->high, 0, operator);
    }
    abort();
}

/* The operator keeps the pointers, so all this is done once and not in each run. */
static enum xnn_status setup_operator(const struct engine *engine, const struct op *op,
                                      xnn_operator_t operator, pthreadpool_t threads)
{
    const struct shape *shape = &engine->net->maps[op->in].shape;
    const float *in = engine->maps[op->in];
    float *out = engine_output(engine, op);
    size_t height = shape->height, width = shape->width, size = shape_size(shape);
    switch (op->kind) {
    case CONV:
    case DEPTHWISE:
        return xnn_setup_convolution2d_nhwc_f32(operator, 1, height, width, in, out, threads);
    case DENSE:
        return xnn_setup_fully_connected_nc_f32(operator, 1, in, out, threads);
    case MAX_POOL:
        return xnn_setup_max_pooling2d_nhwc_f32(operator, 1, height, width, in, out, threads);
    case AVERAGE_POOL:
        return xnn_setup_average_pooling2d_nhwc_f32(operator, 1, height, width, in, out, threads);
    case GLOBAL_POOL:
        return xnn_setup_global_average_pooling_nwc_f32(operator, 1, height * width, in, out, threads);
    case SUM:
        return xnn_setup_add_nd_f32(operator, 1, &size, 1, &size, in, engine->maps[op->in2], out, threads);
    }
    abort();
}

static enum status room_init(struct room *room, const struct net *net, struct error *err)
{
    size_t kernel = 0, bias = 0;
    for (size_t i = 0; i < net->n_layers; i++) {
        size_t of_kernel = layer_kernel(&net->layers[i]), of_bias = layer_outputs(&net->layers[i]);
        kernel = of_kernel > kernel ? of_kernel : kernel;
        bias = of_bias > bias ? of_bias : bias;
    }
    /* XNNPACK may read a little further than it needs to. */
    room->kernel = pool_allocate_huge(kernel * sizeof(float) + XNN_EXTRA_BYTES);
    room->turned = pool_allocate_huge(kernel * sizeof(float) + XNN_EXTRA_BYTES);
    room->bias = malloc(bias * sizeof(float) + XNN_EXTRA_BYTES);
    return room->kernel == NULL || room->turned == NULL || room->bias == NULL ? error_no_memory(err) : OK;
}

static void room_release(struct room *room)
{
    free(room->kernel);
    free(room->turned);
    free(room->bias);
}

/* One layer's weights are in memory at a time, beside those that are packed. */
static enum status prepare_op(struct engine *engine, const struct weights *weights, size_t index,
                              const struct room *room, struct error *err)
{
    static const float highest[] = {[LINEAR] = INFINITY, [RELU] = INFINITY, [RELU6] = 6.0F};
    const struct net *net = engine->net;
    const struct op *op = &net->ops[index];
    struct xnnpack *xnnpack = engine->state;
    struct task task = {.op = op,
                        .in_shape = net->maps[op->in].shape,
                        .out_stride = net->maps[op->out].shape.channels,
                        .low = op->activation == LINEAR ? -INFINITY : 0.0F,
                        .high = highest[op->activation],
                        .kernel = room->kernel,
                        .turned = room->turned,
                        .bias = room->bias};
    enum status status = OK;
    if (op_has_weights(op)) {
        task.layer = &net->layers[op->layer];
        status = weights_folded(weights, op->layer, task.kernel, task.bias, err);
    }
    if (status == OK) {
        enum xnn_status code = create_operator(&task, &xnnpack->operators[index]);
        if (code == xnn_status_success) {
            code = setup_operator(engine, op, xnnpack->operators[index], xnnpack->threads);
        }
        if (code != xnn_status_success) {
            status = error_set(err, BAD_RUN, "XNNPACK refused operation %zu of %s with status %d", index,
                               net->definition->name, (int)code);
        }
    }
    return status;
}

static enum status xnnpack_prepare(struct engine *engine, const struct weights *weights, size_t threads,
                                   struct error *err)
{
    struct xnnpack *xnnpack = calloc(1, sizeof *xnnpack);
    enum status status = OK;
    engine->state = xnnpack;
    if (xnnpack == NULL) {
        return error_no_memory(err);
    }
    enum xnn_status code = xnn_initialize(&allocator);
    if (code != xnn_status_success) {
        return error_set(err, BAD_RUN, "XNNPACK does not run here, status %d", (int)code);
    }
    xnnpack->initialized = true;
    xnnpack->operators = calloc(engine->net->n_ops, sizeof(xnn_operator_t));
    if (threads > 1) {
        xnnpack->threads = pthreadpool_create(threads);
    }
    if (xnnpack->operators == NULL || (threads > 1 && xnnpack->threads == NULL)) {
        return error_no_memory(err);
    }
    /* Packing pads channels, which the statistics of normalisation that it does without make up for in a
     * network of some size; what finds no room is allocated alone. */
    pool_init(&xnnpack->packed, sizeof(float) * net_parameters(engine->net) / 4 * 5);
    packing = &xnnpack->packed;
    struct room room = {0};
    status = room_init(&room, engine->net, err);
    for (size_t i = 0; status == OK && i < engine->net->n_ops; i++) {
        status = prepare_op(engine, weights, i, &room, err);
    }
    room_release(&room);
    return status;
}

static enum status xnnpack_run(struct engine *engine, struct error *err)
{
    struct xnnpack *xnnpack = engine->state;
    for (size_t i = 0; i < engine->net->n_ops; i++) {
        enum xnn_status code = xnn_run_operator(xnnpack->operators[i], xnnpack->threads);
        if (code != xnn_status_success) {
            return error_set(err, BAD_RUN, "XNNPACK failed in operation %zu of %s with status %d", i,
                             engine->net->definition->name, (int)code);
        }
    }
    return OK;
}

static void xnnpack_release(struct engine *engine)
{
    struct xnnpack *xnnpack = engine->state;
    if (xnnpack == NULL) {
        return;
    }
    packing = &xnnpack->packed;
    for (size_t i = 0; xnnpack->operators != NULL && i < engine->net->n_ops; i++) {
        xnn_delete_operator(xnnpack->operators[i]);
    }
    pool_release(&xnnpack->packed);
    free(xnnpack->operators);
    pthreadpool_destroy(xnnpack->threads);
    if (xnnpack->initialized) {
        xnn_deinitialize();
    }
    free(xnnpack);
    engine->state = NULL;
}

const struct engine_kind engine_xnnpack = {
    .name = "xnnpack",
    .prepare = xnnpack_prepare,
    .run = xnnpack_run,
    .release = xnnpack_release,
};
