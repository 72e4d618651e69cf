/* The address of AWS Lambda Power Tuning's picture, behind whose '#' stands what it shows. Knows no table. */
#ifndef FAASTAT_FORMATS_CLOUD_TUNING_ADDRESS_H
#define FAASTAT_FORMATS_CLOUD_TUNING_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { TUNING_MOST_SIZES = 64, TUNING_PART_BYTES = 1024, TUNING_ADDRESS_BYTES = 8 * 1024 };

/* What is known of one memory size. */
struct tuning_size {
    double memory_mb, duration_s, cost;
};

struct tuning_series {
    struct tuning_size sizes[TUNING_MOST_SIZES];
    size_t n;
    char name[TUNING_PART_BYTES]; /* of one that is compared; else "" */
};

/* One series, or two that are compared. */
struct tuning_address {
    struct tuning_series series[2];
    size_t n_series;
};

/* False when the text is no such address, or its parts don't fit together. */
bool tuning_address_decode(const char *url, struct tuning_address *address);
/* Whether costs are in CNY; else they are in USD. */
bool tuning_address_is_cny(const char *url);

#endif
