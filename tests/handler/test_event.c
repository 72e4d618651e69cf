#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "event.h"

/* base64 of `{"top":2}`, and of the PPM "P6 1 1 255 abc": coreutils' base64. */
#define TOP_2     "eyJ0b3AiOjJ9"
#define ONE_PIXEL "UDYgMSAxIDI1NSBhYmM="

static const struct event_row {
    const char *label, *event;
    enum status status;
    size_t top;
    bool picture;
    const char *message;
} event_rows[] = {
    {"empty object", "{}", OK, 0, false, ""},
    {"a number", "3", OK, 0, false, ""},
    {"text", "\"hello\"", OK, 0, false, ""},
    {"null", "null", OK, 0, false, ""},
    {"an array", "[1, {\"body\":\"{}\"}]", OK, 0, false, ""},
    {"a number that no integer holds", "{\"id\":123456789012345678901234567890}", OK, 0, false, ""},
    {"a NUL in text", "{\"a\":\"x\\u0000y\"}", OK, 0, false, ""},
    {"API Gateway without a body", "{\"httpMethod\":\"GET\",\"path\":\"/\",\"body\":null}", OK, 0, false, ""},
    {"function URL with options",
     "{\"version\":\"2.0\",\"rawPath\":\"/\",\"body\":\"{\\\"top\\\":3}\",\"isBase64Encoded\":false}", OK, 3,
     false, ""},
    {"options in base64", "{\"body\":\"" TOP_2 "\",\"isBase64Encoded\":true}", OK, 2, false, ""},
    {"empty body", "{\"body\":\"\",\"isBase64Encoded\":true}", OK, 0, false, ""},
    {"no options", "{\"body\":\"{}\"}", OK, 0, false, ""},
    {"a picture", "{\"body\":\"{\\\"image\\\":\\\"" ONE_PIXEL "\\\",\\\"top\\\":1}\"}", OK, 1, true, ""},
    {"half an object", "{\"body\":", BAD_EVENT, 0, false, "event:1:8: unexpected token near end of file"},
    {"nothing", "", BAD_EVENT, 0, false, "event:1:0: unexpected token near end of file"},
    {"two values", "{} {}", BAD_EVENT, 0, false, "event:1:4: end of file expected near '{'"},
    {"no UTF-8", "\"\xff\"", BAD_EVENT, 0, false, NULL},
    {"a body of other text", "{\"body\":\"hello\"}", BAD_REQUEST, 0, false,
     "body:1:5: '[' or '{' expected near 'hello'"},
    {"a body of bytes", "{\"body\":\"////\",\"isBase64Encoded\":true}", BAD_REQUEST, 0, false, NULL},
    {"a body that is no base64", "{\"body\":\"{}\",\"isBase64Encoded\":true}", BAD_REQUEST, 0, false,
     "found '{}', expected base64"},
    {"an array of options", "{\"body\":\"[1]\"}", BAD_REQUEST, 0, false,
     "expected a JSON object of options in the body"},
    {"unknown option", "{\"body\":\"{\\\"Top\\\":3}\"}", BAD_REQUEST, 0, false,
     "found option 'Top', expected top or image"},
    {"option twice", "{\"body\":\"{\\\"top\\\":3,\\\"top\\\":4}\"}", BAD_REQUEST, 0, false, NULL},
    {"none at the top", "{\"body\":\"{\\\"top\\\":0}\"}", BAD_REQUEST, 0, false,
     "top: expected a whole number from 1 to 1000"},
    {"half a class", "{\"body\":\"{\\\"top\\\":1.5}\"}", BAD_REQUEST, 0, false,
     "top: expected a whole number from 1 to 1000"},
    {"too many classes", "{\"body\":\"{\\\"top\\\":1001}\"}", BAD_REQUEST, 0, false,
     "top: expected a whole number from 1 to 1000"},
    {"a picture by its address", "{\"body\":\"{\\\"image\\\":\\\"http://x/y.jpg\\\"}\"}", BAD_REQUEST, 0,
     false, "found 'http://x/y.jpg', expected base64"},
    {"a picture that is none", "{\"body\":\"{\\\"image\\\":\\\"" TOP_2 "\\\"}\"}", BAD_REQUEST, 0, false,
     NULL},
    {"a picture that is a number", "{\"body\":\"{\\\"image\\\":7}\"}", BAD_REQUEST, 0, false,
     "image: expected a picture in base64"},
    {"a good picture before a bad option",
     "{\"body\":\"{\\\"image\\\":\\\"" ONE_PIXEL "\\\",\\\"top\\\":0}\"}", BAD_REQUEST, 0, false,
     "top: expected a whole number from 1 to 1000"},
};

