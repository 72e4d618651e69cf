/* One histogram as HdrHistogram encodes it in text: base64 around zlib around counts. Knows no log. */
#ifndef FAASTAT_FORMATS_HDR_HDR_PAYLOAD_H
#define FAASTAT_FORMATS_HDR_HDR_PAYLOAD_H

#include <stdint.h>

#include "base/error.h"

/* A bucket that is not empty. */
struct hdr_bucket {
    size_t index; /* from the lowest */
    int64_t n;
};

struct hdr_histogram {
    struct hdr_bucket *buckets;
    size_t n, capacity;
    unsigned unit_magnitude; /* the narrowest buckets are 2 to that power wide */
    unsigned half_magnitude; /* and 2 to the power of this + 1 buckets are */
    double ratio;            /* of a value to a whole number of the buckets'; 1 but for doubles */
};

/*
 * Decodes the text at `place`, which a NUL ends: V2, V1 or V0, of a Histogram or a DoubleHistogram. What it
 * unpacks to is taken off *budget. BAD_DATA when it is damaged, or is more than its own header or the budget
 * allows. Caller releases either way.
 */
enum status hdr_histogram_decode(struct hdr_histogram *histogram, const char *text, size_t *budget,
                                 const struct place *place, struct error *err);
void hdr_histogram_release(struct hdr_histogram *histogram);

/* The ends of a bucket: low is the least value that falls into it, high the least of the next one. */
void hdr_bucket_ends(const struct hdr_histogram *histogram, size_t index, double *low, double *high);

#endif
