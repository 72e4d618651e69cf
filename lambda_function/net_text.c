/*
 * The language of a network's text. A sequence is items with blanks between them; an item reads the map that
 * the item before it wrote:
 * - cN, cN.K, cN.KxK: convolution to N channels; its kernel is 1x1, KxK or KxK (height x width)
 * - eN: convolution 1x1 to N times the channels
 * - dK, mK, aK: depthwise convolution, max pool, average pool, each KxK
 * - g, fN: average over the whole map; dense layer to N numbers
 * - [a|b|..]: concatenation of the channels of sequences that all read the same map
 * - (a|b): sum of two such sequences; an empty one is the map itself
 *
 * Behind an item: sN stride, v no padding, pN padding of N on each side (else as much as keeps the size), n
 * no activation, r ReLU (else the network's own for convolutions, none for the rest). A number before an item
 * repeats it.
 */
#include "net_build.h"

#include <ctype.h>
#include <string.h>

enum { MOST_DEPTH = 8, LARGEST_NUMBER = 65536 };

struct compiler {
    struct net *net;
    const char *at;
    int depth;
    struct error *err;
};

static enum status parse_sequence(struct compiler *c, size_t in, const struct view *target, struct view *out);

static enum status refuse(struct compiler *c, const char *expected)
{
    return error_set(c->err, BAD_MODEL, "network %s: found '%.20s', expected %s", c->net->definition->name,
                     c->at, expected);
}

static enum status take(struct compiler *c, char expected)
{
    const char quoted[] = {'\'', expected, '\'', '\0'};
    if (*c->at != expected) {
        return refuse(c, quoted);
    }
    c->at++;
    return OK;
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

static enum status parse_suffixes(struct compiler *c, struct op *op, enum padding *padding)
{
    enum status status = OK;
    *padding = SAME;
    while (status == OK && *c->at != '\0' && strchr("svpnr", *c->at) != NULL) {
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
    if (status != OK) {
        return status;
    }
    if (*c->at != '\0' && strchr(" |)]", *c->at) == NULL) {
        return refuse(c, "s, v, p, n, r or the next item");
    }
    return OK;
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

static enum status parse_operation(struct compiler *c, size_t in, const struct view *target, struct view *out)
{
    struct shape shape = c->net->maps[in].shape;
    struct op op = {.in = in};
    enum padding padding;
    enum status status = parse_head(c, &shape, &op);
    if (status != OK) {
        return status;
    }
    status = parse_suffixes(c, &op, &padding);
    return status == OK ? net_add_sliding(c->net, &op, padding, target, out, c->err) : status;
}

static enum status parse_concatenation(struct compiler *c, size_t in, const struct view *target,
                                       struct view *out)
{
    struct shape whole = {0};
    enum status status = net_place(c->net, target, &whole, out, c->err);
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
    out->shape = whole;
    if (status == OK && target == NULL) {
        c->net->maps[out->map].shape = whole;
    }
    return status == OK ? take(c, ']') : status;
}

static enum status parse_sum(struct compiler *c, size_t in, struct view *out)
{
    struct view left, right;
    struct op op = {.kind = SUM, .activation = LINEAR};
    enum padding padding;
    c->at++;
    enum status status = parse_sequence(c, in, NULL, &left);
    if (status == OK) {
        view_mark_residual(c->net, &left);
        status = take(c, '|');
    }
    if (status == OK) {
        status = parse_sequence(c, in, NULL, &right);
    }
    if (status == OK && memcmp(&left.shape, &right.shape, sizeof left.shape) != 0) {
        status = refuse(c, "two branches of one shape before this");
    }
    if (status == OK) {
        status = take(c, ')');
    }
    if (status == OK) {
        status = parse_suffixes(c, &op, &padding);
    }
    if (status == OK) {
        status = net_place(c->net, NULL, &left.shape, out, c->err);
    }
    if (status != OK) {
        return status;
    }
    op.in = left.map;
    op.in2 = right.map;
    op.out = out->map;
    op.result = left.shape;
    return net_add_op(c->net, &op, c->err);
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
        struct view written = {0};
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
    enum status status = net_place(net, NULL, &input, &out, err);
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
