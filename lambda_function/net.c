#include "net.h"

#include <stdlib.h>

void net_release(struct net *net)
{
    free(net->maps);
    free(net->ops);
    free(net->layers);
    *net = (struct net){0};
}

size_t shape_size(const struct shape *shape)
{
    return shape->height * shape->width * shape->channels;
}

size_t layer_kernel(const struct layer *layer)
{
    return layer->height * layer->width * layer->in_channels * layer->out_channels;
}

size_t layer_outputs(const struct layer *layer)
{
    return layer->kind == DEPTHWISE ? layer->in_channels : layer->out_channels;
}

size_t net_parameters(const struct net *net)
{
    size_t parameters = 0;
    for (size_t i = 0; i < net->n_layers; i++) {
        const struct layer *layer = &net->layers[i];
        size_t per_output = (size_t)layer->bias + (layer->norm ? 3U + layer->gamma : 0U);
        parameters += layer_kernel(layer) + per_output * layer_outputs(layer);
    }
    return parameters;
}

uint64_t net_multiplications(const struct net *net)
{
    uint64_t multiplications = 0;
    for (const struct op *op = net->ops; op < net->ops + net->n_ops; op++) {
        if (op_has_weights(op)) {
            multiplications +=
                (uint64_t)layer_kernel(&net->layers[op->layer]) * op->result.height * op->result.width;
        }
    }
    return multiplications;
}
