#include "picture.h"

#include <stdlib.h>

enum { MOST_PIXELS = 1 << 25 };

enum status picture_allocate(struct picture *picture, const char *what, size_t width, size_t height,
                             struct error *err)
{
    *picture = (struct picture){0};
    if (width == 0 || height == 0 || width > MOST_PIXELS / height) {
        return error_set(err, BAD_IMAGE, "%.100s: found %zu x %zu pixels, expected 1 to %d in all", what,
                         width, height, MOST_PIXELS);
    }
    picture->rgb = malloc(3 * width * height);
    if (picture->rgb == NULL) {
        return error_no_memory(err);
    }
    picture->width = width;
    picture->height = height;
    return OK;
}

void picture_release(struct picture *picture)
{
    free(picture->rgb);
    *picture = (struct picture){0};
}
