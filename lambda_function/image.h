/* Pictures: binary PPM, JPEG, or drawn from a seed; and their way into a network's input. */
#ifndef HANDLER_IMAGE_H
#define HANDLER_IMAGE_H

#include "net.h"
#include "picture.h"

/* Each makes a picture, which the caller releases; BAD_IMAGE names `what` when that fails. */
enum status image_decode_picture(struct picture *picture, const char *what, const unsigned char *bytes,
                                 size_t n, struct error *err);
enum status image_read_picture(struct picture *picture, const char *path, struct error *err);
/* Noise: a picture of side x side pixels that depends on nothing but its side. */
enum status image_seeded_picture(struct picture *picture, size_t side, struct error *err);

/*
 * Writes the picture as the network expects it: resized to its square by bilinear interpolation between pixel
 * centres (TensorFlow 2's `resize`, without antialiasing), and scaled.
 */
void image_picture_input(const struct picture *picture, const struct definition *definition, float *input);

#endif
