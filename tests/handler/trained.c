/*
 * trained NETWORK ENGINE WEIGHTS.safetensors INPUT ...: what the handler's engine of that name computes from
 * each INPUT (raw 32-bit floats) with trained weights that have another head: a line of features, those after
 * the last pool, and one of probabilities. See trained.js.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

/* Of npm's nsfwjs: two layers with ReLU, and its five classes. */
#define HEAD " f256r f128r f5"

/* A network up to its last pool, and what `head` adds. */
struct part {
    struct definition definition;
    char text[2048];
    struct net net;
    struct engine *engine;
};

static enum status part_init(struct part *part, const struct definition *definition, const char *head,
                             const char *weights_path, const char *engine, struct error *err)
{
    struct weights *weights;
    const char *imagenet = strstr(definition->text, " f1000");
    snprintf(part->text, sizeof part->text, "%.*s%s", (int)(imagenet - definition->text), definition->text,
             head);
    part->definition = *definition;
    part->definition.text = part->text;
    part->definition.parameters = 0;
    enum status status = net_compile(&part->net, &part->definition, err);
    if (status == OK) {
        status = weights_open(&weights, &part->net, weights_path, err);
    }
    if (status == OK) {
        status = engine_new(&part->engine, weights, &part->net, engine, 1, err);
        weights_close(weights);
    }
    return status;
}

static void part_release(struct part *part)
{
    engine_free(part->engine);
    net_release(&part->net);
}

static enum status print_run(struct part *part, const char *path, bool softmax, struct error *err)
{
    struct engine *engine = part->engine;
    size_t n = shape_size(&part->net.maps[0].shape);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(engine_input(engine), sizeof(float), n, file) != n) {
        error_set(err, BAD_IMAGE, "cannot read %zu floats from '%.100s'", n, path);
    } else if ((softmax ? engine_run(engine, err) : engine->kind->run(engine, err)) == OK) {
        const float *values = engine_probabilities(engine, &n);
        for (size_t i = 0; i < n; i++) {
            printf("%.9g%c", (double)values[i], i + 1 < n ? ' ' : '\n');
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return err->status;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct part features = {0}, whole = {0};
    const struct definition *definition = argc > 3 ? definition_find(argv[1]) : NULL;
    if (definition == NULL) {
        fputs("trained: expected NETWORK ENGINE WEIGHTS INPUT ...\n", stderr);
        return EXIT_FAILURE;
    }
    enum status status = part_init(&features, definition, "", argv[3], argv[2], &err);
    if (status == OK) {
        status = part_init(&whole, definition, HEAD, argv[3], argv[2], &err);
    }
    for (int i = 4; i < argc && status == OK; i++) {
        status = print_run(&features, argv[i], false, &err);
        if (status == OK) {
            status = print_run(&whole, argv[i], true, &err);
        }
    }
    if (status != OK) {
        fprintf(stderr, "trained: %s\n", err.text);
    }
    part_release(&features);
    part_release(&whole);
    return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
