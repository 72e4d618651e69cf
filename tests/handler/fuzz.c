/*
 * What strangers may send, with libFuzzer: TARGET in the environment is http (answers of a Runtime API),
 * event, image, safetensors or net (the text of a network). No input may crash, leak or hang, and what is
 * taken has to be whole; what is refused, to say why.
 */
#include <assert.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine.h"
#include "event.h"
#include "image.h"
#include "safetensors.h"

#include "http.c" /* for its connection, which is to be a pair of sockets */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void fuzz_http(const uint8_t *bytes, size_t n)
{
    enum { MOST_BODY = 1000 };
    struct error err = {0};
    struct http *http;
    struct http_answer answer;
    int pair[2];
    if (http_new(&http, "localhost:1", MOST_BODY, &err) != OK ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || write(pair[1], bytes, n) != (ssize_t)n ||
        shutdown(pair[1], SHUT_WR) != 0) {
        abort();
    }
    http->connection.socket = pair[0];
    enum status status = OK;
    while (status == OK && http->connection.socket >= 0) {
        status = exchange(http, "GET / HTTP/1.1\r\n\r\n", "", &answer, &err);
        assert(status == OK ? answer.n <= MOST_BODY && answer.body[answer.n] == '\0' && answer.code >= 200
                            : err.text[0] != '\0');
    }
    http_free(http);
    close(pair[1]);
}

static void check_picture(struct picture *picture)
{
    static float input[224 * 224 * 3];
    image_picture_input(picture, definition_at(0), input);
    assert(input[0] >= -1.0F && input[224 * 224 * 3 - 1] <= 1.0F);
}

static void fuzz_event(const uint8_t *bytes, size_t n)
{
    struct error err = {0};
    struct request request = {0};
    const struct telling telling = {0};
    if (request_parse(&request, (const char *)bytes, n, &err) == OK) {
        assert(request.top <= 1000);
        if (request.picture.rgb != NULL) {
            check_picture(&request.picture);
        }
        request_release(&request);
    } else {
        char *answer = event_answer_refusal(&err, &telling);
        assert(err.text[0] != '\0' && answer != NULL);
        free(answer);
    }
}

static void fuzz_image(const uint8_t *bytes, size_t n)
{
    struct error err = {0};
    struct picture picture;
    if (image_decode_picture(&picture, "input", bytes, n, &err) == OK) {
        check_picture(&picture);
        picture_release(&picture);
    } else {
        assert(err.text[0] != '\0');
    }
}

static void fuzz_safetensors(const uint8_t *bytes, size_t n)
{
    static const size_t shape[] = {2, 3};
    struct error err = {0};
    struct safetensors file;
    char path[64], problem[96] = "";
    int descriptor = memfd_create("fuzz", 0);
    if (descriptor < 0 || write(descriptor, bytes, n) != (ssize_t)n) {
        abort();
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    if (safetensors_open(&file, path, &err) == OK) {
        const char *found = safetensors_find(&file, "a", shape, 2, problem);
        assert(found == NULL
                   ? problem[0] != '\0'
                   : found >= file.data && file.data + file.n_data - found >= (ptrdiff_t)(6 * sizeof(float)));
        safetensors_close(&file);
    } else {
        assert(err.text[0] != '\0');
    }
    close(descriptor);
}

static void check_net(const struct net *net)
{
    size_t *offsets = calloc(net->n_maps, sizeof *offsets);
    assert(offsets != NULL && net->n_ops > 0 && engine_plan_arena(net, offsets) > 0);
    for (size_t i = 0; i < net->n_ops; i++) {
        const struct op *op = &net->ops[i];
        const struct shape *whole = &net->maps[op->out].shape;
        assert(op->in < net->n_maps && op->in2 < net->n_maps && op->out < net->n_maps);
        assert(op->result.height == whole->height && op->result.width == whole->width);
        assert(op->out_channel + op->result.channels <= whole->channels);
        assert(!op_has_weights(op) || op->layer < net->n_layers);
    }
    assert(net_parameters(net) < SIZE_MAX / 2 && net_multiplications(net) < SIZE_MAX / 2);
    free(offsets);
}

static void fuzz_net(const uint8_t *bytes, size_t n)
{
    struct error err = {0};
    struct net net;
    char *text = strndup((const char *)bytes, n);
    const struct definition definition = {.name = "fuzz", .text = text, .side = 32, .activation = RELU};
    assert(text != NULL);
    if (net_compile(&net, &definition, &err) == OK) {
        check_net(&net);
        net_release(&net);
    } else {
        assert(err.text[0] != '\0');
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const struct {
        const char *name;
        void (*fuzz)(const uint8_t *bytes, size_t n);
    } targets[] = {{"http", fuzz_http},
                   {"event", fuzz_event},
                   {"image", fuzz_image},
                   {"safetensors", fuzz_safetensors},
                   {"net", fuzz_net}};
    const char *name = getenv("TARGET");
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        if (name != NULL && strcmp(name, targets[i].name) == 0) {
            targets[i].fuzz(bytes, n);
            return 0;
        }
    }
    abort();
}
