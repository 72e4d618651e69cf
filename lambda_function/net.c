/*
 * The language of a network's text. A sequence is items with blanks between them; an item reads the map that
 * the item before it wrote: cN cN.K cN.KxK   convolution to N channels, kernel 1x1, KxK or KxK (height x
 * width) eN               convolution 1x1 to N times the channels dK mK aK         depthwise convolution, max
 * pool, average pool, each KxK g fN             average over the whole map; dense layer to N numbers [a|b|..]
 * concatenation of the channels of sequences that all read the same map (a|b)            sum of two such
 * sequences; an empty one is the map itself Behind an item: sN stride, v no padding, pN padding of N on each
 * side (else as much as keeps the size), n no activation, r ReLU (else the network's own for convolutions,
 * none for the rest). A number before an item repeats it.
 */
#include "net.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 8, LARGEST_NUMBER = 65536 };

struct compiler {
    struct net *net;
    const char *at;
    int depth;
    struct error *err;
};

/* What an item writes. As `target`: where it has to write, in `map` from `channel` on. */
struct view {
    size_t map, channel;
    struct shape shape;
};

static enum status parse_sequence(struct compiler *c, size_t in, const struct view *target, struct view *out);

static enum status refuse(struct compiler *c, const char *expected)
{
    return error_set(c->err, BAD_MODEL, "network %s: found '%.20s', expected %s", c->net->definition->name,
                     c->at, expected);
}

/* Room for one more behind `n` elements; capacities are powers of two. Zeroed. NULL when there is no memory.
 */
static void *add_element(void **array, size_t *n, size_t size)
{
    if ((*n & (*n - 1)) == 0) {
        void *larger = reallocarray(*array, *n == 0 ? 1 : 2 * *n, size);
        if (larger == NULL) {
            return NULL;
        }
        *array = larger;
    }
    return memset((char *)*array + size * (*n)++, 0, size);
}

static enum status add_map(struct compiler *c, size_t *map)
{
    *map = c->net->n_maps;
    return add_element((void **)&c->net->maps, &c->net->n_maps, sizeof *c->net->maps)
               ? OK
               : error_no_memory(c->err);
}

static enum status parse_number(struct compiler *c, size_t *number)
{
    *number = 0;
    if (!isdigit((unsigned char)*c->at)) {
        return refuse(c, "a number");
    }
    for (; isdigit((unsigned char)*c->at); c->at++) {
        *number = *number * 10 + (size_t)(*c->at - '0');
        if (*number > LARGEST_NUMBER) {
            return refuse(c, "a smaller number");
        }
    }
    return *number == 0 ? refuse(c, "a number above 0") : OK;
}

enum padding { SAME, VALID, EXPLICIT };

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

static enum status parse_suffixes(struct compiler *c, struct op *op, enum padding *padding)
{
    enum status status = OK;
    *padding = SAME;
    for (; status == OK && *c->at != '\0' && strchr("svpnr", *c->at) != NULL;) {
        char suffix = *c->at++;
        if (suffix == 's') {
            status = parse_number(c, &op->stride);
        } else if (suffix == 'p') {
            *padding = EXPLICIT;
            status = parse_number(c, &op->top);
            op->bottom = op->left = op->right = op->top;
        } else if (suffix == 'v') {
            *padding = VALID;
        } else {
            op->activation = suffix == 'r' ? RELU : LINEAR;
        }
    }
    if (status == OK && *c->at != '\0' && strchr(" |)]", *c->at) == NULL) {
        return refuse(c, "s, v, p, n, r or the next item");
    }
    return status;
}

/* Letter, channels and kernel of an operation; what follows from its input. */
static enum status parse_head(struct compiler *c, const struct shape *in, struct op *op)
{
    char letter = *c->at;
    const char *kinds = "cedmagf";
    static const enum op_kind kind[] = {CONV, CONV, DEPTHWISE, MAX_POOL, AVERAGE_POOL, GLOBAL_POOL, DENSE};
    if (letter == '\0' || strchr(kinds, letter) == NULL) {
        return refuse(c, "an item");
    }
    c->at++;
    op->kind = kind[strchr(kinds, letter) - kinds];
    op->activation = op->kind == CONV || op->kind == DEPTHWISE ? c->net->definition->activation : LINEAR;
    op->kernel_height = op->kernel_width = op->stride = 1;
    op->result.channels = in->channels;
    size_t number = 1;
    enum status status = letter == 'g' ? OK : parse_number(c, &number);
    if (letter == 'e') {
        op->result.channels = in->channels * number;
    } else if (letter == 'c' || letter == 'f') {
        op->result.channels = number;
    } else {
        op->kernel_height = op->kernel_width = number;
    }
    if (status == OK && letter == 'c' && *c->at == '.') {
        c->at++;
        status = parse_number(c, &op->kernel_height);
        op->kernel_width = op->kernel_height;
        if (status == OK && *c->at == 'x') {
            c->at++;
            status = parse_number(c, &op->kernel_width);
        }
    }
    return status;
}

