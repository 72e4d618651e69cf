#include "stats/throughput.h"

#include <math.h>

enum status throughput(const double *start_s, const double *end_s, size_t n, double *per_s, struct error *err)
{
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (isnan(start_s[i]) || isnan(end_s[i])) {
            return error_set(err, BAD_DATA, "throughput: not all requests have clock times");
        }
        first = start_s[i] < first ? start_s[i] : first;
        last = end_s[i] > last ? end_s[i] : last;
    }
    if (n < 2 || !(last > first)) {
        return error_set(err, BAD_DATA, "throughput: needs 2 requests and time between them");
    }
    *per_s = (double)n / (last - first);
    return OK;
}
