/*
 * onednn NETWORK WEIGHTS.safetensors INPUT: a racer, oneDNN 2 (Debian 12's), on as many threads as
 * OMP_NUM_THREADS says. It chooses the layout of every map itself; several operations that write one map are
 * joined by a concatenation, as its fast kernels write dense maps only.
 */
#include <oneapi/dnnl/dnnl.h>
#include <string.h>

#include "net.h"
#include "race.h"
#include "weights.h"

enum { MOST_STEPS = 1024, MOST_ARGS = 8 };

/* A primitive with its arguments. */
struct step {
    dnnl_primitive_t primitive;
    dnnl_exec_arg_t args[MOST_ARGS];
    int n;
};

struct racer {
    const struct net *net;
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_memory_t *maps;  /* of each map of the net; NULL until it is written as a whole */
    dnnl_memory_t *parts; /* of each operation: what it writes, dense */
    struct step steps[MOST_STEPS];
    size_t n_steps;
    dnnl_memory_t input, output; /* channels last; the probabilities */
    const float *picture;
    struct error err; /* the first failure */
};

/* Every call of the library: the first failure is kept with its place, and ends the preparation. */
#define TRY(racer, call)                                                                                     \
    do {                                                                                                     \
        dnnl_status_t code_ = (racer)->err.status == OK ? (call) : dnnl_success;                             \
        if (code_ != dnnl_success) {                                                                         \
            error_set(&(racer)->err, BAD_RUN, "line %d: oneDNN's status %d", __LINE__, (int)code_);          \
        }                                                                                                    \
    } while (0)

static dnnl_memory_t new_memory(struct racer *r, const dnnl_memory_desc_t *description)
{
    dnnl_memory_t memory = NULL;
    TRY(r, dnnl_memory_create(&memory, description, r->engine, DNNL_MEMORY_ALLOCATE));
    return memory;
}

static const dnnl_memory_desc_t *description_of(struct racer *r, const_dnnl_memory_t memory)
{
    const dnnl_memory_desc_t *description = NULL;
    TRY(r, dnnl_memory_get_memory_desc(memory, &description));
    return description;
}

static dnnl_memory_desc_t describe(struct racer *r, const struct shape *shape, dnnl_format_tag_t tag)
{
    dnnl_memory_desc_t description = {0};
    const dnnl_dims_t dims = {1, (int64_t)shape->channels, (int64_t)shape->height, (int64_t)shape->width};
    TRY(r, dnnl_memory_desc_init_by_tag(&description, 4, dims, dnnl_f32, tag));
    return description;
}

/* Takes over `description` of a primitive; the step is there for arguments even when that failed. */
static struct step *add_step(struct racer *r, dnnl_primitive_desc_t description)
{
    struct step *step = &r->steps[r->n_steps];
    if (r->n_steps + 1 == MOST_STEPS) {
        error_set(&r->err, BAD_MODEL, "found more than %d steps", MOST_STEPS - 1);
    } else {
        r->n_steps++;
    }
    *step = (struct step){0};
    TRY(r, dnnl_primitive_create(&step->primitive, description));
    TRY(r, dnnl_primitive_desc_destroy(description));
    return step;
}

static void add_argument(struct step *step, int argument, dnnl_memory_t memory)
{
    step->args[step->n++] = (dnnl_exec_arg_t){.arg = argument, .memory = memory};
}

/* The memory itself where it has that layout, else one that a step fills from it. */
static dnnl_memory_t reordered(struct racer *r, dnnl_memory_t from, const dnnl_memory_desc_t *wanted)
{
    const dnnl_memory_desc_t *found = description_of(r, from);
    if (r->err.status != OK || dnnl_memory_desc_equal(found, wanted)) {
        return from;
    }
    dnnl_primitive_desc_t description = NULL;
    dnnl_memory_t to = new_memory(r, wanted);
    TRY(r, dnnl_reorder_primitive_desc_create(&description, found, r->engine, wanted, r->engine, NULL));
    struct step *step = add_step(r, description);
    add_argument(step, DNNL_ARG_FROM, from);
    add_argument(step, DNNL_ARG_TO, to);
    return to;
}