static enum status add_layer(struct compiler *c, const struct shape *in, struct op *op)
{
    const struct definition *definition = c->net->definition;
    struct layer *layer = add_element((void **)&c->net->layers, &c->net->n_layers, sizeof *c->net->layers);
    if (layer == NULL) {
        return error_no_memory(c->err);
    }
    op->layer = c->net->n_layers - 1;
    *layer = (struct layer){.kind = op->kind,
                            .height = op->kernel_height,
                            .width = op->kernel_width,
                            .in_channels = op->kind == DENSE ? shape_size(in) : in->channels,
                            .out_channels = op->kind == DEPTHWISE ? 1 : op->result.channels,
                            .bias = op->kind == DENSE || definition->conv_bias,
                            .norm = op->kind != DENSE,
                            .gamma = op->kind != DENSE && definition->gamma};
    return OK;
}

static enum status add_op(struct compiler *c, const struct op *op)
{
    struct net *net = c->net;
    struct op *added = add_element((void **)&net->ops, &net->n_ops, sizeof *net->ops);
    if (added == NULL) {
        return error_no_memory(c->err);
    }
    *added = *op;
    size_t index = net->n_ops - 1;
    net->maps[op->in].last_op = net->maps[op->out].last_op = index;
    if (op->kind == SUM) {
        net->maps[op->in2].last_op = index;
    }
    return OK;
}

/* The view that an item writes: the one it is told to, or a new map. */
static enum status place_output(struct compiler *c, const struct view *target, const struct shape *shape,
                                struct view *out)
{
    enum status status = OK;
    if (target != NULL) {
        *out = *target;
    } else {
        *out = (struct view){0};
        status = add_map(c, &out->map);
        if (status == OK) {
            c->net->maps[out->map] = (struct map){.shape = *shape, .first_op = c->net->n_ops};
        }
    }
    out->shape = *shape;
    return status;
}

static enum status parse_operation(struct compiler *c, size_t in, const struct view *target, struct view *out)
{
    struct shape shape = c->net->maps[in].shape;
    struct op op = {.in = in};
    enum padding padding;
    enum status status = parse_head(c, &shape, &op);
    if (status == OK) {
        status = parse_suffixes(c, &op, &padding);
    }
    if (status != OK) {
        return status;
    }
    if (op.kind == GLOBAL_POOL || op.kind == DENSE) {
        op.result.height = op.result.width = 1;
    } else {
        op.result.height = slide(shape.height, op.kernel_height, op.stride, padding, &op.top, &op.bottom);
        op.result.width = slide(shape.width, op.kernel_width, op.stride, padding, &op.left, &op.right);
    }
    if (op.result.height == 0 || op.result.width == 0) {
        return refuse(c, "a kernel no larger than its input before this");
    }
    if (op.kind == CONV || op.kind == DEPTHWISE || op.kind == DENSE) {
        status = add_layer(c, &shape, &op);
    }
    if (status == OK) {
        status = place_output(c, target, &op.result, out);
    }
    op.out = out->map;
    op.out_channel = out->channel;
    return status == OK ? add_op(c, &op) : status;
}

static enum status parse_concatenation(struct compiler *c, size_t in, const struct view *target,
                                       struct view *out)
{
    struct shape whole = {0};
    enum status status = place_output(c, target, &whole, out);
    struct view branch = *out, written;
    while (status == OK && (*c->at == '[' || *c->at == '|')) {
        c->at++;
        status = parse_sequence(c, in, &branch, &written);
        if (status != OK) {
            return status;
        }
        if (written.map != branch.map) {
            return refuse(c, "a branch that is not empty before this");
        }
        if (whole.channels > 0 &&
            (written.shape.height != whole.height || written.shape.width != whole.width)) {
            return refuse(c, "branches of one size before this");
        }
        whole = (struct shape){written.shape.height, written.shape.width,
                               whole.channels + written.shape.channels};
        branch.channel += written.shape.channels;
    }
    if (status == OK && *c->at != ']') {
        return refuse(c, "']'");
    }
    c->at++;
    out->shape = whole;
    if (status == OK && target == NULL) {
        c->net->maps[out->map].shape = whole;
    }
    return status;
}

static bool has_weights(const struct op *op)
{
    return op->kind == CONV || op->kind == DEPTHWISE || op->kind == DENSE;
}

