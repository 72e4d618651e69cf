/* engine NETWORK WEIGHTS.safetensors INPUT ENGINE: a racer, the handler's engine of that name on one thread.
 */
#include <string.h>

#include "engine.h"
#include "race.h"

struct racer {
    const float *input;
    size_t n; /* numbers in it */
    struct engine *engine;
};

static const float *run(void *context, size_t *n, struct error *err)
{
    const struct racer *racer = context;
    memcpy(engine_input(racer->engine), racer->input, racer->n * sizeof *racer->input);
    return engine_run(racer->engine, err) == OK ? engine_probabilities(racer->engine, n) : NULL;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct net net = {0};
    struct weights *weights = NULL;
    struct racer racer = {0};
    float *input = NULL;
    int status = EXIT_FAILURE;
    const struct definition *definition = argc == 5 ? definition_find(argv[1]) : NULL;
    if (definition == NULL) {
        fputs("engine: expected NETWORK WEIGHTS INPUT ENGINE\n", stderr);
        return EXIT_FAILURE;
    }
    if (net_compile(&net, definition, &err) != OK || weights_open(&weights, &net, argv[2], &err) != OK ||
        engine_new(&racer.engine, weights, &net, argv[4], 1, &err) != OK) {
        goto out;
    }
    racer.n = shape_size(&net.maps[0].shape);
    racer.input = input = calloc(racer.n, sizeof *input);
    if (input == NULL) {
        error_no_memory(&err);
    } else if (race_read_input(argv[3], input, racer.n, &err) == OK) {
        status = race(run, &racer);
    }
out:
    if (err.status != OK) {
        fprintf(stderr, "engine: %s\n", err.text);
    }
    engine_free(racer.engine);
    weights_close(weights);
    net_release(&net);
    free(input);
    return status;
}
