#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"
#include "weights.h"

/* Two layers: one with all that batch normalisation has, one dense. */
static const struct definition small = {
    .name = "small", .text = "c2.3 g f3", .side = 4, .conv_bias = true, .gamma = true, .epsilon = 1e-3F};

/* 54 numbers of the kernel, 5 tensors of 2, a kernel of 6 and a bias of 3. */
#define CONV_KERNEL "\"000/kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],\"data_offsets\":[0,216]}"
#define CONV_REST                                                                                            \
    "\"000/bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[216,224]},"                             \
    "\"000/gamma\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[224,232]},"                            \
    "\"000/beta\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[232,240]},"                             \
    "\"000/mean\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[240,248]},"                             \
    "\"000/var\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[248,256]}"
#define DENSE_BIAS   "\"001/bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[280,292]}"
#define DENSE_KERNEL "\"001/kernel\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[256,280]}"
#define GOOD         "{\"__metadata__\":{\"a\":\"b\"}," CONV_KERNEL "," CONV_REST "," DENSE_KERNEL "," DENSE_BIAS "}"

enum {
    N_NUMBERS = 73,
    GAMMA_AT = 56,
    BETA_AT = 58,
    MEAN_AT = 60,
    VARIANCE_AT = 62,
    DENSE_AT = 64,
    ROOM = 4096
};

/* A file's bytes; the numbers are 0.25, 0.5, ..., so that all of them differ. Returns the length. */
static size_t make_file(const char *header, char bytes[ROOM])
{
    size_t n = strlen(header);
    float numbers[N_NUMBERS];
    for (size_t i = 0; i < N_NUMBERS; i++) {
        numbers[i] = 0.25F * (float)(i + 1);
    }
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = (char)(n >> (8 * i) & 0xff);
    }
    memcpy(bytes + 8, header, n);
    memcpy(bytes + 8 + n, numbers, sizeof numbers);
    return 8 + n + sizeof numbers;
}

static enum status open_bytes(const char *bytes, size_t n, struct weights **weights, struct net *net,
                              struct error *err)
{
    char path[] = "/tmp/handler-weights-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, n), n);
    close(descriptor);
    assert_int_equal(net_compile(net, &small, err), OK);
    enum status status = weights_open(weights, net, path, err);
    unlink(path);
    return status;
}

static void test_good(void **state)
{
    (void)state;
    char bytes[ROOM];
    struct error err = {0};
    struct weights *weights;
    struct net net;
    float kernel[54], bias[3];
    assert_int_equal(open_bytes(bytes, make_file(GOOD, bytes), &weights, &net, &err), OK);

    /* By the definition of batch normalisation, in double. */
    assert_int_equal(weights_folded(weights, 0, kernel, bias, &err), OK);
    for (size_t i = 0; i < 54; i++) {
        size_t o = i % 2;
        double gamma = 0.25 * (GAMMA_AT + 1.0 + (double)o), variance = 0.25 * (VARIANCE_AT + 1.0 + (double)o);
        check_close(kernel[i], 0.25 * (double)(i + 1) * gamma / sqrt(variance + 1e-3), 1e-6);
    }
    for (size_t o = 0; o < 2; o++) {
        double conv_bias = 0.25 * (55.0 + (double)o), gamma = 0.25 * (GAMMA_AT + 1.0 + (double)o);
        double beta = 0.25 * (BETA_AT + 1.0 + (double)o), mean = 0.25 * (MEAN_AT + 1.0 + (double)o);
        double variance = 0.25 * (VARIANCE_AT + 1.0 + (double)o);
        check_close(bias[o], (conv_bias - mean) / sqrt(variance + 1e-3) * gamma + beta, 1e-6);
    }
    /* A dense layer stays as it is. */
    assert_int_equal(weights_folded(weights, 1, kernel, bias, &err), OK);
    for (size_t i = 0; i < 9; i++) {
        check_close(i < 6 ? kernel[i] : bias[i - 6], 0.25 * (double)(DENSE_AT + 1 + i), 0.0);
    }
    weights_close(weights);
    net_release(&net);
}

/* The last tensor ends where the file does, so a file that is cut anywhere has to be refused. */
static void test_truncated(void **state)
{
    (void)state;
    char bytes[ROOM];
    size_t n = make_file(GOOD, bytes);
    for (size_t i = 0; i < n; i++) {
        struct error err = {0};
        struct weights *weights;
        struct net net;
        assert_int_equal(open_bytes(bytes, i, &weights, &net, &err), BAD_MODEL);
        assert_null(weights);
        assert_true(err.text[0] != '\0');
        net_release(&net);
    }
}

/* No byte of length and header that is wrong may do harm; whether it is refused depends on what it says then.
 */