static void test_event(void **state)
{
    const struct event_row *row = *state;
    struct error err = {0};
    struct request request;
    assert_int_equal(request_parse(&request, row->event, strlen(row->event), &err), row->status);
    assert_int_equal(request.top, row->top);
    assert_int_equal(request.picture.rgb != NULL, row->picture);
    if (row->message != NULL) {
        assert_string_equal(err.text, row->message);
    }
    if (row->picture) {
        assert_memory_equal(request.picture.rgb, "abc", 3);
    }
    request_release(&request);
}

static const struct answer_row {
    const char *label;
    size_t top;
    double inference_s;
    const char *answer;
} answer_rows[] = {
    /* The form is that of the study's handler: text with six decimals. */
    {"seconds alone", 0, 0.0911161, "{\"statusCode\":200,\"body\":\"0.091116\"}"},
    {"a long time", 0, 123.4, "{\"statusCode\":200,\"body\":\"123.400000\"}"},
    {"the likeliest, the lower class first among equals", 3, 0.25,
     "{\"statusCode\":200,\"body\":\"{\\\"inference_s\\\":0.25,\\\"top\\\":[{\\\"class\\\":3,\\\"p\\\":0.5},"
     "{\\\"class\\\":1,\\\"p\\\":0.1875},{\\\"class\\\":2,\\\"p\\\":0.1875}]}\"}"},
    {"more than there are", 9, 0.25,
     "{\"statusCode\":200,\"body\":\"{\\\"inference_s\\\":0.25,\\\"top\\\":[{\\\"class\\\":3,\\\"p\\\":0.5},"
     "{\\\"class\\\":1,\\\"p\\\":0.1875},{\\\"class\\\":2,\\\"p\\\":0.1875},{\\\"class\\\":0,\\\"p\\\":0.125}"
     "]}\"}"},
};

static void test_answer(void **state)
{
    const struct answer_row *row = *state;
    const float probabilities[] = {0.125F, 0.1875F, 0.1875F, 0.5F};
    const struct request request = {.top = row->top};
    const struct telling nothing = {.cold = true};
    char *answer = event_answer_result(&request, row->inference_s, probabilities, 4, &nothing);
    assert_string_equal(answer, row->answer);
    free(answer);
}

static void test_telling(void **state)
{
    (void)state;
    const struct request request = {0};
    struct telling telling = {"2026/11/27/[$LATEST]5f", "512", 0.25, true};
    struct error err = {0};
    char *answer = event_answer_result(&request, 0.5, NULL, 0, &telling);
    assert_string_equal(answer, "{\"statusCode\":200,\"headers\":{\"X-Faastat-Cold\":\"true\","
                                "\"X-Faastat-Environment\":\"2026/11/27/[$LATEST]5f\","
                                "\"X-Faastat-Init-S\":\"0.250000\",\"X-Faastat-Memory-Mb\":\"512\","
                                "\"X-Faastat-Inference-S\":\"0.500000\"},\"body\":\"0.500000\"}");
    free(answer);
    telling = (struct telling){"5f", NULL, 0.25, false};
    error_set(&err, BAD_REQUEST, "no");
    answer = event_answer_refusal(&err, &telling);
    assert_string_equal(answer, "{\"statusCode\":400,\"headers\":{\"X-Faastat-Cold\":\"false\","
                                "\"X-Faastat-Environment\":\"5f\"},\"body\":\"no\"}");
    free(answer);
}