static dnnl_primitive_attr_t activation_of(struct racer *r, const struct op *op)
{
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t after = NULL;
    if (op->activation != LINEAR) {
        TRY(r, dnnl_primitive_attr_create(&attributes));
        TRY(r, dnnl_post_ops_create(&after));
        TRY(r, dnnl_post_ops_append_eltwise(after, 1.0F,
                                            op->activation == RELU6 ? dnnl_eltwise_clip : dnnl_eltwise_relu,
                                            0.0F, op->activation == RELU6 ? 6.0F : 0.0F));
        TRY(r, dnnl_primitive_attr_set_post_ops(attributes, after));
        TRY(r, dnnl_post_ops_destroy(after));
    }
    return attributes;
}

/* The primitive of an operation's description, with its source in the layout that it wants; *to is what it
 * writes. */
static struct step *add_op(struct racer *r, const struct op *op, const void *operation, dnnl_memory_t from,
                           dnnl_memory_t *to)
{
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_attr_t attributes = activation_of(r, op);
    TRY(r, dnnl_primitive_desc_create(&description, operation, attributes, r->engine, NULL));
    if (attributes != NULL) {
        TRY(r, dnnl_primitive_attr_destroy(attributes));
    }
    if (r->err.status != OK) {
        return add_step(r, description);
    }
    from = reordered(r, from, dnnl_primitive_desc_query_md(description, dnnl_query_src_md, 0));
    *to = new_memory(r, dnnl_primitive_desc_query_md(description, dnnl_query_dst_md, 0));
    struct step *step = add_step(r, description);
    add_argument(step, DNNL_ARG_SRC, from);
    add_argument(step, DNNL_ARG_DST, *to);
    return step;
}

/* Runs the steps from `first` on, once, and takes them off. */
static void run_once(struct racer *r, size_t first)
{
    for (size_t i = first; i < r->n_steps; i++) {
        TRY(r, dnnl_primitive_execute(r->steps[i].primitive, r->stream, r->steps[i].n, r->steps[i].args));
    }
    TRY(r, dnnl_stream_wait(r->stream));
    r->n_steps = first;
}

/* Numbers in the layout `given`, put into the one that is wanted, now. */
static dnnl_memory_t constant(struct racer *r, const dnnl_memory_desc_t *given,
                              const dnnl_memory_desc_t *wanted, const float *values, size_t n)
{
    size_t before = r->n_steps;
    dnnl_memory_t plain = new_memory(r, given);
    void *bytes = NULL;
    TRY(r, dnnl_memory_get_data_handle(plain, &bytes));
    if (r->err.status == OK) {
        memcpy(bytes, values, n * sizeof *values);
    }
    dnnl_memory_t result = reordered(r, plain, wanted);
    run_once(r, before);
    if (result != plain) {
        TRY(r, dnnl_memory_destroy(plain));
    }
    return result;
}

/* CONV, DEPTHWISE and DENSE. The kernel is height x width x inputs x outputs. */
static dnnl_memory_t add_weighted(struct racer *r, const struct op *op, const struct weights *weights,
                                  dnnl_memory_t from)
{
    const struct layer *layer = &r->net->layers[op->layer];
    const struct shape *in = &r->net->maps[op->in].shape;
    size_t n_kernel = layer_kernel(layer), n_outputs = layer_outputs(layer);
    int64_t height = (int64_t)op->kernel_height, width = (int64_t)op->kernel_width,
            outputs = (int64_t)n_outputs;
    const dnnl_dims_t strides = {(int64_t)op->stride, (int64_t)op->stride};
    const dnnl_dims_t before = {(int64_t)op->top, (int64_t)op->left};
    const dnnl_dims_t after = {(int64_t)op->bottom, (int64_t)op->right};
    const dnnl_dims_t grouped = {outputs, 1, 1, height, width}, bias_dims = {outputs};
    const dnnl_dims_t whole = {outputs, (int64_t)in->channels, op->kind == DENSE ? 1 : height,
                               op->kind == DENSE ? 1 : width};
    bool depthwise = op->kind == DEPTHWISE;
    dnnl_memory_desc_t given, any, bias_md, src = describe(r, in, dnnl_format_tag_any);
    dnnl_memory_desc_t dst = describe(r, &op->result, dnnl_format_tag_any);
    TRY(r, dnnl_memory_desc_init_by_tag(&given, depthwise ? 5 : 4, depthwise ? grouped : whole, dnnl_f32,
                                        depthwise ? dnnl_hwigo : dnnl_hwio));
    TRY(r, dnnl_memory_desc_init_by_tag(&any, depthwise ? 5 : 4, depthwise ? grouped : whole, dnnl_f32,
                                        dnnl_format_tag_any));
    TRY(r, dnnl_memory_desc_init_by_tag(&bias_md, 1, bias_dims, dnnl_f32, dnnl_x));
    dnnl_convolution_desc_t convolution;
    /* A dense layer reads a map of 1 x 1: it is a convolution, too. */
    TRY(r, dnnl_convolution_forward_desc_init(
               &convolution, dnnl_forward_inference, dnnl_convolution_direct, &src, &any, &bias_md, &dst,
               op->kind == DENSE ? (const dnnl_dims_t){1, 1} : strides, before, after));
    float *kernel = malloc(n_kernel * sizeof *kernel), *bias = malloc(n_outputs * sizeof *bias);
    dnnl_memory_t to = NULL;
    if (kernel == NULL || bias == NULL) {
        error_no_memory(&r->err);
    } else if (weights_folded(weights, op->layer, kernel, bias, &r->err) == OK) {
        struct step *step = add_op(r, op, &convolution, from, &to);
        const_dnnl_primitive_desc_t description = NULL;
        TRY(r, dnnl_primitive_get_primitive_desc(step->primitive, &description));
        if (r->err.status == OK) {
            add_argument(step, DNNL_ARG_WEIGHTS,
                         constant(r, &given,
                                  dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0), kernel,
                                  n_kernel));
            add_argument(step, DNNL_ARG_BIAS, constant(r, &bias_md, &bias_md, bias, n_outputs));
        }
    }
    free(kernel);
    free(bias);
    return to;
}

