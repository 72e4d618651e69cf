/* How a state is laid out as bytes, whose parts ranks pass to one another, too. */
#ifndef FAASTAT_ANALYSIS_STATE_STATE_PARTS_H
#define FAASTAT_ANALYSIS_STATE_STATE_PARTS_H

#include <string.h>

#include "analysis/accumulate/accumulator.h"
#include "base/bytes.h"
#include "stats/counted/strips.h"

/* Each behind its length: what groups were made of; their counts, histograms and failures; when requests
 * started; how they depend on one another. */
enum state_section { STATE_HEAD, STATE_COUNTS, STATE_STARTS, STATE_DEPENDENCE, STATE_SECTIONS };
enum { STATE_BY_NAMED = 1, STATE_MEASURES_NAMED = 2, STATE_HAS_CLOCK = 4 };
/* No count is larger, so that no sum of a few overflows. */
#define STATE_MOST_COUNT (UINT64_C(1) << 48)
enum { STATE_ANY = 1, STATE_TOO_MANY = 2 };

/* What is known of a strip: how many values and their sum; where they are; or both. */
enum state_strips { STATE_SUMS, STATE_SPREADS, STATE_CLUSTERS };

/* A double's place among all of them. */
static inline int64_t state_place_of(double number)
{
    int64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static inline double state_number_at(int64_t place)
{
    int64_t bits = place < 0 ? INT64_MIN - place : place;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* The sum of the places of a strip's values if these were in the middle of their steps. */
static inline bytes_signed_wide state_middle_places(const struct strip *strip, struct strips_steps steps)
{
    bytes_signed_wide sum = 0;
    for (int32_t c = 0; c < STRIPS_STEPS; c++) {
        bytes_signed_wide width = (bytes_signed_wide)1 << steps.level;
        sum += (bytes_signed_wide)strip->counts[c] * ((steps.first + c) * width + width / 2);
    }
    return sum;
}

/* A histogram, of which buckets are put together until there are at most `most` cells, and starts (NULL:
 * none). */
void state_put_histogram(struct bytes_writer *to, const struct histogram *histogram, size_t most);
void state_put_starts(struct bytes_writer *to, const struct times *times);
/* The same into zeroed ones, for the caller to release either way. */
enum status state_get_histogram(struct bytes_reader *from, struct histogram *histogram, struct error *err);
enum status state_get_starts(struct bytes_reader *from, struct accumulator *accumulator, struct error *err);
/* Reads the strips of a group whose counts were read; the reader is bad where they don't fit these. */
enum status state_get_dependence(struct bytes_reader *from, struct accumulator *accumulator,
                                 struct error *err);

#endif
