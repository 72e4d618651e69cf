#include "formats/pickle/pickle_element.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pickle_dtype_is_read(const struct pickle_dtype *dtype)
{
    return dtype->kind != 'c' && dtype->kind != 'g';
}

static double binary16(uint64_t bits)
{
    unsigned exponent = bits >> 10 & 0x1F;
    double fraction = (double)(bits & 0x3FF), sign = bits >> 15 ? -1 : 1;
    if (exponent == 0x1F) {
        return fraction == 0 ? sign * INFINITY : NAN;
    }
    /* fraction / 1024 is multiplied by 2 to the exponent - 15; subnormal numbers have no leading 1. */
    return sign *
           (exponent == 0 ? fraction * 0x1p-24 : (fraction + 1024) * 0x1p-25 * (double)(1ul << exponent));
}

static double binary32(uint64_t bits)
{
    uint32_t half = (uint32_t)bits;
    float number;
    memcpy(&number, &half, sizeof number);
    return number;
}

static double binary64(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

double pickle_element(const struct pickle_dtype *dtype, const unsigned char *bytes)
{
    uint64_t bits = 0, all = 0; /* all: the bits that there are */
    size_t size = dtype->size;
    for (size_t i = 0; i < size; i++) {
        all = all << 8 | 0xFF;
        bits = bits << 8 | bytes[dtype->big_endian ? i : size - 1 - i];
    }
    switch (dtype->kind) {
    case 'f':
        return size == 2 ? binary16(bits) : size == 4 ? binary32(bits) : binary64(bits);
    case 'b':
        return bits != 0;
    case 'i':
    case 'M':
    case 'm': {
        bool negative = (bits & (all ^ all >> 1)) != 0;
        return negative ? -(double)((~bits & all) + 1) : (double)bits;
    }
    default:
        return (double)bits;
    }
}

static enum status make_text(struct pickle_memory *memory, const char *file, const char *bytes, size_t n,
                             struct pickle_value *result, struct error *err)
{
    struct pickle_text *text = pickle_memory_get(memory, sizeof *text);
    unsigned char *copy = pickle_memory_get(memory, n);
    if (text == NULL || copy == NULL) {
        return pickle_memory_error(memory, file, err);
    }
    memcpy(copy, bytes, n);
    *text = (struct pickle_text){.bytes = copy, .n = n};
    *result = (struct pickle_value){.kind = PICKLE_TEXT, .text = text};
    return OK;
}

/* Text of 1 or 4 bytes a character, without the NULs behind it. */
static enum status text_element(struct pickle_memory *memory, const char *file,
                                const struct pickle_dtype *dtype, const unsigned char *bytes,
                                struct pickle_value *result, struct error *err)
{
    const struct pickle_dtype point = {.kind = 'u', .size = 4, .big_endian = dtype->big_endian};
    enum status status = make_text(memory, file, (const char *)bytes, dtype->size, result, err);
    if (status != OK) {
        return status;
    }
    unsigned char *text = (unsigned char *)result->text->bytes;
    size_t used = dtype->size;
    if (dtype->kind == 'U') { /* no character has more bytes as UTF-8 */
        used = 0;
        for (size_t i = 0; i < dtype->size; i += 4) {
            used += pickle_write_utf8((uint32_t)pickle_element(&point, bytes + i), text + used);
        }
    }
    while (used > 0 && text[used - 1] == '\0') {
        used--;
    }
    result->text->n = used;
    return OK;
}

enum status pickle_time_text(struct pickle_memory *memory, const char *file, const struct timespec *time,
                             bool zoned, struct pickle_value *result, struct error *err)
{
    char text[64];
    struct tm day;
    if (gmtime_r(&time->tv_sec, &day) == NULL || day.tm_year < -1900 || day.tm_year > 8099) {
        return error_set(err, BAD_DATA, "%s: found a time that no calendar has", file);
    }
    size_t n = strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &day);
    if (time->tv_nsec != 0) {
        bool micro = time->tv_nsec % 1000 == 0;
        n += (size_t)snprintf(text + n, sizeof text - n, ".%0*ld", micro ? 6 : 9,
                              micro ? time->tv_nsec / 1000 : time->tv_nsec);
    }
    n += zoned ? (size_t)snprintf(text + n, sizeof text - n, "+00:00") : 0;
    return make_text(memory, file, text, n, result, err);
}

/* numpy's NaT is the lowest integer. */
static enum status time_element(struct pickle_memory *memory, const char *file,
                                const struct pickle_dtype *dtype, const unsigned char *bytes,
                                struct pickle_value *result, struct error *err)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++) {
        bits = bits << 8 | bytes[dtype->big_endian ? i : 7 - i];
    }
    int64_t ticks = (int64_t)bits;
    if (ticks == INT64_MIN) {
        *result = (struct pickle_value){.kind = PICKLE_NONE};
        return OK;
    }
    if (dtype->kind == 'm') {
        double seconds =
            dtype->tick_s < 1 ? (double)ticks / round(1 / dtype->tick_s) : (double)ticks * dtype->tick_s;
        *result = (struct pickle_value){.kind = PICKLE_NUMBER, .sort = PICKLE_DURATION, .number = seconds};
        return OK;
    }
    struct timespec time = {.tv_sec = (time_t)((double)ticks * dtype->tick_s)};
    if (dtype->tick_s < 1) {
        int64_t each = (int64_t)round(1 / dtype->tick_s), rest = ticks % each, whole = ticks / each;
        whole -= rest < 0;
        rest += rest < 0 ? each : 0;
        time = (struct timespec){.tv_sec = whole, .tv_nsec = rest * (1000000000 / each)};
    }
    return pickle_time_text(memory, file, &time, dtype->zoned, result, err);
}

enum status pickle_element_value(struct pickle_memory *memory, const char *file,
                                 const struct pickle_dtype *dtype, const unsigned char *bytes,
                                 struct pickle_value *result, struct error *err)
{
    if (dtype->kind == 'S' || dtype->kind == 'U') {
        return text_element(memory, file, dtype, bytes, result, err);
    }
    if (!pickle_dtype_is_read(dtype)) {
        return error_set(err, BAD_DATA, "%s: found %s, expected real numbers of up to 8 bytes", file,
                         dtype->kind == 'c' ? "complex numbers" : "long doubles");
    }
    if (dtype->kind == 'M' || dtype->kind == 'm') {
        return time_element(memory, file, dtype, bytes, result, err);
    }
    enum pickle_sort sort = dtype->kind == 'b'   ? PICKLE_TRUTH
                            : dtype->kind == 'f' ? PICKLE_REAL
                                                 : PICKLE_INTEGER;
    *result =
        (struct pickle_value){.kind = PICKLE_NUMBER, .sort = sort, .number = pickle_element(dtype, bytes)};
    return OK;
}

double pickle_element_widen(double number)
{
    char text[32];
    for (int digits = 6; digits <= 9 && isfinite(number); digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtof(text, NULL) == (float)number) {
            return strtod(text, NULL);
        }
    }
    return number;
}
