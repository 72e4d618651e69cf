/*
 * The numbers of a network: drawn from a seed, or read from a .safetensors file. Batch normalisation is
 * folded into kernel and bias here, so that an engine never sees it.
 */
#ifndef HANDLER_WEIGHTS_H
#define HANDLER_WEIGHTS_H

#include "net.h"

/* The tensors of a layer, in a file "NNN/kernel" and so on, NNN its number in the definition, from 000. */
enum tensor { KERNEL, BIAS, GAMMA, BETA, MEAN, VARIANCE, N_TENSORS };

struct weights;

/*
 * Opens the weights of a net (borrowed, as `path` is not): of the file, or seeded when `path` is NULL. Every
 * layer is checked here: BAD_MODEL names those that are missing or have the wrong shape. weights_close() is
 * due when OK.
 */
enum status weights_open(struct weights **weights, const struct net *net, const char *path,
                         struct error *err);
void weights_close(struct weights *weights);

/* Numbers in that tensor of a layer; 0 when the layer has none. */
size_t tensor_size(const struct layer *layer, enum tensor tensor);
/* Its name in a file: "007/gamma". */
enum { TENSOR_NAME = 32 };
void tensor_name(size_t layer, enum tensor tensor, char name[TENSOR_NAME]);

/* Writes a tensor as it was drawn or stored. `values` has room for tensor_size() of them. */
void weights_tensor(const struct weights *weights, size_t layer, enum tensor tensor, float *values);

/*
 * Writes kernel and bias of a layer (room for layer_kernel() and layer_outputs() numbers) with its batch
 * normalisation folded in. BAD_MODEL when a result is not a finite number.
 */
enum status weights_folded(const struct weights *weights, size_t layer, float *kernel, float *bias,
                           struct error *err);

#endif
