#include "event.h"

#include <jansson.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_memory.h"

enum { MOST_TOP = 1000 };

/* Caller frees *bytes; it has a NUL behind it. */
static enum status decode_base64(const char *text, unsigned char **bytes, size_t *n, struct error *err)
{
    size_t room = strlen(text) / 4 * 3 + 4;
    *bytes = malloc(room);
    if (*bytes == NULL) {
        return error_no_memory(err);
    }
    int length = b64_pton(text, *bytes, room - 1);
    if (length < 0) {
        free(*bytes);
        *bytes = NULL;
        return error_set(err, BAD_REQUEST, "found '%.20s', expected base64", text);
    }
    (*bytes)[length] = '\0';
    *n = (size_t)length;
    return OK;
}

static enum status read_image(struct request *request, const json_t *value, struct error *err)
{
    unsigned char *bytes;
    size_t n;
    if (!json_is_string(value)) {
        return error_set(err, BAD_REQUEST, "image: expected a picture in base64");
    }
    enum status status = decode_base64(json_string_value(value), &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    struct error why = {0};
    status = image_decode_picture(&request->picture, "image", bytes, n, &why);
    free(bytes);
    /* The client's picture is the client's fault, unlike the environment's. */
    return status == BAD_IMAGE ? error_set(err, BAD_REQUEST, "%s", why.text)
           : status != OK      ? error_set(err, status, "%s", why.text)
                               : OK;
}

static enum status read_options(struct request *request, json_t *options, struct error *err)
{
    const char *name;
    json_t *value;
    enum status status = OK;
    if (!json_is_object(options)) {
        return error_set(err, BAD_REQUEST, "expected a JSON object of options in the body");
    }
    json_object_foreach(options, name, value)
    {
        if (strcmp(name, "top") == 0) {
            json_int_t top = json_is_integer(value) ? json_integer_value(value) : 0;
            request->top = (size_t)top;
            status = top >= 1 && top <= MOST_TOP
                         ? OK
                         : error_set(err, BAD_REQUEST, "top: expected a whole number from 1 to %d", MOST_TOP);
        } else if (strcmp(name, "image") == 0) {
            status = read_image(request, value, err);
        } else {
            status = error_set(err, BAD_REQUEST, "found option '%.40s', expected top or image", name);
        }
        if (status != OK) {
            break;
        }
    }
    return status;
}

static enum status read_body(struct request *request, const json_t *event, struct error *err)
{
    const char *text = json_string_value(json_object_get(event, "body"));
    unsigned char *decoded = NULL;
    size_t n = text == NULL ? 0 : strlen(text);
    json_t *options = NULL;
    json_error_t json;
    enum status status = OK;
    if (n > 0 && json_is_true(json_object_get(event, "isBase64Encoded"))) {
        status = decode_base64(text, &decoded, &n, err);
        text = (const char *)decoded;
    }
    if (status != OK || n == 0) {
        goto out;
    }
    status = json_read(text, n, JSON_REJECT_DUPLICATES, &options, &json, err);
    if (status == OK && options == NULL) {
        status = error_set(err, BAD_REQUEST, "body:%d:%d: %.100s", json.line, json.column, json.text);
    }
    if (status == OK) {
        status = read_options(request, options, err);
    }
out:
    json_decref(options);
    free(decoded);
    return status;
}

enum status request_parse(struct request *request, const char *event, size_t n, struct error *err)
{
    json_error_t json;
    /* What the event holds elsewhere is not ours to refuse: whole numbers of any length, NUL in strings. */
    json_t *parsed;
    *request = (struct request){0};
    enum status status =
        json_read(event, n, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, &parsed, &json, err);
    if (status != OK) {
        return status;
    }
    if (parsed == NULL) {
        return error_set(err, BAD_EVENT, "event:%d:%d: %.100s", json.line, json.column, json.text);
    }
    status = read_body(request, parsed, err);
    json_decref(parsed);
    if (status != OK) {
        request_release(request);
    }
    return status;
}

void request_release(struct request *request)
{
    picture_release(&request->picture);
    *request = (struct request){0};
}

/* Array of {"class","p"}, the likeliest first, the lower class first among equals; NULL when memory is out.
 */
static json_t *top_classes(size_t top, const float *probabilities, size_t n)
{
    json_t *list = json_array();
    float bound = 2.0F; /* of the class before, above every probability at first */
    size_t previous = 0;
    for (size_t found = 0; found < top && found < n; found++) {
        size_t best = n;
        for (size_t i = 0; i < n; i++) {
            bool after = probabilities[i] < bound || (probabilities[i] == bound && i > previous);
            if (after && (best == n || probabilities[i] > probabilities[best])) {
                best = i;
            }
        }
        bound = probabilities[best];
        previous = best;
        json_t *class = json_pack("{s:I,s:f}", "class", (json_int_t)best, "p", (double)bound);
        if (json_array_append_new(list, class) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* An object with texts; NULL when memory is out. An initialisation is told to whom it kept waiting. */
static json_t *headers_of(const struct telling *telling, const char *inference_s)
{
    char init_s[32] = "";
    json_t *headers = json_pack("{s:s,s:s}", "X-Faastat-Cold", telling->cold ? "true" : "false",
                                "X-Faastat-Environment", telling->environment);
    snprintf(init_s, sizeof init_s, "%.6f", telling->init_s);
    const char *more[][2] = {{"X-Faastat-Init-S", telling->cold ? init_s : NULL},
                             {"X-Faastat-Memory-Mb", telling->memory_mb},
                             {"X-Faastat-Inference-S", inference_s}};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        if (more[i][1] != NULL && json_object_set_new(headers, more[i][0], json_string(more[i][1])) != 0) {
            json_decref(headers);
            return NULL;
        }
    }
    return headers;
}

static char *answer(int code, const char *body, const char *inference_s, const struct telling *telling)
{
    json_t *json = telling->environment == NULL ? json_pack("{s:i,s:s}", "statusCode", code, "body", body)
                                                : json_pack("{s:i,s:o,s:s}", "statusCode", code, "headers",
                                                            headers_of(telling, inference_s), "body", body);
    char *text = json == NULL ? NULL : json_write(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

char *event_answer_result(const struct request *request, double inference_s, const float *probabilities,
                          size_t n, const struct telling *telling)
{
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.6f", inference_s);
    if (request->top == 0) {
        return answer(200, seconds, seconds, telling);
    }
    json_t *body = json_pack("{s:f,s:o}", "inference_s", strtod(seconds, NULL), "top",
                             top_classes(request->top, probabilities, n));
    char *text = body == NULL ? NULL : json_write(body, JSON_COMPACT | JSON_REAL_PRECISION(9));
    char *whole = text == NULL ? NULL : answer(200, text, seconds, telling);
    json_decref(body);
    free(text);
    return whole;
}

char *event_answer_refusal(const struct error *err, const struct telling *telling)
{
    return answer(400, err->text, NULL, telling);
}
