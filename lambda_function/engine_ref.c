/* The plain engine: every operation as its definition says it, with loops in the order in which memory is
 * read. */
#include <math.h>
#include <stdlib.h>

#include "engine.h"

struct numbers {
    float *kernel, *bias;
};

/* One operation with its map's numbers. */
struct task {
    const struct op *op;
    const struct layer *layer;
    struct shape in_shape;
    const float *in, *kernel, *bias;
    float *out; /* the pixel that is being made */
};

static enum status reference_prepare(struct engine *engine, const struct weights *weights, size_t threads,
                                     struct error *err)
{
    const struct net *net = engine->net;
    struct numbers *numbers = calloc(net->n_layers, sizeof *numbers);
    (void)threads; /* one does it all */
    if (numbers == NULL) {
        return error_no_memory(err);
    }
    engine->state = numbers;
    for (size_t i = 0; i < net->n_layers; i++) {
        const struct layer *layer = &net->layers[i];
        numbers[i].kernel = calloc(layer_kernel(layer), sizeof(float));
        numbers[i].bias = calloc(layer_outputs(layer), sizeof(float));
        if (numbers[i].kernel == NULL || numbers[i].bias == NULL) {
            return error_no_memory(err);
        }
        enum status status = weights_folded(weights, i, numbers[i].kernel, numbers[i].bias, err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static void reference_release(struct engine *engine)
{
    struct numbers *numbers = engine->state;
    for (size_t i = 0; numbers != NULL && i < engine->net->n_layers; i++) {
        free(numbers[i].kernel);
        free(numbers[i].bias);
    }
    free(numbers);
    engine->state = NULL;
}

/* The pixel of the input under a tap of the kernel, or NULL where there is padding. */
static const float *under(const struct task *task, size_t y, size_t x, size_t ky, size_t kx)
{
    const struct op *op = task->op;
    size_t row = y * op->stride + ky, column = x * op->stride + kx; /* counted from the padding's corner */
    if (row < op->top || row - op->top >= task->in_shape.height || column < op->left ||
        column - op->left >= task->in_shape.width) {
        return NULL;
    }
    return task->in + ((row - op->top) * task->in_shape.width + column - op->left) * task->in_shape.channels;
}

static void add_scaled(float *restrict out, const float *restrict in, float factor, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] += in[i] * factor;
    }
}

/* What one tap adds to the pixel. `count` is the number of taps before it. */
static void add_tap(const struct task *task, const float *in, const float *kernel, size_t count)
{
    size_t n = task->op->result.channels;
    float *restrict out = task->out;
    switch (task->op->kind) {
    case CONV:
        for (size_t c = 0; c < task->in_shape.channels; c++) {
            add_scaled(out, kernel + c * n, in[c], n);
        }
        return;
    case DEPTHWISE:
        for (size_t c = 0; c < n; c++) {
            out[c] += in[c] * kernel[c];
        }
        return;
    case MAX_POOL:
        for (size_t c = 0; c < n; c++) {
            out[c] = count == 0 || in[c] > out[c] ? in[c] : out[c];
        }
        return;
    case AVERAGE_POOL:
        add_scaled(out, in, 1.0F, n);
        return;
    case DENSE:
    case GLOBAL_POOL:
    case SUM:
        break;
    }
    abort();
}

static void activate(enum activation activation, float *values, size_t n)
{
    for (size_t i = 0; activation != LINEAR && i < n; i++) {
        values[i] = values[i] > 0.0F ? values[i] : 0.0F;
        values[i] = activation == RELU6 && values[i] > 6.0F ? 6.0F : values[i];
    }
}

static void slide_pixel(const struct task *task, size_t y, size_t x)
{
    const struct op *op = task->op;
    size_t n = op->result.channels, count = 0;
    size_t tap_size =
        task->layer == NULL ? 0 : layer_kernel(task->layer) / (op->kernel_height * op->kernel_width);
    for (size_t c = 0; c < n; c++) {
        task->out[c] = task->bias == NULL ? 0.0F : task->bias[c];
    }
    for (size_t ky = 0; ky < op->kernel_height; ky++) {
        for (size_t kx = 0; kx < op->kernel_width; kx++) {
            const float *in = under(task, y, x, ky, kx);
            if (in != NULL) {
                const float *kernel =
                    task->kernel == NULL ? NULL : task->kernel + (ky * op->kernel_width + kx) * tap_size;
                add_tap(task, in, kernel, count++);
            }
        }
    }
    for (size_t c = 0; op->kind == AVERAGE_POOL && c < n; c++) {
        task->out[c] /= (float)count;
    }
    activate(op->activation, task->out, n);
}

static void slide_all(struct task *task, float *out, size_t out_stride)
{
    const struct shape *result = &task->op->result;
    for (size_t y = 0; y < result->height; y++) {
        for (size_t x = 0; x < result->width; x++) {
            task->out = out + (y * result->width + x) * out_stride;
            slide_pixel(task, y, x);
        }
    }
}

static void global_average(const struct shape *shape, const float *in, float *out)
{
    size_t pixels = shape->height * shape->width;
    for (size_t c = 0; c < shape->channels; c++) {
        double sum = 0.0;
        for (size_t i = 0; i < pixels; i++) {
            sum += in[i * shape->channels + c];
        }
        out[c] = (float)(sum / (double)pixels);
    }
}

static void dense(const struct task *task, float *out)
{
    size_t n_in = shape_size(&task->in_shape), n_out = task->op->result.channels;
    for (size_t i = 0; i < n_out; i++) {
        out[i] = task->bias[i];
    }
    for (size_t i = 0; i < n_in; i++) {
        add_scaled(out, task->kernel + i * n_out, task->in[i], n_out);
    }
}

static enum status reference_run(struct engine *engine, struct error *err)
{
    const struct net *net = engine->net;
    const struct numbers *numbers = engine->state;
    (void)err;
    for (const struct op *op = net->ops; op < net->ops + net->n_ops; op++) {
        float *out = engine_output(engine, op);
        struct task task = {.op = op, .in_shape = net->maps[op->in].shape, .in = engine->maps[op->in]};
        if (op_has_weights(op)) {
            task.layer = &net->layers[op->layer];
            task.kernel = numbers[op->layer].kernel;
            task.bias = numbers[op->layer].bias;
        }
        if (op->kind == DENSE) {
            dense(&task, out);
            activate(op->activation, out, op->result.channels);
        } else if (op->kind == GLOBAL_POOL) {
            global_average(&task.in_shape, task.in, out);
        } else if (op->kind == SUM) {
            const float *in2 = engine->maps[op->in2];
            for (size_t i = 0; i < shape_size(&op->result); i++) {
                out[i] = task.in[i] + in2[i];
            }
            activate(op->activation, out, shape_size(&op->result));
        } else {
            slide_all(&task, out, net->maps[op->out].shape.channels);
        }
    }
    return OK;
}

const struct engine_kind engine_reference = {
    .name = "reference",
    .prepare = reference_prepare,
    .run = reference_run,
    .release = reference_release,
};
