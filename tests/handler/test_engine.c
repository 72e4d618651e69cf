#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "image.h"
#include "pool.h"

enum { CLASSES = 1000, GOLDEN = 10 };

/*
 * The first ten probabilities of the seeded weights on the seeded picture, computed by TensorFlow.js:
 * golden.js. Read from the folder that GOLDEN_DIR names.
 */
static void read_golden(const char *network, double golden[GOLDEN])
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("GOLDEN_DIR"), network);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (size_t i = 0; i < GOLDEN; i++) {
        assert_int_equal(fscanf(file, "%lf", &golden[i]), 1);
    }
    fclose(file);
}

/* Runs an engine on the seeded picture, twice, because the first run leaves its numbers in the arena. */
static void run(const char *network, const char *kind, size_t threads, float *probabilities)
{
    struct error err = {0};
    struct net net;
    struct weights *weights;
    struct engine *engine;
    struct picture picture;
    size_t n;
    assert_int_equal(net_compile(&net, definition_find(network), &err), OK);
    assert_int_equal(weights_open(&weights, &net, NULL, &err), OK);
    assert_int_equal(engine_new(&engine, weights, &net, kind, threads, &err), OK);
    weights_close(weights);
    assert_string_equal(engine->kind->name, kind);
    assert_int_equal(image_seeded_picture(&picture, net.definition->side, &err), OK);
    for (int i = 0; i < 2; i++) {
        image_picture_input(&picture, net.definition, engine_input(engine));
        assert_int_equal(engine_run(engine, &err), OK);
        const float *now = engine_probabilities(engine, &n);
        assert_int_equal(n, CLASSES);
        if (i > 0) {
            assert_memory_equal(now, probabilities, sizeof *now * CLASSES);
        }
        memcpy(probabilities, now, sizeof *now * CLASSES);
    }
    picture_release(&picture);
    engine_free(engine);
    net_release(&net);
}

/* Within 1e-5 of the largest probability, which is far stricter than 1e-5 itself: the largest is 0.002 to
 * 0.08. */
static void check_same(const char *what, const float *got, const double *want, size_t n, double largest)
{
    double worst = 0.0;
    for (size_t i = 0; i < n; i++) {
        double off = fabs(got[i] - want[i]);
        worst = off > worst ? off : worst;
        if (!(off <= 1e-5 * largest)) {
            fail_msg("%s: probability %zu is %.9g, expected %.9g", what, i, (double)got[i], want[i]);
        }
    }
    printf("# %s: differ by at most %.2g, %.2g of the largest probability\n", what, worst, worst / largest);
}

static void test_network(void **state)
{
    const char *network = *state;
    static float reference[CLASSES], fast[CLASSES];
    static double wide[CLASSES];
    double golden[GOLDEN], sum = 0.0, largest = 0.0, largest_golden = 0.0;
    char what[64];
    read_golden(network, golden);
    for (size_t i = 0; i < GOLDEN; i++) {
        largest_golden = golden[i] > largest_golden ? golden[i] : largest_golden;
    }
    run(network, "reference", 1, reference);
    for (size_t i = 0; i < CLASSES; i++) {
        wide[i] = reference[i];
        sum += wide[i];
        largest = wide[i] > largest ? wide[i] : largest;
    }
    check_close(sum, 1.0, 1e-6);
    /* Else nearly every error would go unseen. */
    assert_true(largest > 0.001 && largest < 0.1);
    snprintf(what, sizeof what, "%s, reference and TensorFlow.js", network);
    check_same(what, reference, golden, GOLDEN, largest_golden);
#ifdef HAVE_XNNPACK
    run(network, "xnnpack", 1, fast);
    snprintf(what, sizeof what, "%s, xnnpack and reference", network);
    check_same(what, fast, wide, CLASSES, largest);
    snprintf(what, sizeof what, "%s, xnnpack and TensorFlow.js", network);
    check_same(what, fast, golden, GOLDEN, largest_golden);
#else
    (void)fast;
#endif
}

#ifdef HAVE_XNNPACK
static void test_threads(void **state)
{
    (void)state;
    static float one[CLASSES], two[CLASSES];
    run("mobilenetv2", "xnnpack", 1, one);
    run("mobilenetv2", "xnnpack", 2, two);
    for (size_t i = 0; i < CLASSES; i++) {
        check_close(two[i], one[i], 1e-5);
    }
}
#endif

/*
 * Every operation and every way in which they join, on networks small enough for nothing else: the engines
 * have to agree on each.
 */
static const struct small_row {
    const char *label, *text;
    size_t side;
    enum activation activation;
} small_rows[] = {
    {"convolution with an even stride", "c8.3s2 g f5", 9, RELU},
    {"kernels that are not square", "c8.1x7 c8.7x1 g f5", 8, RELU6},
    {"depthwise, 5x5, stride 2", "c16 d5s2 g f5", 11, RELU6},
    {"depthwise without padding", "c16 d3v g f5", 11, RELU},
    {"average pool at the border", "c16n a3 g f5", 5, RELU},
    {"average pool with a stride", "c16n a3s2 g f5", 6, RELU},
    {"max pool of negative numbers, explicit padding", "c16n m3s2p1 g f5", 7, RELU},
    {"max pool with padding on one side", "c16n m3s2 g f5", 8, RELU},
    {"concatenation of pools and convolutions", "c8 [c4|m3s1|a3 c5.3|c6] c8.3 g f5", 7, RELU},
    {"concatenation within a concatenation", "c8 [c4|c8 [c4.1x3|c4.3x1]|a3] c8.3 g f5", 7, RELU},
    {"concatenations in a row, repeated", "c8 3[c4|c4.3] g f5", 7, RELU},
    {"sum with a ReLU", "c8 (c8.3n|c8n)r 2(c8.3n|)r g f5", 7, RELU},
    {"sum without", "c8n (e6 d3 c8n|) c8 g f5", 7, RELU6},
    {"dense on a whole map", "c8.3 m2s2 f7r f5", 8, RELU},
    {"channels that fill no vector", "c3.3 d3 c7 c1 c13.3 g f3", 6, RELU},
    {"one pixel", "c5.3 a3 g f4", 1, RELU},
};

