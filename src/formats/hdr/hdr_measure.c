#include "formats/hdr/hdr_measure.h"

#include <stdio.h>
#include <string.h>

enum { MOST_STEM = 40 };

static bool ends_with(const char *text, size_t n, const char *end)
{
    size_t length = strlen(end);
    return n >= length && memcmp(text + n - length, end, length) == 0;
}

static void name_columns(struct hdr_measure *measure, const char *stem, size_t n)
{
    snprintf(measure->low, sizeof measure->low, "%.*s_low_s", (int)n, stem);
    snprintf(measure->high, sizeof measure->high, "%.*s_high_s", (int)n, stem);
    snprintf(measure->mean, sizeof measure->mean, "%.*s_mean_s", (int)n, stem);
    snprintf(measure->population_sd, sizeof measure->population_sd, "%.*s_population_sd_s", (int)n, stem);
}

enum status hdr_measure_read(struct hdr_measure *measure, const struct import_options *options,
                             struct error *err)
{
    const char *name = options->measure, *end = name == NULL ? NULL : strrchr(name, '_');
    measure->unit = NO_UNIT;
    name_columns(measure, "latency", strlen("latency"));
    if (name == NULL) {
        return OK;
    }
    size_t stem = end == NULL ? 0 : (size_t)(end - name);
    if (stem > 0 && stem <= MOST_STEM && !ends_with(name, stem, "_per")) {
        measure->unit = unit_find(end + 1, strlen(end + 1), NANOSECONDS, SECONDS);
    }
    if (measure->unit == NO_UNIT) {
        return error_set(err, BAD_USAGE,
                         "--measure: found '%.40s', expected a time with its unit, such as latency_ms", name);
    }
    name_columns(measure, name, stem);
    return OK;
}

enum status hdr_measure_require(const struct hdr_measure *measure, const struct place *place,
                                struct error *err)
{
    return measure->unit == NO_UNIT
               ? error_at(err, place,
                          "found values without their unit; say it, such as --measure latency_ms or "
                          "--measure latency_ns")
               : OK;
}
