#include "check.h"

#include <string.h>

#include "engine.h"
#include "net.h"

/*
 * Parameters: Keras's `model.count_params()`, as keras.io/api/applications lists them; TensorFlow.js counts
 * the same (golden.js). Multiplications: the papers' 300 million (Sandler et al. 2018, table 4), 3.8 billion
 * (He et al. 2015, table 1) and 5.72 billion (Szegedy et al. 2015, section 8 has "5 billion").
 */
static const struct network_row {
    const char *label;
    size_t parameters, layers;
    double giga_multiplications;
    struct shape input, features; /* features: what the global average is taken of */
} network_rows[] = {
    {"mobilenetv2", 3538984, 53, 0.300, {224, 224, 3}, {7, 7, 1280}},
    {"resnet50", 25636712, 54, 3.8, {224, 224, 3}, {7, 7, 2048}},
    {"inceptionv3", 23851784, 95, 5.72, {299, 299, 3}, {8, 8, 2048}},
};

static void test_network(void **state)
{
    const struct network_row *row = *state;
    struct error err = {0};
    struct net net;
    assert_int_equal(net_compile(&net, definition_find(row->label), &err), OK);
    assert_int_equal(net_parameters(&net), row->parameters);
    assert_int_equal(net.n_layers, row->layers);
    check_close((double)net_multiplications(&net) / 1e9, row->giga_multiplications, 0.02);
    assert_memory_equal(&net.maps[0].shape, &row->input, sizeof row->input);
    for (size_t i = 0; i < net.n_ops; i++) {
        if (net.ops[i].kind == GLOBAL_POOL) {
            assert_memory_equal(&net.maps[net.ops[i].in].shape, &row->features, sizeof row->features);
        }
    }
    assert_int_equal(net.ops[net.n_ops - 1].kind, DENSE);
    assert_int_equal(net.ops[net.n_ops - 1].result.channels, 1000);
    net_release(&net);
}

/* No two maps that live at the same time may share a place, and the whole should not be far above what lives
 * at once. */
static void test_arena(void **state)
{
    const struct network_row *row = *state;
    struct error err = {0};
    struct net net;
    size_t offsets[128], most = 0;
    assert_int_equal(net_compile(&net, definition_find(row->label), &err), OK);
    assert_true(net.n_maps <= 128);
    size_t total = engine_plan_arena(&net, offsets);
    for (size_t i = 0; i < net.n_maps; i++) {
        const struct map *a = &net.maps[i];
        assert_int_equal(offsets[i] * sizeof(float) % MAP_ALIGNMENT, 0);
        assert_true(offsets[i] + shape_size(&a->shape) < total);
        for (size_t j = 0; j < i; j++) {
            const struct map *b = &net.maps[j];
            assert_true(a->first_op > b->last_op || b->first_op > a->last_op ||
                        offsets[i] >= offsets[j] + shape_size(&b->shape) ||
                        offsets[j] >= offsets[i] + shape_size(&a->shape));
        }
    }
    for (size_t op = 0; op < net.n_ops; op++) {
        size_t live = 0;
        for (size_t i = 0; i < net.n_maps; i++) {
            live +=
                net.maps[i].first_op <= op && op <= net.maps[i].last_op ? shape_size(&net.maps[i].shape) : 0;
        }
        most = live > most ? live : most;
    }
    assert_true((double)total < 1.25 * (double)most);
    net_release(&net);
}

/* Sizes and padding: TensorFlow's guide to 'SAME' and 'VALID',
 * tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2. */
static const struct size_row {
    const char *label, *text;
    size_t side;
    struct shape result;
    size_t top, bottom;
} size_rows[] = {
    {"even size, stride 2: the odd row of padding is below", "c5.3s2", 224, {112, 112, 5}, 0, 1},
    {"odd size, stride 2", "c5.3s2", 15, {8, 8, 5}, 1, 1},
    {"5x5 keeps the size", "c7.5", 12, {12, 12, 7}, 2, 2},
    {"7x1 pads rows only", "c7.7x1", 12, {12, 12, 7}, 3, 3},
    {"1x7 pads columns only", "c7.1x7", 12, {12, 12, 7}, 0, 0},
    {"no padding", "c4.3s2v", 299, {149, 149, 4}, 0, 0},
    {"explicit padding", "c4.7s2p3", 224, {112, 112, 4}, 3, 3},
    {"pool with explicit padding", "m3s2p1", 112, {56, 56, 3}, 1, 1},
    {"stride above the kernel", "c6s2", 56, {28, 28, 6}, 0, 0},
    {"expansion", "e4", 10, {10, 10, 12}, 0, 0},
};