static void test_wrong_bytes(void **state)
{
    (void)state;
    char bytes[ROOM];
    size_t n = make_file(GOOD, bytes);
    static const unsigned char wrong[] = {0x00, 0xff, '"', '9', '[', '-'};
    for (size_t i = 0; i < (8 + strlen(GOOD)) * sizeof wrong; i++) {
        struct error err = {0};
        struct weights *weights = NULL;
        struct net net;
        char kept = bytes[i / sizeof wrong];
        float kernel[54], bias[3];
        bytes[i / sizeof wrong] = (char)wrong[i % sizeof wrong];
        enum status status = open_bytes(bytes, n, &weights, &net, &err);
        for (size_t layer = 0; status == OK && layer < 2; layer++) {
            weights_folded(weights, layer, kernel, bias, &err);
        }
        weights_close(weights);
        net_release(&net);
        bytes[i / sizeof wrong] = kept;
    }
}

#define REPLACED_BIAS(text) "{" CONV_KERNEL "," CONV_REST "," DENSE_KERNEL ",\"001/bias\":" text "}"
#define WRONG(n, list)      "small are missing or wrong; " list, n

static const struct header_row {
    const char *label, *header, *list;
    int n;
} header_rows[] = {
    {"missing layer", "{" CONV_KERNEL "," CONV_REST "}", WRONG(2, "001/kernel: missing; 001/bias: missing")},
    {"missing tensor", "{" CONV_REST "," DENSE_KERNEL "," DENSE_BIAS "}", WRONG(1, "000/kernel: missing")},
    {"wrong shape", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[276,292]}"),
     WRONG(1, "001/bias: found shape [4]")},
    {"wrong dimensions", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[1,3],\"data_offsets\":[280,292]}"),
     WRONG(1, "001/bias: found shape [1,3]")},
    {"shape of fractions", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[3.0],\"data_offsets\":[280,292]}"),
     WRONG(1, "001/bias: found shape [3.0]")},
    {"no shape", REPLACED_BIAS("{\"dtype\":\"F32\",\"data_offsets\":[280,292]}"),
     WRONG(1, "001/bias: found shape none")},
    {"half precision", REPLACED_BIAS("{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[280,292]}"),
     WRONG(1, "001/bias: found type 'F16', expected F32")},
    {"no object", REPLACED_BIAS("[280,292]"), WRONG(1, "001/bias: found type '', expected F32")},
    {"beyond the file", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[284,296]}"),
     WRONG(1, "001/bias: found offsets that are not its size within the file")},
    {"before the file", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[-12,0]}"),
     WRONG(1, "001/bias: found offsets that are not its size within the file")},
    {"backwards", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[292,280]}"),
     WRONG(1, "001/bias: found offsets that are not its size within the file")},
    {"offsets that overflow",
     REPLACED_BIAS(
         "{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[-9223372036854775808,9223372036854775807]}"),
     WRONG(1, "001/bias: found offsets that are not its size within the file")},
    {"too few bytes", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[280,288]}"),
     WRONG(1, "001/bias: found offsets that are not its size within the file")},
    {"one offset", REPLACED_BIAS("{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[280]}"),
     WRONG(1, "001/bias: found offsets that are not its size within the file")},
    {"twice the same name", "{" CONV_KERNEL "," CONV_KERNEL "," CONV_REST "," DENSE_KERNEL "," DENSE_BIAS "}",
     "found a header that is no JSON object: duplicate object key", 0},
    {"no object at all", "[1,2,3]", "found a header that is no JSON object: an array", 0},
    {"no JSON", "hello", "found a header that is no JSON object: ", 0},
    {"empty header", "", "found a header that is no JSON object: ", 0},
};

static void test_header(void **state)
{
    const struct header_row *row = *state;
    char bytes[ROOM], counted[512];
    struct error err = {0};
    struct weights *weights;
    struct net net;
    assert_int_equal(open_bytes(bytes, make_file(row->header, bytes), &weights, &net, &err), BAD_MODEL);
    snprintf(counted, sizeof counted, "%d tensors of %s", row->n, row->list);
    if (strstr(err.text, row->n == 0 ? row->list : counted) == NULL) {
        fail_msg("found '%s', expected '%s' in it", err.text, row->n == 0 ? row->list : counted);
    }
    assert_string_equal(error_type(err.status), "Function.ModelLoad");
    net_release(&net);
}

static const struct length_row {
    const char *label;
    uint64_t length;
} length_rows[] = {
    {"header one byte longer than the file", sizeof GOOD - 1 + 4 * N_NUMBERS + 1},
    {"header of 2^64 - 1 bytes", UINT64_MAX},
    {"header of 2^63 bytes", (uint64_t)1 << 63},
};