static dnnl_memory_t add_pool(struct racer *r, const struct op *op, dnnl_memory_t from)
{
    const struct shape *in = &r->net->maps[op->in].shape;
    bool global = op->kind == GLOBAL_POOL;
    const dnnl_dims_t kernel = {(int64_t)(global ? in->height : op->kernel_height),
                                (int64_t)(global ? in->width : op->kernel_width)};
    const dnnl_dims_t strides = {global ? 1 : (int64_t)op->stride, global ? 1 : (int64_t)op->stride};
    const dnnl_dims_t before = {(int64_t)op->top, (int64_t)op->left};
    const dnnl_dims_t after = {(int64_t)op->bottom, (int64_t)op->right};
    dnnl_memory_desc_t dst = describe(r, &op->result, dnnl_format_tag_any);
    dnnl_pooling_desc_t pooling;
    dnnl_memory_t to = NULL;
    TRY(r, dnnl_pooling_forward_desc_init(&pooling, dnnl_forward_inference,
                                          op->kind == MAX_POOL ? dnnl_pooling_max
                                                               : dnnl_pooling_avg_exclude_padding,
                                          description_of(r, from), &dst, strides, kernel, before, after));
    add_op(r, op, &pooling, from, &to);
    return to;
}

static dnnl_memory_t add_sum(struct racer *r, const struct op *op, dnnl_memory_t from)
{
    dnnl_binary_desc_t binary;
    dnnl_memory_t to = NULL;
    dnnl_memory_desc_t dst = describe(r, &op->result, dnnl_format_tag_any);
    TRY(r, dnnl_binary_desc_init(&binary, dnnl_binary_add, description_of(r, from),
                                 description_of(r, r->maps[op->in2]), &dst));
    struct step *step = add_op(r, op, &binary, from, &to);
    add_argument(step, DNNL_ARG_SRC_1, r->maps[op->in2]);
    return to;
}

/* A map out of the parts that operations have written, when the last of them has. */
static void finish_map(struct racer *r, size_t map, size_t index)
{
    enum { MOST_PARTS = 8 };
    dnnl_memory_t parts[MOST_PARTS];
    dnnl_memory_desc_t descriptions[MOST_PARTS];
    size_t channel = 0;
    int n = 0;
    for (size_t i = 0; i < r->net->n_ops; i++) {
        const struct op *op = &r->net->ops[i];
        if (op->out == map && op->out_channel == channel && n < MOST_PARTS) {
            if (i > index) {
                return;
            }
            parts[n] = r->parts[i];
            descriptions[n++] = *description_of(r, r->parts[i]);
            channel += op->result.channels;
            i = SIZE_MAX; /* whoever writes the channels behind may stand before */
        }
    }
    if (n == 1) {
        r->maps[map] = parts[0];
        return;
    }
    dnnl_primitive_desc_t description = NULL;
    TRY(r, dnnl_concat_primitive_desc_create(&description, NULL, n, 1, descriptions, NULL, r->engine));
    if (r->err.status == OK) {
        r->maps[map] = new_memory(r, dnnl_primitive_desc_query_md(description, dnnl_query_dst_md, 0));
    }
    struct step *step = add_step(r, description);
    for (int i = 0; i < n; i++) {
        add_argument(step, DNNL_ARG_MULTIPLE_SRC + i, parts[i]);
    }
    add_argument(step, DNNL_ARG_DST, r->maps[map]);
}

