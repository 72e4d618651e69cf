#include "handler.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "event.h"
#include "json_memory.h"
#include "runtime.h"
#include "weights.h"

enum { MOST_THREADS = 64 };

double handler_clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A template that leaves a variable empty means that it is not set. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

enum status settings_read(struct settings *settings, struct error *err)
{
    const char *model = variable("MODEL"), *threads = variable("THREADS"), *load = variable("LOAD");
    *settings = (struct settings){.weights_path = variable("WEIGHTS"),
                                  .image_path = variable("IMAGE"),
                                  .engine = variable("ENGINE"),
                                  .threads = 1};
    settings->definition = model == NULL ? definition_at(0) : definition_find(model);
    if (settings->definition == NULL) {
        return error_set(err, BAD_CONFIG,
                         "MODEL: found '%.40s', expected mobilenetv2, resnet50 or inceptionv3", model);
    }
    if (threads != NULL) {
        char *end;
        settings->threads = strtoul(threads, &end, 10);
        if (strspn(threads, "0123456789") != strlen(threads) || settings->threads < 1 ||
            settings->threads > MOST_THREADS) {
            return error_set(err, BAD_CONFIG, "THREADS: found '%.40s', expected 1 to %d", threads,
                             MOST_THREADS);
        }
    }
    if (load != NULL && strcmp(load, "init") != 0 && strcmp(load, "invoke") != 0) {
        return error_set(err, BAD_CONFIG, "LOAD: found '%.40s', expected init or invoke", load);
    }
    settings->load_each = load != NULL && strcmp(load, "invoke") == 0;
    return OK;
}

static enum status load(struct handler *handler, struct error *err)
{
    const struct settings *settings = &handler->settings;
    struct weights *weights = NULL;
    double start_s = handler_clock_s();
    enum status status = weights_open(&weights, &handler->net, settings->weights_path, err);
    if (status == OK) {
        status =
            engine_new(&handler->engine, weights, &handler->net, settings->engine, settings->threads, err);
    }
    weights_close(weights);
    if (status == OK) {
        status = settings->image_path != NULL
                     ? image_read_picture(&handler->picture, settings->image_path, err)
                     : image_seeded_picture(&handler->picture, settings->definition->side, err);
    }
    handler->load_s = handler_clock_s() - start_s;
    return status;
}

static void unload(struct handler *handler)
{
    engine_free(handler->engine);
    handler->engine = NULL;
    picture_release(&handler->picture);
}

enum status handler_init(struct handler *handler, const struct settings *settings, struct error *err)
{
    *handler = (struct handler){.settings = *settings};
    enum status status = net_compile(&handler->net, settings->definition, err);
    return status == OK && !settings->load_each ? load(handler, err) : status;
}

void handler_begin(struct handler *handler, double began_s)
{
    handler->init_s = handler_clock_s() - began_s;
    handler->environment = variable("AWS_LAMBDA_LOG_STREAM_NAME");
}

static struct telling telling_of(const struct handler *handler)
{
    return (struct telling){.environment = handler->environment,
                            .memory_mb = variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
                            .init_s = handler->init_s,
                            .cold = !handler->served};
}

void handler_release(struct handler *handler)
{
    unload(handler);
    net_release(&handler->net);
}

/* Takes over `line`. One write, so that lines of a busy log do not mix. */
static void write_log(json_t *line, const char *request_id)
{
    if (request_id != NULL) {
        json_object_set_new(line, "request_id", json_string(request_id));
    }
    char *text = line == NULL ? NULL : json_write(line, JSON_COMPACT | JSON_REAL_PRECISION(6));
    fprintf(stderr, "%s\n", text == NULL ? "{\"message\":\"not enough memory for the log\"}" : text);
    free(text);
    json_decref(line);
}

void handler_log_failure(const struct error *err, const char *request_id)
{
    write_log(json_pack("{s:s,s:s}", "error", error_type(err->status), "message", err->text), request_id);
}

static void log_served(const struct handler *handler, double inference_s, const char *request_id)
{
    const char *path = handler->settings.weights_path, *slash = path == NULL ? NULL : strrchr(path, '/');
    const char *weights = path == NULL ? "seeded" : slash == NULL ? path : slash + 1;
    json_t *line = json_pack("{s:s,s:s,s:s,s:b,s:f,s:f}", "model", handler->settings.definition->name,
                             "weights", weights, "engine", handler->engine->kind->name, "cold",
                             !handler->served, "load_s", handler->load_s, "inference_s", inference_s);
    if (handler->engine->refused.status != OK) {
        json_object_set_new(line, "engine_refused", json_string(handler->engine->refused.text));
    }
    write_log(line, request_id);
}

static enum status serve(struct handler *handler, const struct request *request, const char *request_id,
                         char **answer, struct error *err)
{
    const struct definition *definition = handler->settings.definition;
    const struct picture *picture = request->picture.rgb != NULL ? &request->picture : &handler->picture;
    size_t n;
    image_picture_input(picture, definition, engine_input(handler->engine));
    double start_s = handler_clock_s();
    enum status status = engine_run(handler->engine, err);
    double inference_s = handler_clock_s() - start_s;
    if (status != OK) {
        return status;
    }
    const float *probabilities = engine_probabilities(handler->engine, &n);
    struct telling telling = telling_of(handler);
    *answer = event_answer_result(request, inference_s, probabilities, n, &telling);
    if (*answer == NULL) {
        return error_no_memory(err);
    }
    log_served(handler, inference_s, request_id);
    return OK;
}

enum status handler_serve(struct handler *handler, const char *event, size_t n, const char *request_id,
                          char **answer, struct error *err)
{
    struct request request = {0};
    *answer = NULL;
    enum status status = event == NULL ? error_set(err, EVENT_TOO_LARGE,
                                                   "found an event of more than %d bytes", MOST_PAYLOAD_BYTES)
                                       : request_parse(&request, event, n, err);
    if (status == OK && handler->settings.load_each) {
        status = load(handler, err);
    }
    if (status == OK) {
        status = serve(handler, &request, request_id, answer, err);
    }
    if (handler->settings.load_each) {
        unload(handler);
    }
    request_release(&request);
    struct telling telling = telling_of(handler);
    handler->served = true;
    handler->load_s = 0.0;
    if (status != OK) {
        handler_log_failure(err, request_id);
        *answer = status == BAD_REQUEST ? event_answer_refusal(err, &telling) : NULL;
    }
    return status;
}