static void test_length(void **state)
{
    const struct length_row *row = *state;
    char bytes[ROOM];
    struct error err = {0};
    struct weights *weights;
    struct net net;
    size_t n = make_file(GOOD, bytes);
    memcpy(bytes, &row->length, sizeof row->length);
    assert_int_equal(open_bytes(bytes, n, &weights, &net, &err), BAD_MODEL);
    assert_non_null(strstr(err.text, "found a header of "));
    net_release(&net);
}

static const struct number_row {
    const char *label;
    size_t at;
    float number;
} number_rows[] = {
    {"NaN in a kernel", 3, NAN},
    {"infinite bias", 54, INFINITY},
    {"negative variance", VARIANCE_AT, -0.5F},
    {"infinite mean", MEAN_AT, -INFINITY},
    {"product beyond float", GAMMA_AT, 3e38F},
};

static void test_number(void **state)
{
    const struct number_row *row = *state;
    char bytes[ROOM];
    struct error err = {0};
    struct weights *weights;
    struct net net;
    float kernel[54], bias[3];
    size_t n = make_file(GOOD, bytes);
    memcpy(bytes + n - sizeof(float) * ((size_t)N_NUMBERS - row->at), &row->number, sizeof row->number);
    assert_int_equal(open_bytes(bytes, n, &weights, &net, &err), OK);
    assert_int_equal(weights_folded(weights, 0, kernel, bias, &err), BAD_MODEL);
    assert_string_equal(err.text, "layer 000: found numbers that are not finite, in the file or from it");
    weights_close(weights);
    net_release(&net);
}

/* Logits of e^1000 to e^3000, far beyond what a float holds, and one that is infinite. */
static const struct logit_row {
    const char *label;
    float bias[3], kernel;
    enum status status;
    double probability; /* of the last class */
} logit_rows[] = {
    {"softmax of large logits", {1000.0F, 2000.0F, 2000.0F}, 0.0F, OK, 0.5},
    {"softmax of large negative logits", {-1000.0F, -1000.0F, -1000.0F}, 0.0F, OK, 1 / 3.0},
    {"a logit that is infinite", {0.0F, 0.0F, 0.0F}, 3e38F, BAD_RUN, 0.0},
};

static void test_logits(void **state)
{
    const struct logit_row *row = *state;
    const char *kinds[] = {"reference", NULL};
    char bytes[ROOM];
    float numbers[9] = {row->kernel, row->kernel, row->kernel, row->kernel, row->kernel, row->kernel};
    size_t n = make_file(GOOD, bytes);
    memcpy(numbers + 6, row->bias, sizeof row->bias);
    memcpy(bytes + n - sizeof numbers, numbers, sizeof numbers);
    for (size_t kind = 0; kind < 2; kind++) {
        struct error err = {0};
        struct weights *weights;
        struct engine *engine;
        struct net net;
        size_t classes;
        assert_int_equal(open_bytes(bytes, n, &weights, &net, &err), OK);
        assert_int_equal(engine_new(&engine, weights, &net, kinds[kind], 1, &err), OK);
        for (size_t i = 0; i < 48; i++) {
            engine_input(engine)[i] = 0.5F;
        }
        assert_int_equal(engine_run(engine, &err), row->status);
        if (row->status == OK) {
            check_close(engine_probabilities(engine, &classes)[2], row->probability, 1e-6);
        } else {
            assert_string_equal(err.text, "the network's answer is not a finite number");
        }
        engine_free(engine);
        weights_close(weights);
        net_release(&net);
    }
}

static void test_no_file(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nonexistent/weights", "/tmp", "/dev/null"};
    for (size_t i = 0; i < 3; i++) {
        struct error err = {0};
        struct weights *weights;
        struct net net;
        assert_int_equal(net_compile(&net, &small, &err), OK);
        assert_int_equal(weights_open(&weights, &net, paths[i], &err), BAD_MODEL);
        net_release(&net);
    }
}

enum { ROOM_FOR_TESTS = 64 };

int main(void)
{
    struct CMUnitTest tests[ROOM_FOR_TESTS] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_wrong_bytes),
        cmocka_unit_test(test_no_file),
    };
    size_t n = 4;
    for (size_t i = 0; i < sizeof header_rows / sizeof *header_rows; i++) {
        tests[n++] = CHECK_ROW(test_header, &header_rows[i]);
    }
    for (size_t i = 0; i < sizeof length_rows / sizeof *length_rows; i++) {
        tests[n++] = CHECK_ROW(test_length, &length_rows[i]);
    }
    for (size_t i = 0; i < sizeof number_rows / sizeof *number_rows; i++) {
        tests[n++] = CHECK_ROW(test_number, &number_rows[i]);
    }
    for (size_t i = 0; i < sizeof logit_rows / sizeof *logit_rows; i++) {
        tests[n++] = CHECK_ROW(test_logits, &logit_rows[i]);
    }
    return _cmocka_run_group_tests("weights", tests, n, NULL, NULL);
}