static void test_size(void **state)
{
    const struct size_row *row = *state;
    const struct definition definition = {.name = "row", .text = row->text, .side = row->side};
    struct error err = {0};
    struct net net;
    assert_int_equal(net_compile(&net, &definition, &err), OK);
    assert_int_equal(net.n_ops, 1);
    assert_memory_equal(&net.ops[0].result, &row->result, sizeof row->result);
    assert_int_equal(net.ops[0].top, row->top);
    assert_int_equal(net.ops[0].bottom, row->bottom);
    net_release(&net);
}

static const struct refused_row {
    const char *label, *text, *message;
} refused_rows[] = {
    {"nothing", "", "network row: found '', expected an item"},
    {"unknown letter", "c4 q3", "network row: found 'q3', expected an item"},
    {"no channels", "c", "network row: found '', expected a number"},
    {"no channels at all", "c0", "network row: found '', expected a number above 0"},
    {"too many channels", "c99999", "network row: found '9', expected a smaller number"},
    {"unknown suffix", "c4x", "network row: found 'x', expected s, v, p, n, r or the next item"},
    {"kernel too large", "c4.9v", "found a kernel of 9 x 9, larger than its input of 8 x 8"},
    {"branches of two sizes", "[c4|c4s2]",
     "network row: found ']', expected branches of one size before this"},
    {"sum of two shapes", "(c4|)", "network row: found ')', expected two branches of one shape before this"},
    {"sum of one", "(c4)", "network row: found ')', expected '|'"},
    {"sum without an end", "(c3|", "network row: found '', expected ')'"},
    {"concatenation without an end", "[c4|c5", "network row: found '', expected ']'"},
    {"empty branch", "[c4|]", "network row: found ']', expected a branch that is not empty before this"},
    {"bracket too many", "c4)", "network row: found ')', expected an item"},
    {"sum at the end of a branch", "[(c3|)|c4]", "network row: found '(c3|)|c4]', expected an item"},
    {"brackets without end", "[[[[[[[[[[c4",
     "network row: found '[[c4', expected fewer brackets within brackets"},
    {"repeated repeats", "[9999c3|60000(9c3|)]", "network row: found more than 1000 operations"},
    {"channels past all sizes", "e65536 e65536 e65536 e65536 e65536",
     "network row: found a map of 8 x 8 x 12884901888 and a kernel of 2.533e+15, expected fewer numbers"},
    {"a kernel past all sizes", "c9.60000",
     "network row: found a map of 8 x 8 x 9 and a kernel of 9.72e+10, expected fewer numbers"},
};

static void test_refused(void **state)
{
    const struct refused_row *row = *state;
    const struct definition definition = {.name = "row", .text = row->text, .side = 8};
    struct error err = {0};
    struct net net;
    assert_int_equal(net_compile(&net, &definition, &err), BAD_MODEL);
    assert_string_equal(err.text, row->message);
    assert_null(net.ops);
}

/* A definition that does not arrive at its own count is not run. */
static void test_wrong_count(void **state)
{
    (void)state;
    struct definition definition = *definition_find("resnet50");
    struct error err = {0};
    struct net net;
    definition.gamma = false;
    assert_int_equal(net_compile(&net, &definition, &err), BAD_MODEL);
    assert_string_equal(err.text, "network resnet50: found 25610152 parameters, expected 25636712");
}

enum { ROOM = 64 };

int main(void)
{
    struct CMUnitTest tests[ROOM];
    size_t n = 0;
    for (size_t i = 0; i < sizeof network_rows / sizeof *network_rows; i++) {
        tests[n++] = CHECK_ROW(test_network, &network_rows[i]);
        tests[n] = CHECK_ROW(test_arena, &network_rows[i]);
        tests[n++].name = "its maps share an arena without touching each other";
    }
    for (size_t i = 0; i < sizeof size_rows / sizeof *size_rows; i++) {
        tests[n++] = CHECK_ROW(test_size, &size_rows[i]);
    }
    for (size_t i = 0; i < sizeof refused_rows / sizeof *refused_rows; i++) {
        tests[n++] = CHECK_ROW(test_refused, &refused_rows[i]);
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_wrong_count);
    return _cmocka_run_group_tests("net", tests, n, NULL, NULL);
}
