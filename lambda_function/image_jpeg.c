/* JPEG through libjpeg, which reports errors by a jump: nothing here but what that needs. */
#ifdef HAVE_JPEG
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "image_jpeg.h"

struct decoder {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    char message[JMSG_LENGTH_MAX];
};

/* A warning is an error as well: libjpeg would go on with grey where bytes are missing or wrong. */
static void fail(j_common_ptr jpeg)
{
    struct decoder *decoder = jpeg->client_data;
    jpeg->err->format_message(jpeg, decoder->message);
    longjmp(decoder->failed, 1);
}

static void fail_on_warning(j_common_ptr jpeg, int level)
{
    if (level < 0) {
        fail(jpeg);
    }
}

enum status image_jpeg_decode(struct picture *picture, const char *what, const unsigned char *bytes, size_t n,
                              struct error *err)
{
    struct decoder decoder = {.message = ""};
    volatile enum status status = OK;
    decoder.jpeg.err = jpeg_std_error(&decoder.errors);
    decoder.errors.error_exit = fail;
    decoder.errors.emit_message = fail_on_warning;
    decoder.jpeg.client_data = &decoder;
    *picture = (struct picture){0};
    if (setjmp(decoder.failed) != 0) {
        status = error_set(err, BAD_IMAGE, "%.100s: %s", what, decoder.message);
        goto out;
    }
    jpeg_create_decompress(&decoder.jpeg);
    jpeg_mem_src(&decoder.jpeg, bytes, (unsigned long)n);
    jpeg_read_header(&decoder.jpeg, TRUE);
    decoder.jpeg.out_color_space = JCS_RGB;
    status = picture_allocate(picture, what, decoder.jpeg.image_width, decoder.jpeg.image_height, err);
    if (status != OK) {
        goto out;
    }
    jpeg_start_decompress(&decoder.jpeg);
    while (decoder.jpeg.output_scanline < decoder.jpeg.output_height) {
        JSAMPROW row = picture->rgb + 3 * picture->width * decoder.jpeg.output_scanline;
        jpeg_read_scanlines(&decoder.jpeg, &row, 1);
    }
    jpeg_finish_decompress(&decoder.jpeg);
out:
    jpeg_destroy_decompress(&decoder.jpeg);
    if (status != OK) {
        picture_release(picture);
    }
    return status;
}
#else
typedef int image_without_jpeg; /* a file may not be empty */
#endif
