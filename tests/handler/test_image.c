#include "check.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_JPEG
#include <jpeglib.h>
#endif

#include "image.h"

/*
 * Colours and how they get into a network's input: Keras's preprocess_input, mode 'tf' (x / 127.5 - 1) and
 * mode 'caffe' (blue, green, red minus 103.939, 116.779, 123.68).
 */
static void test_scaling(void **state)
{
    (void)state;
    unsigned char rgb[] = {255, 0, 51};
    const struct picture picture = {.width = 1, .height = 1, .rgb = rgb};
    const struct definition one = {.side = 1, .scaling = SCALE_TO_ONE};
    const struct definition means = {.side = 1, .scaling = SCALE_BY_MEANS};
    float input[3];
    image_picture_input(&picture, &one, input);
    check_close(input[0], 1.0, 1e-6);
    check_close(input[1], -1.0, 1e-6);
    check_close(input[2], -0.6, 1e-6);
    image_picture_input(&picture, &means, input);
    check_close(input[0], 51 - 103.939, 1e-6);
    check_close(input[1], 0 - 116.779, 1e-6);
    check_close(input[2], 255 - 123.68, 1e-6);
    assert_int_equal(definition_find("mobilenetv2")->scaling, SCALE_TO_ONE);
    assert_int_equal(definition_find("inceptionv3")->scaling, SCALE_TO_ONE);
    assert_int_equal(definition_find("resnet50")->scaling, SCALE_BY_MEANS);
}

/*
 * A picture of 5 x 3 pixels whose i-th byte is (37 i + 11) mod 256. Expected values: TensorFlow.js 4.22,
 * tf.image.resizeBilinear(picture, [side, side], false, true), the first four and the last two pixels.
 */
static const struct resize_row {
    const char *label;
    size_t side;
    double first[12], last[6];
} resize_rows[] = {
    {"smaller and larger: 5 x 3 to 4 x 4",
     4,
     {24.875, 61.875, 98.875, 163.625, 104.625, 141.625, 142.375, 83.375, 120.375, 185.125, 222.125, 35.125},
     {132.375, 169.375, 206.375, 47.125, 84.125, 121.125}},
    {"larger: 5 x 3 to 7 x 7",
     7,
     {11, 48, 85, 74.42857, 111.4286, 148.4286, 153.7143, 117.5714, 154.5714, 233, 14, 51},
     {111.8571, 148.8571, 185.8571, 29, 66, 103}},
};

static void test_resize(void **state)
{
    const struct resize_row *row = *state;
    const struct definition definition = {.side = row->side, .scaling = SCALE_TO_ONE};
    unsigned char rgb[45];
    float input[3 * 7 * 7];
    for (size_t i = 0; i < sizeof rgb; i++) {
        rgb[i] = (unsigned char)(37 * i + 11);
    }
    image_picture_input(&(struct picture){.width = 5, .height = 3, .rgb = rgb}, &definition, input);
    for (size_t i = 0; i < 12; i++) {
        check_close((input[i] + 1) * 127.5, row->first[i], 2e-6);
    }
    for (size_t i = 0; i < 6; i++) {
        check_close((input[3 * row->side * row->side - 6 + i] + 1) * 127.5, row->last[i], 2e-6);
    }
}

#define PPM(text, status, message)                                                                           \
    {                                                                                                        \
        text, text, sizeof text - 1, status, message                                                         \
    }

/* netpbm.sourceforge.net/doc/ppm.html */
static const struct ppm_row {
    const char *label, *bytes;
    size_t n;
    enum status status;
    const char *message;
} ppm_rows[] = {
    PPM("P6\n2 1\n255\nabcdef", OK, ""),
    PPM("P6 2 1 255 abcdef", OK, ""),
    PPM("P6# a picture\n2 #wide\n1\n# 255 follows\n255\nabcdef", OK, ""),
    PPM("P6\n2 1\n255\nabcdefg and more", OK, ""),
    PPM("P6\n2 1\n255\nabcde", BAD_IMAGE, "it: found 5 bytes of pixels, expected 6"),
    PPM("P6\n2 1\n255", BAD_IMAGE, "it: found 0 bytes of pixels, expected 6"),
    PPM("P6\n2 1\n", BAD_IMAGE, "it: found no head of a PPM with 8 bits a colour"),
    PPM("P6\n2 1\n65535\nabcdefghijkl", BAD_IMAGE, "it: found no head of a PPM with 8 bits a colour"),
    PPM("P6\n-2 1\n255\nabcdef", BAD_IMAGE, "it: found no head of a PPM with 8 bits a colour"),
    PPM("P6\n0 1\n255\nabcdef", BAD_IMAGE, "it: found 0 x 1 pixels, expected 1 to 33554432 in all"),
    PPM("P6\n99999999 99999999\n255\nabcdef", BAD_IMAGE,
        "it: found 99999999 x 99999999 pixels, expected 1 to 33554432 in all"),
    PPM("P6\n99999999999999999999 1\n255\nabcdef", BAD_IMAGE,
        "it: found no head of a PPM with 8 bits a colour"),
    PPM("P6\n# without an end", BAD_IMAGE, "it: found no head of a PPM with 8 bits a colour"),
    PPM("P6", BAD_IMAGE, "it: found no head of a PPM with 8 bits a colour"),
    PPM("P3\n2 1\n255\n1 2 3 4 5 6\n", BAD_IMAGE, NULL),
    PPM("GIF89a", BAD_IMAGE, NULL),
    PPM("P", BAD_IMAGE, NULL),
};