static void test_refusal(void **state)
{
    (void)state;
    struct error err = {0};
    error_set(&err, BAD_REQUEST, "found '%s'", "\"\xff\n");
    char *answer = event_answer_refusal(&err, &(struct telling){0});
    assert_string_equal(answer, "{\"statusCode\":400,\"body\":\"found '\\\"?\?'\"}");
    free(answer);
}

/* Lambda reports any other form as Unknown. */
static void test_types(void **state)
{
    (void)state;
    for (enum status i = BAD_CONFIG; i <= NO_SERVICE; i++) {
        const char *dot = strchr(error_type(i), '.');
        assert_non_null(dot);
        size_t n = (size_t)(dot - error_type(i));
        assert_true(strncmp(error_type(i), "Runtime", n) == 0 || strncmp(error_type(i), "Function", n) == 0);
        assert_true(dot[1] >= 'A' && dot[1] <= 'Z');
        assert_int_equal(strspn(dot + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
                         strlen(dot + 1));
    }
}

/* Sanitizers have an allocator of their own. */
#ifndef __has_feature
#define __has_feature(name) 0
#endif
static size_t left; /* allocations up to the one that fails; 0: none does */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { CAN_FAIL = false };
#else
enum { CAN_FAIL = true };
void *__libc_malloc(size_t size);

void *malloc(size_t size)
{
    return left > 0 && --left == 0 ? NULL : __libc_malloc(size);
}
#endif

/* Whichever allocation fails is said to be memory, not another mistake. */
static void test_memory_of_request(void **state)
{
    (void)state;
    static const char event[] =
        "{\"headers\":{\"a\":\"a text of more bytes than fit at first\",\"b\":[1,2.5,true,{}]},"
        "\"isBase64Encoded\":false,"
        "\"body\":\"{\\\"image\\\":\\\"" ONE_PIXEL "\\\",\\\"top\\\":3}\"}";
    size_t k = 1;
    for (bool over = !CAN_FAIL; !over; k++) {
        struct request request;
        struct error err = {0};
        left = k;
        enum status status = request_parse(&request, event, sizeof event - 1, &err);
        over = left > 0;
        left = 0;
        assert_int_equal(status, over ? OK : NO_MEMORY);
        assert_string_equal(err.text, over ? "" : "not enough memory");
        request_release(&request);
    }
    assert_true(!CAN_FAIL || k > 20);
}

/* There is all of the answer or none, never a part of its classes. */
static void test_memory_of_answer(void **state)
{
    (void)state;
    const float probabilities[] = {0.125F, 0.1875F, 0.1875F, 0.5F};
    const struct request request = {.top = 3};
    const struct telling telling = {"2026/11/27/[$LATEST]5f", "512", 0.25, true};
    char *usual = event_answer_result(&request, 0.25, probabilities, 4, &telling);
    size_t k = 1;
    for (bool over = !CAN_FAIL; !over; k++) {
        left = k;
        char *answer = event_answer_result(&request, 0.25, probabilities, 4, &telling);
        over = left > 0;
        left = 0;
        assert_true(over ? answer != NULL : answer == NULL || strcmp(answer, usual) == 0);
        free(answer);
    }
    assert_true(!CAN_FAIL || k > 20);
    free(usual);
}

enum { ROOM = 64 };

int main(void)
{
    struct CMUnitTest tests[ROOM] = {cmocka_unit_test(test_refusal), cmocka_unit_test(test_types),
                                     cmocka_unit_test(test_telling), cmocka_unit_test(test_memory_of_request),
                                     cmocka_unit_test(test_memory_of_answer)};
    size_t n = 5;
    for (size_t i = 0; i < sizeof event_rows / sizeof *event_rows; i++) {
        tests[n++] = CHECK_ROW(test_event, &event_rows[i]);
    }
    for (size_t i = 0; i < sizeof answer_rows / sizeof *answer_rows; i++) {
        tests[n++] = CHECK_ROW(test_answer, &answer_rows[i]);
    }
    return _cmocka_run_group_tests("event", tests, n, NULL, NULL);
}
