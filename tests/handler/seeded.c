/*
 * seeded NETWORK FILE.safetensors FILE.ppm: writes what the handler draws when it is given no weights and no
 * picture, so that other programs can compute with the same numbers, and so that tests have a file of a whole
 * network.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "weights.h"

static void write_header(FILE *out, const struct net *net)
{
    char *text = NULL;
    size_t n = 0, offset = 0;
    FILE *header = open_memstream(&text, &n);
    fputs("{\"__metadata__\":{\"network\":", header);
    fprintf(header, "\"%s\"}", net->definition->name);
    for (size_t i = 0; i < net->n_layers * N_TENSORS; i++) {
        const struct layer *layer = &net->layers[i / N_TENSORS];
        size_t size = tensor_size(layer, i % N_TENSORS);
        char name[TENSOR_NAME];
        if (size == 0) {
            continue;
        }
        tensor_name(i / N_TENSORS, i % N_TENSORS, name);
        fprintf(header, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[", name);
        if (i % N_TENSORS != KERNEL) {
            fprintf(header, "%zu", size);
        } else if (layer->kind == DENSE) {
            fprintf(header, "%zu,%zu", layer->in_channels, layer->out_channels);
        } else {
            fprintf(header, "%zu,%zu,%zu,%zu", layer->height, layer->width, layer->in_channels,
                    layer->out_channels);
        }
        fprintf(header, "],\"data_offsets\":[%zu,%zu]}", offset, offset + size * sizeof(float));
        offset += size * sizeof(float);
    }
    fputc('}', header);
    fclose(header);
    for (int i = 0; i < 8; i++) {
        fputc((int)((uint64_t)n >> (8 * i) & 0xff), out);
    }
    fwrite(text, 1, n, out);
    free(text);
}

static enum status write_weights(FILE *out, const struct net *net, struct error *err)
{
    struct weights *weights;
    enum status status = weights_open(&weights, net, NULL, err);
    if (status != OK) {
        return status;
    }
    write_header(out, net);
    for (size_t i = 0; i < net->n_layers * N_TENSORS; i++) {
        size_t n = tensor_size(&net->layers[i / N_TENSORS], i % N_TENSORS);
        float *values = malloc((n + 1) * sizeof *values);
        if (values == NULL) {
            status = error_no_memory(err);
            break;
        }
        if (n > 0) {
            weights_tensor(weights, i / N_TENSORS, i % N_TENSORS, values);
            fwrite(values, sizeof *values, n, out);
        }
        free(values);
    }
    weights_close(weights);
    return status;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct net net;
    struct picture picture;
    const struct definition *definition = argc == 4 ? definition_find(argv[1]) : NULL;
    FILE *weights = definition == NULL ? NULL : fopen(argv[2], "wb");
    FILE *image = weights == NULL ? NULL : fopen(argv[3], "wb");
    if (image == NULL || net_compile(&net, definition, &err) != OK ||
        write_weights(weights, &net, &err) != OK ||
        image_seeded_picture(&picture, definition->side, &err) != OK) {
        fprintf(stderr, "seeded: expected NETWORK FILE FILE; %s\n", err.text);
        return EXIT_FAILURE;
    }
    fprintf(image, "P6\n%zu %zu\n255\n", picture.width, picture.height);
    fwrite(picture.rgb, 3, picture.width * picture.height, image);
    picture_release(&picture);
    net_release(&net);
    return fclose(image) == 0 && fclose(weights) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