static enum status parse_sum(struct compiler *c, size_t in, struct view *out)
{
    struct view left, right;
    struct op op = {.kind = SUM, .activation = LINEAR};
    enum padding padding;
    c->at++;
    enum status status = parse_sequence(c, in, NULL, &left);
    if (status != OK) {
        return status;
    }
    const struct op *last = c->net->n_ops > 0 ? &c->net->ops[c->net->n_ops - 1] : NULL;
    if (last != NULL && last->out == left.map && has_weights(last)) {
        c->net->layers[last->layer].residual = true;
    }
    if (*c->at++ != '|') {
        return refuse(c, "'|' before this");
    }
    status = parse_sequence(c, in, NULL, &right);
    if (status != OK) {
        return status;
    }
    if (memcmp(&left.shape, &right.shape, sizeof left.shape) != 0) {
        return refuse(c, "two branches of one shape before this");
    }
    if (*c->at++ != ')') {
        return refuse(c, "')' before this");
    }
    status = parse_suffixes(c, &op, &padding);
    if (status == OK) {
        status = place_output(c, NULL, &left.shape, out);
    }
    op.in = left.map;
    op.in2 = right.map;
    op.out = out->map;
    op.result = left.shape;
    return status == OK ? add_op(c, &op) : status;
}

/* Whether the item here is the last of its sequence; only that one writes to the sequence's target. */
static bool is_last(const char *at)
{
    int depth = 0;
    for (; *at != '\0' && (depth > 0 || strchr(" |)]", *at) == NULL); at++) {
        depth += (*at == '[' || *at == '(') - (*at == ']' || *at == ')');
    }
    at += strspn(at, " ");
    return *at == '\0' || strchr("|)]", *at) != NULL;
}

static enum status parse_item(struct compiler *c, size_t in, const struct view *target, struct view *out)
{
    size_t times = 1;
    enum status status = isdigit((unsigned char)*c->at) ? parse_number(c, &times) : OK;
    const char *start = c->at;
    for (; status == OK && times > 0; times--) {
        const struct view *goal = times == 1 ? target : NULL;
        c->at = start;
        if (*c->at == '[') {
            status = parse_concatenation(c, in, goal, out);
        } else if (*c->at == '(' && goal == NULL) {
            status = parse_sum(c, in, out);
        } else {
            status = parse_operation(c, in, goal, out);
        }
        in = out->map;
    }
    return status;
}

/* Up to the '|', ')', ']' or end behind it. An empty sequence is its input. */
static enum status parse_sequence(struct compiler *c, size_t in, const struct view *target, struct view *out)
{
    enum status status = ++c->depth > MOST_DEPTH ? refuse(c, "fewer brackets within brackets") : OK;
    *out = (struct view){.map = in, .shape = c->net->maps[in].shape};
    c->at += strspn(c->at, " ");
    while (status == OK && *c->at != '\0' && strchr("|)]", *c->at) == NULL) {
        struct view written;
        status = parse_item(c, out->map, is_last(c->at) ? target : NULL, &written);
        *out = written;
        c->at += strspn(c->at, " ");
    }
    c->depth--;
    return status;
}

enum status net_compile(struct net *net, const struct definition *definition, struct error *err)
{
    *net = (struct net){.definition = definition};
    struct compiler c = {.net = net, .at = definition->text, .err = err};
    struct shape input = {definition->side, definition->side, 3};
    struct view out;
    enum status status = place_output(&c, NULL, &input, &out);
    if (status == OK) {
        status = parse_sequence(&c, out.map, NULL, &out);
    }
    if (status == OK && (*c.at != '\0' || net->n_ops == 0)) {
        status = refuse(&c, "an item");
    }
    if (status == OK && definition->parameters != 0 && net_parameters(net) != definition->parameters) {
        status = error_set(err, BAD_MODEL, "network %s: found %zu parameters, expected %zu", definition->name,
                           net_parameters(net), definition->parameters);
    }
    if (status != OK) {
        net_release(net);
    }
    return status;
}

void net_release(struct net *net)
{
    free(net->maps);
    free(net->ops);
    free(net->layers);
    *net = (struct net){0};
}

size_t shape_size(const struct shape *shape)
{
    return shape->height * shape->width * shape->channels;
}

size_t layer_kernel(const struct layer *layer)
{
    return layer->height * layer->width * layer->in_channels * layer->out_channels;
}

size_t layer_outputs(const struct layer *layer)
{
    return layer->kind == DEPTHWISE ? layer->in_channels : layer->out_channels;
}

size_t net_parameters(const struct net *net)
{
    size_t parameters = 0;
    for (const struct layer *layer = net->layers; layer < net->layers + net->n_layers; layer++) {
        size_t per_output = (size_t)layer->bias + (layer->norm ? 3U + layer->gamma : 0U);
        parameters += layer_kernel(layer) + per_output * layer_outputs(layer);
    }
    return parameters;
}

uint64_t net_multiplications(const struct net *net)
{
    uint64_t multiplications = 0;
    for (const struct op *op = net->ops; op < net->ops + net->n_ops; op++) {
        if (has_weights(op)) {
            multiplications +=
                (uint64_t)layer_kernel(&net->layers[op->layer]) * op->result.height * op->result.width;
        }
    }
    return multiplications;
}
