#include "stats/sorted.h"

#include <math.h>

#include "stats/random.h"

void sorted_add(struct sorted *sorted, const double *values, size_t n)
{
    for (size_t i = 0; i < n && !(sorted->rise && sorted->fall); i++) {
        bool first = sorted->different == 0, differs = first || values[i] != sorted->last;
        if (isnan(values[i]) || !differs) {
            continue;
        }
        sorted->rise |= !first && values[i] > sorted->last;
        sorted->fall |= !first && values[i] < sorted->last;
        sorted->first = first ? values[i] : sorted->first;
        sorted->log_orders += log(++sorted->different);
        sorted->last = values[i];
    }
}

void sorted_join(struct sorted *sorted, const struct sorted *behind)
{
    if (behind->different == 0) {
        return;
    }
    double left = behind->different - 1;
    sorted_add(sorted, &behind->first, 1);
    sorted->rise |= behind->rise;
    sorted->fall |= behind->fall;
    for (; left > 0 && !(sorted->rise && sorted->fall); left--) {
        sorted->log_orders += log(++sorted->different);
    }
    sorted->last = behind->last;
}

void sorted_part(struct sorted *sorted)
{
    sorted->different = 0;
}

bool sorted_is(const struct sorted *sorted)
{
    const double least = 20.7; /* of 10^9 */
    return sorted->log_orders > least && !(sorted->rise && sorted->fall);
}

/* The end of those with the key of the first. */
static size_t end_of(const double *keys, size_t first, size_t n)
{
    size_t end = first + 1;
    while (end < n && (keys == NULL || keys[end] == keys[first])) {
        end++;
    }
    return end;
}

bool sorted_found(const double *values, const double *keys, size_t n)
{
    struct sorted sorted = {0};
    for (size_t first = 0, end; first < n && !(sorted.rise && sorted.fall); first = end) {
        end = keys == NULL ? n : end_of(keys, first, n);
        sorted_part(&sorted);
        sorted_add(&sorted, values + first, end - first);
    }
    return sorted_is(&sorted);
}

void sorted_shuffle(double *values, uint32_t *codes, const double *keys, size_t n)
{
    uint64_t state = 0;
    for (size_t first = 0, end; first < n; first = end) {
        end = end_of(keys, first, n);
        for (size_t left = end - first; left > 1; left--) { /* Fisher and Yates */
            size_t a = first + (size_t)(random_splitmix64(&state) % left), b = first + left - 1;
            double value = values[a];
            values[a] = values[b];
            values[b] = value;
            if (codes != NULL) {
                uint32_t code = codes[a];
                codes[a] = codes[b];
                codes[b] = code;
            }
        }
    }
}
