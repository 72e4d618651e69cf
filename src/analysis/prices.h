/* Price tables: what a provider asks for memory, time and requests, on the day that the table holds for. */
#ifndef FAASTAT_ANALYSIS_PRICES_H
#define FAASTAT_ANALYSIS_PRICES_H

#include "base/error.h"

struct prices {
    char *provider, *holds_for;
    double usd_per_gb_s, usd_per_request;
    double least_mb, most_mb; /* sizes that are sold; 0 and infinite where the table doesn't say */
};

/* Reads the table of one architecture; BAD_USAGE with line and column. Zeroed on failure; caller releases. */
enum status prices_read(struct prices *prices, const char *path, const char *architecture, struct error *err);

/* The time that is billed for a request, in seconds: rounded up to a multiple of billing_ms. */
double price_billed_time(double time_s, double billing_ms);
/* What a request of that billed time costs at that memory size, its fee included. */
double prices_usd(const struct prices *prices, double billed_s, double memory_mb);
/* The least size that is sold, in whole MB, that has the headroom, a share, above what is used; NaN: none
 * has. */
double prices_size_for(const struct prices *prices, double used_mb, double headroom);
void prices_release(struct prices *prices);

#endif
