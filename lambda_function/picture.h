/* Pixels of a picture. */
#ifndef HANDLER_PICTURE_H
#define HANDLER_PICTURE_H

#include <stddef.h>

#include "error.h"

/* Red, green, blue, row by row from the top. Zeroed: none. */
struct picture {
    size_t width, height;
    unsigned char *rgb;
};

/* Room for width x height pixels, both at least 1; BAD_IMAGE when that is more than a picture may have. */
enum status picture_allocate(struct picture *picture, const char *what, size_t width, size_t height,
                             struct error *err);
void picture_release(struct picture *picture);

#endif
