/* JPEG to a picture, where libjpeg is there. */
#ifndef HANDLER_IMAGE_JPEG_H
#define HANDLER_IMAGE_JPEG_H

#include "picture.h"

/* As image.h's picture_decode. */
enum status image_jpeg_decode(struct picture *picture, const char *what, const unsigned char *bytes, size_t n,
                              struct error *err);

#endif