static void add_softmax(struct racer *r)
{
    dnnl_softmax_desc_t softmax;
    dnnl_primitive_desc_t description = NULL;
    const struct shape *shape = &r->net->maps[r->net->n_maps - 1].shape;
    dnnl_memory_desc_t plain = describe(r, shape, dnnl_nchw);
    dnnl_memory_t logits = reordered(r, r->maps[r->net->n_maps - 1], &plain);
    TRY(r, dnnl_softmax_forward_desc_init(&softmax, dnnl_forward_inference, &plain, 1));
    TRY(r, dnnl_primitive_desc_create(&description, &softmax, NULL, r->engine, NULL));
    r->output = new_memory(r, &plain);
    struct step *step = add_step(r, description);
    add_argument(step, DNNL_ARG_SRC, logits);
    add_argument(step, DNNL_ARG_DST, r->output);
}

static void prepare(struct racer *r, const struct weights *weights)
{
    const struct net *net = r->net;
    TRY(r, dnnl_engine_create(&r->engine, dnnl_cpu, 0));
    TRY(r, dnnl_stream_create(&r->stream, r->engine, dnnl_stream_default_flags));
    dnnl_memory_desc_t input = describe(r, &net->maps[0].shape, dnnl_nhwc);
    r->maps[0] = r->input = new_memory(r, &input);
    for (size_t i = 0; i < net->n_ops && r->err.status == OK; i++) {
        const struct op *op = &net->ops[i];
        dnnl_memory_t from = r->maps[op->in];
        r->parts[i] = op_has_weights(op) ? add_weighted(r, op, weights, from)
                      : op->kind == SUM  ? add_sum(r, op, from)
                                         : add_pool(r, op, from);
        finish_map(r, op->out, i);
    }
    add_softmax(r);
}

static const float *run(void *context, size_t *n, struct error *err)
{
    struct racer *r = context;
    void *input = NULL, *output = NULL;
    TRY(r, dnnl_memory_get_data_handle(r->input, &input));
    if (input != NULL) {
        memcpy(input, r->picture, shape_size(&r->net->maps[0].shape) * sizeof *r->picture);
    }
    for (size_t i = 0; i < r->n_steps; i++) {
        TRY(r, dnnl_primitive_execute(r->steps[i].primitive, r->stream, r->steps[i].n, r->steps[i].args));
    }
    TRY(r, dnnl_stream_wait(r->stream));
    TRY(r, dnnl_memory_get_data_handle(r->output, &output));
    *n = shape_size(&r->net->maps[r->net->n_maps - 1].shape);
    if (r->err.status != OK) {
        *err = r->err;
        return NULL;
    }
    return output;
}

/* The process ends with the race, so that nothing is given back. */
int main(int argc, char **argv)
{
    struct error err = {0};
    struct net net = {0};
    struct weights *weights = NULL;
    static struct racer racer;
    const struct definition *definition = argc == 4 ? definition_find(argv[1]) : NULL;
    if (definition == NULL) {
        fputs("onednn: expected NETWORK WEIGHTS INPUT\n", stderr);
        return EXIT_FAILURE;
    }
    if (net_compile(&net, definition, &err) != OK || weights_open(&weights, &net, argv[2], &err) != OK) {
        fprintf(stderr, "onednn: %s\n", err.text);
        return EXIT_FAILURE;
    }
    size_t n = shape_size(&net.maps[0].shape);
    float *picture = calloc(n, sizeof *picture);
    racer = (struct racer){.net = &net,
                           .picture = picture,
                           .maps = calloc(net.n_maps, sizeof *racer.maps),
                           .parts = calloc(net.n_ops, sizeof *racer.parts)};
    if (picture == NULL || racer.maps == NULL || racer.parts == NULL) {
        fputs("onednn: not enough memory\n", stderr);
        return EXIT_FAILURE;
    }
    if (race_read_input(argv[3], picture, n, &racer.err) == OK) {
        prepare(&racer, weights);
    }
    return race(run, &racer);
}