static void test_ppm(void **state)
{
    const struct ppm_row *row = *state;
    struct error err = {0};
    struct picture picture = {0};
    /* A copy without a NUL behind it, so that a byte too far is seen. */
    unsigned char *bytes = malloc(row->n);
    memcpy(bytes, row->bytes, row->n);
    assert_int_equal(image_decode_picture(&picture, "it", bytes, row->n, &err), row->status);
    if (row->status == OK) {
        assert_int_equal(picture.width, 2);
        assert_int_equal(picture.height, 1);
        assert_memory_equal(picture.rgb, "abcdef", 6);
    } else if (row->message != NULL) {
        assert_string_equal(err.text, row->message);
    }
    free(bytes);
    picture_release(&picture);
}

/* Of 4 bits a colour: 15 is white. */
static void test_ppm_range(void **state)
{
    (void)state;
    static const unsigned char bytes[] = "P6 1 1 15 \x00\x07\x0f";
    struct error err = {0};
    struct picture picture;
    assert_int_equal(image_decode_picture(&picture, "it", bytes, sizeof bytes - 1, &err), OK);
    assert_memory_equal(picture.rgb, "\x00\x77\xff", 3);
    picture_release(&picture);
}

static void test_file(void **state)
{
    (void)state;
    struct error err[3] = {{0}};
    struct picture picture;
    assert_int_equal(image_read_picture(&picture, "/nonexistent", &err[0]), BAD_IMAGE);
    assert_string_equal(err[0].text, "cannot open '/nonexistent': No such file or directory");
    assert_int_equal(image_read_picture(&picture, "/", &err[1]), BAD_IMAGE);
    assert_int_equal(image_read_picture(&picture, "/dev/null", &err[2]), BAD_IMAGE);
}

#ifdef HAVE_JPEG
enum { SIDE = 40 };

/* A smooth picture, which JPEG keeps within a few steps. `colours` 1: grey. Caller frees. */
static unsigned char *make_jpeg(int colours, unsigned long *n)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL, line[3 * SIDE];
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, n);
    jpeg.image_width = jpeg.image_height = SIDE;
    jpeg.input_components = colours;
    jpeg.in_color_space = colours == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 95, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < SIDE; y++) {
        JSAMPROW row = line;
        for (int x = 0; x < SIDE * colours; x++) {
            line[x] = (unsigned char)(5 * y + 20 * (x % colours));
        }
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return bytes;
}

static void test_jpeg(void **state)
{
    (void)state;
    for (int colours = 1; colours <= 3; colours += 2) {
        unsigned long n = 0;
        unsigned char *bytes = make_jpeg(colours, &n);
        struct error err = {0};
        struct picture picture;
        assert_int_equal(image_decode_picture(&picture, "it", bytes, n, &err), OK);
        assert_int_equal(picture.width, SIDE);
        assert_int_equal(picture.height, SIDE);
        for (int i = 0; i < 3 * SIDE * SIDE; i++) {
            int want = 5 * (i / (3 * SIDE)) + (colours == 1 ? 0 : 20 * (i % 3));
            assert_in_range(picture.rgb[i] + 8, want, want + 16);
        }
        picture_release(&picture);
        free(bytes);
    }
}

/* Cut anywhere but within its end mark, or with any byte wrong: refused or decoded, and nothing lost or
 * overrun. */
static void test_broken_jpeg(void **state)
{
    (void)state;
    unsigned long n = 0;
    unsigned char *bytes = make_jpeg(3, &n);
    for (unsigned long i = 0; i < n; i++) {
        struct error err[2] = {{0}};
        struct picture picture = {0};
        unsigned char *cut = malloc(i + 1);
        memcpy(cut, bytes, i);
        enum status status = image_decode_picture(&picture, "it", cut, i, &err[0]);
        free(cut);
        picture_release(&picture);
        if (i + 2 < n) {
            assert_int_equal(status, BAD_IMAGE);
        }
        bytes[i] = (unsigned char)~bytes[i];
        if (image_decode_picture(&picture, "it", bytes, n, &err[1]) != OK) {
            assert_null(picture.rgb);
        }
        bytes[i] = (unsigned char)~bytes[i];
        picture_release(&picture);
    }
    free(bytes);
}
#endif

enum { ROOM = 64 };

int main(void)
{
    struct CMUnitTest tests[ROOM] = {
        cmocka_unit_test(test_scaling),
        cmocka_unit_test(test_ppm_range),
        cmocka_unit_test(test_file),
    };
    size_t n = 3;
    for (size_t i = 0; i < sizeof resize_rows / sizeof *resize_rows; i++) {
        tests[n++] = CHECK_ROW(test_resize, &resize_rows[i]);
    }
    for (size_t i = 0; i < sizeof ppm_rows / sizeof *ppm_rows; i++) {
        tests[n] = CHECK_ROW(test_ppm, &ppm_rows[i]);
        tests[n++].name = ppm_rows[i].status == OK ? "a PPM that is good" : "a PPM that is refused";
    }
#ifdef HAVE_JPEG
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_jpeg);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_broken_jpeg);
#endif
    return _cmocka_run_group_tests("image", tests, n, NULL, NULL);
}
