#include "stats/counted/selection.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BITS = 64 };

static unsigned least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

enum status selection_init(struct selection *selection, const struct extremes *extremes, const size_t *ranks,
                           size_t n, struct error *err)
{
    /* Zeros of both signs are equal, and have different keys. */
    uint64_t least = quantile_key(extremes->min == 0 ? -0.0 : extremes->min);
    uint64_t span = quantile_key(extremes->max == 0 ? 0.0 : extremes->max) - least;
    *selection = (struct selection){.places = calloc(n + 1, sizeof *selection->places),
                                    .n = n,
                                    .leasts = calloc(n + 1, sizeof *selection->leasts),
                                    .n_ranges = 1,
                                    .first_least = least};
    if (selection->places == NULL || selection->leasts == NULL) {
        return error_no_memory(err);
    }
    while (selection->bits < KEY_BITS && span >> selection->bits > 0) {
        selection->bits++;
    }
    selection->cell_bits = least_of(SELECTION_FIRST, selection->bits);
    selection->first_shift = selection->bits - selection->cell_bits;
    selection->leasts[0] = least;
    memset(selection->wanted, true, sizeof selection->wanted);
    for (size_t i = 0; i < n; i++) {
        selection->places[i] = (struct selection_place){.rank = ranks[i], .least = least};
    }
    return OK;
}

size_t selection_cells(const struct selection *selection)
{
    return selection->bits == 0 ? 0 : selection->n_ranges << selection->cell_bits;
}

/* The last range whose least key is not above this one, or the first. */
static size_t find_range(const struct selection *selection, uint64_t key)
{
    size_t first = 0;
    for (size_t n = selection->n_ranges; n > 1;) {
        size_t half = n / 2;
        first += selection->leasts[first + half] <= key ? half : 0;
        n -= half;
    }
    return first;
}

size_t selection_count(const struct selection *selection, double *values, size_t n, uint64_t *counts)
{
    unsigned bits = selection->bits, shift = bits - selection->cell_bits;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t key = quantile_key(values[i]);
        if (!selection->wanted[(key - selection->first_least) >> selection->first_shift]) {
            continue;
        }
        size_t range = find_range(selection, key);
        uint64_t above = key - selection->leasts[range];
        if (bits == KEY_BITS || above >> bits == 0) {
            counts[(range << selection->cell_bits) + (size_t)(above >> shift)]++;
            values[kept++] = values[i];
        }
    }
    return kept;
}

void selection_narrow(struct selection *selection, const uint64_t *counts)
{
    unsigned shift = selection->bits - selection->cell_bits;
    size_t ranges = 0;
    memset(selection->wanted, false, sizeof selection->wanted);
    for (size_t i = 0; i < selection->n; i++) {
        struct selection_place *place = &selection->places[i];
        const uint64_t *cells = counts + (place->range << selection->cell_bits);
        uint64_t cell = 0;
        while (place->below + cells[cell] <= place->rank) {
            place->below += cells[cell++];
        }
        place->least += cell << shift;
        ranges += i > 0 && place->least != place[-1].least;
        place->range = ranges;
        selection->leasts[ranges] = place->least;
        selection->wanted[(place->least - selection->first_least) >> selection->first_shift] = true;
    }
    selection->n_ranges = ranges + 1;
    selection->bits = shift;
    selection->cell_bits = least_of(SELECTION_NEXT, shift);
}

double selection_value(const struct selection *selection, size_t i)
{
    uint64_t key = selection->places[i].least;
    uint64_t bits = key ^ (key >> (KEY_BITS - 1) ? UINT64_C(1) << (KEY_BITS - 1) : UINT64_MAX);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void selection_release(struct selection *selection)
{
    free(selection->places);
    free(selection->leasts);
    *selection = (struct selection){0};
}
