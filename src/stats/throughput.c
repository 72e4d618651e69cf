#include "stats/throughput.h"

#include <math.h>

#include "stats/moments.h"

/* The time from the first start to the last end. */
static enum status find_span(const double *start_s, const double *end_s, size_t n, struct interval *span_s,
                             struct error *err)
{
    *span_s = (struct interval){INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++) {
        if (isnan(start_s[i]) || isnan(end_s[i])) {
            return error_set(err, BAD_DATA, "throughput: not all requests have clock times");
        }
        span_s->low = start_s[i] < span_s->low ? start_s[i] : span_s->low;
        span_s->high = end_s[i] > span_s->high ? end_s[i] : span_s->high;
    }
    if (n < 2 || !(span_s->high > span_s->low)) {
        return error_set(err, BAD_DATA, "throughput: needs 2 requests and time between them");
    }
    return OK;
}

enum status throughput(const double *start_s, const double *end_s, size_t n, double *per_s, struct error *err)
{
    struct interval span_s;
    enum status status = find_span(start_s, end_s, n, &span_s, err);
    if (status == OK) {
        *per_s = (double)n / (span_s.high - span_s.low);
    }
    return status;
}

enum status throughput_interval(const double *start_s, const double *end_s, size_t n, double level,
                                struct interval *interval, struct error *err)
{
    struct interval span_s;
    double rates[THROUGHPUT_BLOCKS] = {0};
    enum status status = find_span(start_s, end_s, n, &span_s, err);
    if (status != OK) {
        return status;
    }
    if (n < THROUGHPUT_MIN_N) {
        return error_set(err, BAD_DATA, "throughput: no interval, needs n >= %d", THROUGHPUT_MIN_N);
    }
    double block_s = (span_s.high - span_s.low) / THROUGHPUT_BLOCKS;
    for (size_t i = 0; i < n; i++) {
        double block = floor((end_s[i] - span_s.low) / block_s);
        rates[(size_t)fmin(fmax(block, 0), THROUGHPUT_BLOCKS - 1)] += 1 / block_s;
    }
    struct moments moments = moments_compute(rates, THROUGHPUT_BLOCKS);
    status = interval_of_mean(moments.mean, moments.sd, THROUGHPUT_BLOCKS, level, interval, err);
    interval->low = fmax(interval->low, 0);
    return status;
}