static void run_small(const struct small_row *row, const char *kind, float probabilities[8])
{
    const struct definition definition = {.name = "small",
                                          .text = row->text,
                                          .side = row->side,
                                          .activation = row->activation,
                                          .conv_bias = true,
                                          .gamma = true,
                                          .epsilon = 1e-3F};
    struct error err = {0};
    struct net net;
    struct weights *weights;
    struct engine *engine;
    struct picture picture;
    size_t n;
    assert_int_equal(net_compile(&net, &definition, &err), OK);
    assert_int_equal(weights_open(&weights, &net, NULL, &err), OK);
    assert_int_equal(engine_new(&engine, weights, &net, kind, 1, &err), OK);
    weights_close(weights);
    assert_int_equal(image_seeded_picture(&picture, row->side, &err), OK);
    image_picture_input(&picture, &definition, engine_input(engine));
    assert_int_equal(engine_run(engine, &err), OK);
    const float *values = engine_probabilities(engine, &n);
    for (size_t i = 0; i < n; i++) {
        probabilities[i] = values[i];
    }
    picture_release(&picture);
    engine_free(engine);
    net_release(&net);
}

static void test_small(void **state)
{
    const struct small_row *row = *state;
    float reference[8] = {0}, fast[8] = {0};
    run_small(row, "reference", reference);
    run_small(row, NULL, fast);
    for (size_t i = 0; i < 8; i++) {
        check_close(fast[i], reference[i], 1e-5);
    }
}

static void test_unknown_kind(void **state)
{
    (void)state;
    struct error err = {0};
    struct net net;
    struct weights *weights;
    struct engine *engine;
    assert_int_equal(net_compile(&net, definition_find("mobilenetv2"), &err), OK);
    assert_int_equal(weights_open(&weights, &net, NULL, &err), OK);
    assert_int_equal(engine_new(&engine, weights, &net, "tpu", 1, &err), BAD_CONFIG);
    assert_null(engine);
    weights_close(weights);
    net_release(&net);
}

static void test_pool(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool, 1000);
    assert_int_equal((uintptr_t)pool.bytes % (2 << 20), 0);
    char *first = pool_take(&pool, 1, 100), *second = pool_take(&pool, 64, 100);
    assert_ptr_equal(first, pool.bytes);
    assert_ptr_equal(second, pool.bytes + 128);
    assert_null(pool_take(&pool, 64, 1000 - 256 + 1)); /* from the next multiple of 64 on */
    assert_null(pool_take(&pool, 1, SIZE_MAX));
    assert_ptr_equal(pool_take(&pool, 64, 1000 - 256), pool.bytes + 256);
    assert_null(pool_take(&pool, 64, 1));
    memset(pool.bytes, 1, 1000);
    assert_true(pool_holds(&pool, first) && pool_holds(&pool, pool.bytes + 999));
    assert_false(pool_holds(&pool, pool.bytes + 1000) || pool_holds(&pool, &pool) || pool_holds(&pool, NULL));
    pool_release(&pool);
    assert_null(pool_take(&pool, 64, 1));
    assert_false(pool_holds(&pool, NULL));
}

#ifdef HAVE_XNNPACK
/* XNNPACK has one allocator for all of its engines: the second lives on when the first is gone. */
static void test_two(void **state)
{
    (void)state;
    struct error err = {0};
    struct net net;
    struct weights *weights;
    struct engine *engines[2];
    float probabilities[2][CLASSES];
    size_t n;
    assert_int_equal(net_compile(&net, definition_find("mobilenetv2"), &err), OK);
    assert_int_equal(weights_open(&weights, &net, NULL, &err), OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(engine_new(&engines[i], weights, &net, "xnnpack", 1, &err), OK);
    }
    weights_close(weights);
    for (int i = 0; i < 2; i++) {
        memset(engine_input(engines[i]), 0, shape_size(&net.maps[0].shape) * sizeof(float));
        assert_int_equal(engine_run(engines[i], &err), OK);
        memcpy(probabilities[i], engine_probabilities(engines[i], &n), sizeof probabilities[i]);
        engine_free(engines[i]);
    }
    assert_memory_equal(probabilities[0], probabilities[1], sizeof probabilities[0]);
    net_release(&net);
}
#endif

enum { ROOM = 32 };

int main(void)
{
    struct CMUnitTest tests[ROOM];
    size_t n = 0;
    for (size_t i = 0; i < sizeof small_rows / sizeof *small_rows; i++) {
        tests[n++] = CHECK_ROW(test_small, &small_rows[i]);
    }
    for (size_t i = 0; definition_at(i) != NULL; i++) {
        const char *name = definition_at(i)->name;
        tests[n++] = (struct CMUnitTest){name, test_network, NULL, NULL, (void *)(uintptr_t)name};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_unknown_kind);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_pool);
#ifdef HAVE_XNNPACK
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_threads);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_two);
#endif
    return _cmocka_run_group_tests("engine", tests, n, NULL, NULL);
}
