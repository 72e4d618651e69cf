#include "formats/cloud/tuning_address.h"

#include <ctype.h>
#include <math.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

/* "#<sizes>;<times>;<costs>", and for a comparison the same again and two names. */
enum { PARTS = 3, FIRST_NAME = 2 * PARTS, PARTS_COMPARED = 8 };
struct fragment {
    char parts[PARTS_COMPARED][TUNING_PART_BYTES];
    size_t n;
};

/* Copies a part, whose %20 is a blank; false when it is too long or a NUL is in it. */
static bool copy_part(const char *text, size_t n, char part[TUNING_PART_BYTES])
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '%' && i + 2 < n && isxdigit((unsigned char)text[i + 1]) &&
            isxdigit((unsigned char)text[i + 2])) {
            const char digits[3] = {text[i + 1], text[i + 2], '\0'};
            byte = (unsigned char)strtoul(digits, NULL, 16);
            i += 2;
        }
        if (byte == '\0' || length + 1 >= TUNING_PART_BYTES) {
            return false;
        }
        part[length++] = (char)byte;
    }
    part[length] = '\0';
    return true;
}

static bool split_fragment(const char *url, struct fragment *fragment)
{
    const char *at = strchr(url, '#');
    fragment->n = 0;
    while (at != NULL && fragment->n < PARTS_COMPARED) {
        size_t n = strcspn(at + 1, ";\" \r\n");
        if (n == 0 && at[1] != ';' && fragment->n == PARTS) {
            break; /* a semicolon may stand behind the last */
        }
        if (!copy_part(at + 1, n, fragment->parts[fragment->n++])) {
            return false;
        }
        at = at[1 + n] == ';' ? at + 1 + n : NULL;
    }
    return fragment->n == PARTS || fragment->n == PARTS_COMPARED;
}

/* Decodes one part to bytes; their number, 0 when it is no base64 or too long. */
static size_t decode(const char *part, unsigned char bytes[TUNING_MOST_SIZES * 4])
{
    char padded[TUNING_PART_BYTES + 4];
    size_t n = strlen(part);
    memcpy(padded, part, n + 1);
    while (n % 4 != 0) { /* addresses leave the padding out */
        padded[n++] = '=';
    }
    padded[n] = '\0';
    int got = b64_pton(padded, bytes, (size_t)TUNING_MOST_SIZES * 4);
    return got < 0 ? 0 : (size_t)got;
}

static double read_float(const unsigned char *bytes)
{
    uint32_t bits =
        (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* False when the parts don't fit together, or hold what no size, time or cost can be. */
static bool decode_series(const struct fragment *fragment, size_t first, struct tuning_series *series)
{
    unsigned char sizes[TUNING_MOST_SIZES * 4], times[TUNING_MOST_SIZES * 4], costs[TUNING_MOST_SIZES * 4];
    size_t n = decode(fragment->parts[first], sizes) / 2;
    bool sound = n > 0 && n <= TUNING_MOST_SIZES && decode(fragment->parts[first + 1], times) == 4 * n &&
                 decode(fragment->parts[first + 2], costs) == 4 * n;
    for (size_t i = 0; sound && i < n; i++) {
        double memory_mb = (double)(sizes[2 * i] | sizes[2 * i + 1] << 8);
        double duration_ms = read_float(times + 4 * i), cost = read_float(costs + 4 * i);
        sound = memory_mb > 0 && isfinite(duration_ms) && duration_ms >= 0 && isfinite(cost) && cost >= 0;
        series->sizes[i] =
            (struct tuning_size){memory_mb, unit_seconds_of_each(duration_ms, 1, MILLISECONDS), cost};
    }
    series->n = n;
    series->name[0] = '\0';
    return sound;
}

bool tuning_address_decode(const char *url, struct tuning_address *address)
{
    struct fragment fragment;
    bool sound = split_fragment(url, &fragment);
    address->n_series = sound && fragment.n == PARTS_COMPARED ? 2 : 1;
    for (size_t i = 0; sound && i < address->n_series; i++) {
        sound = decode_series(&fragment, PARTS * i, &address->series[i]);
        if (address->n_series == 2) {
            memcpy(address->series[i].name, fragment.parts[FIRST_NAME + i], TUNING_PART_BYTES);
        }
    }
    return sound;
}

bool tuning_address_is_cny(const char *url)
{
    const char *fragment = strchr(url, '#'), *currency = strstr(url, "?currency=CNY");
    return currency != NULL && (fragment == NULL || currency < fragment);
}
