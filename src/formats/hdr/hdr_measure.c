#include "formats/hdr/hdr_measure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STEM = 40 };

static const struct {
    const char *suffix;
    double per_second;
} units[] = {{"_ms", 1e3}, {"_us", 1e6}, {"_ns", 1e9}, {"_s", 1}};

static bool ends_with(const char *text, size_t n, const char *end)
{
    size_t length = strlen(end);
    return n >= length && memcmp(text + n - length, end, length) == 0;
}

static void name_columns(struct hdr_measure *measure, const char *stem, size_t n)
{
    snprintf(measure->low, sizeof measure->low, "%.*s_low_s", (int)n, stem);
    snprintf(measure->high, sizeof measure->high, "%.*s_high_s", (int)n, stem);
}

enum status hdr_measure_read(struct hdr_measure *measure, const struct import_options *options,
                             struct error *err)
{
    const char *name = options->measure;
    measure->per_second = NAN;
    name_columns(measure, "latency", strlen("latency"));
    for (size_t i = 0; name != NULL && i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(name), suffix = strlen(units[i].suffix);
        if (n > suffix && ends_with(name, n, units[i].suffix)) {
            n -= suffix;
            if (n > MOST_STEM || ends_with(name, n, "_per")) {
                break;
            }
            name_columns(measure, name, n);
            measure->per_second = units[i].per_second;
            return OK;
        }
    }
    return name == NULL ? OK
                        : error_set(err, BAD_USAGE,
                                    "--measure: found '%.40s', expected a time with its unit, such as "
                                    "latency_ms",
                                    name);
}

enum status hdr_measure_require(const struct hdr_measure *measure, const struct place *place,
                                struct error *err)
{
    return isnan(measure->per_second)
               ? error_at(err, place,
                          "found values without their unit; say it, such as --measure latency_ms or "
                          "--measure latency_ns")
               : OK;
}
