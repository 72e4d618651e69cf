#include "image.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_jpeg.h"
#include "random.h"

enum { MOST_FILE_BYTES = 1 << 26, PICTURE_SEED = 2 };

static size_t skip_blanks(const unsigned char *bytes, size_t n, size_t at)
{
    bool comment = false;
    for (; at < n; at++) {
        comment = bytes[at] == '#' || (comment && bytes[at] != '\n');
        if (!comment && (bytes[at] == '\0' || strchr(" \t\r\n", bytes[at]) == NULL)) {
            break;
        }
    }
    return at;
}

/* The next number of a PPM's head; 0 when there is none, or none below 100 million. */
static size_t ppm_number(const unsigned char *bytes, size_t n, size_t *at)
{
    size_t number = 0;
    for (*at = skip_blanks(bytes, n, *at); *at < n && bytes[*at] >= '0' && bytes[*at] <= '9'; ++*at) {
        number = number * 10 + (size_t)(bytes[*at] - '0');
        if (number >= 100000000) {
            return 0;
        }
    }
    return number;
}

static enum status ppm_decode(struct picture *picture, const char *what, const unsigned char *bytes, size_t n,
                              struct error *err)
{
    size_t at = 2;
    size_t width = ppm_number(bytes, n, &at), height = ppm_number(bytes, n, &at),
           most = ppm_number(bytes, n, &at);
    at++; /* exactly one blank ends the head */
    if (most == 0 || most > 255) {
        return error_set(err, BAD_IMAGE, "%.100s: found no head of a PPM with 8 bits a colour", what);
    }
    enum status status = picture_allocate(picture, what, width, height, err);
    if (status != OK) {
        return status;
    }
    size_t size = 3 * width * height;
    if (at > n || n - at < size) {
        picture_release(picture);
        return error_set(err, BAD_IMAGE, "%.100s: found %zu bytes of pixels, expected %zu", what,
                         at > n ? 0 : n - at, size);
    }
    for (size_t i = 0; i < size; i++) {
        size_t value = bytes[at + i] > most ? most : bytes[at + i];
        picture->rgb[i] = (unsigned char)((value * 255 + most / 2) / most);
    }
    return OK;
}

enum status image_decode_picture(struct picture *picture, const char *what, const unsigned char *bytes,
                                 size_t n, struct error *err)
{
    if (n >= 2 && memcmp(bytes, "P6", 2) == 0) {
        return ppm_decode(picture, what, bytes, n, err);
    }
#ifdef HAVE_JPEG
    if (n >= 2 && memcmp(bytes, "\xff\xd8", 2) == 0) {
        return image_jpeg_decode(picture, what, bytes, n, err);
    }
    return error_set(err, BAD_IMAGE, "%.100s: found neither a binary PPM nor a JPEG", what);
#else
    return error_set(err, BAD_IMAGE, "%.100s: found no binary PPM, the only format of this build", what);
#endif
}

enum status image_read_picture(struct picture *picture, const char *path, struct error *err)
{
    enum status status = OK;
    unsigned char *bytes = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return error_set(err, BAD_IMAGE, "cannot open '%.100s': %s", path, strerror(errno));
    }
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size <= 0 || size > MOST_FILE_BYTES) {
        status = error_set(err, BAD_IMAGE, "%.100s: found no file of 1 to %d bytes", path, MOST_FILE_BYTES);
        goto out;
    }
    rewind(file);
    bytes = malloc((size_t)size);
    if (bytes == NULL) {
        status = error_no_memory(err);
    } else if (fread(bytes, 1, (size_t)size, file) != (size_t)size) {
        status = error_set(err, BAD_IMAGE, "cannot read '%.100s'", path);
    } else {
        status = image_decode_picture(picture, path, bytes, (size_t)size, err);
    }
out:
    free(bytes);
    fclose(file);
    return status;
}

enum status image_seeded_picture(struct picture *picture, size_t side, struct error *err)
{
    enum status status = picture_allocate(picture, "the seeded picture", side, side, err);
    for (size_t i = 0; status == OK && i < 3 * side * side; i++) {
        picture->rgb[i] = (unsigned char)(random_bits(PICTURE_SEED, i) >> 56);
    }
    return status;
}

/* The two neighbours of an output position, and how far it is from the first. */
struct neighbours {
    size_t first, second;
    float fraction;
};

static struct neighbours neighbours_of(size_t i, size_t n_out, size_t n_in)
{
    float at = ((float)i + 0.5F) * (float)n_in / (float)n_out - 0.5F;
    at = at < 0.0F ? 0.0F : at;
    size_t first = (size_t)at;
    first = first < n_in ? first : n_in - 1;
    return (struct neighbours){first, first + 1 < n_in ? first + 1 : first, at - (float)first};
}

static float scale(enum scaling scaling, size_t colour, float value)
{
    static const float means[] = {123.68F, 116.779F, 103.939F}; /* red, green, blue */
    return scaling == SCALE_TO_ONE ? value / 127.5F - 1.0F : value - means[colour];
}

void image_picture_input(const struct picture *picture, const struct definition *definition, float *input)
{
    size_t side = definition->side;
    for (size_t y = 0; y < side; y++) {
        struct neighbours rows = neighbours_of(y, side, picture->height);
        const unsigned char *upper = picture->rgb + 3 * picture->width * rows.first;
        const unsigned char *lower = picture->rgb + 3 * picture->width * rows.second;
        for (size_t x = 0; x < side; x++) {
            struct neighbours columns = neighbours_of(x, side, picture->width);
            for (size_t colour = 0; colour < 3; colour++) {
                size_t left = 3 * columns.first + colour, right = 3 * columns.second + colour;
                float above = (float)upper[left] + columns.fraction * (float)(upper[right] - upper[left]);
                float below = (float)lower[left] + columns.fraction * (float)(lower[right] - lower[left]);
                size_t channel = definition->scaling == SCALE_BY_MEANS ? 2 - colour : colour;
                input[(y * side + x) * 3 + channel] =
                    scale(definition->scaling, colour, above + rows.fraction * (below - above));
            }
        }
    }
}
