/* What the values of an HdrHistogram are, which its files don't say, or not all of it. Knows no file. */
#ifndef FAASTAT_FORMATS_HDR_HDR_MEASURE_H
#define FAASTAT_FORMATS_HDR_HDR_MEASURE_H

#include "import/record.h"

struct hdr_measure {
    char low[48], high[48]; /* columns of a bucket's ends, in seconds: latency_low_s, latency_high_s */
    char mean[48], population_sd[64]; /* of all: latency_mean_s, latency_population_sd_s */
    enum unit unit;                   /* of the values; NO_UNIT when nobody said */
};

/* Reads --measure, such as latency_us; without it the values are latencies of no known unit. BAD_USAGE when
 * it names no time. */
enum status hdr_measure_read(struct hdr_measure *measure, const struct import_options *options,
                             struct error *err);
/* BAD_DATA at the place when the unit is not known. */
enum status hdr_measure_require(const struct hdr_measure *measure, const struct place *place,
                                struct error *err);

#endif
