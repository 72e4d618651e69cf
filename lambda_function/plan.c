/* Where the maps of a net lie in one arena: those that never live together share their place. */
#include <stdint.h>

#include "engine.h"

enum { ALIGNED_FLOATS = MAP_ALIGNMENT / sizeof(float) };

static size_t place_size(const struct map *map)
{
    return (shape_size(&map->shape) / ALIGNED_FLOATS + 2) * ALIGNED_FLOATS;
}

static bool live_together(const struct map *a, const struct map *b)
{
    return a->first_op <= b->last_op && b->first_op <= a->last_op;
}

/* The lowest place for a map that overlaps none of those that are placed already (offset not SIZE_MAX). */
static size_t lowest_place(const struct net *net, const size_t *offsets, const struct map *map)
{
    size_t place = 0;
    for (size_t i = 0; i < net->n_maps; i++) {
        const struct map *other = &net->maps[i];
        if (offsets[i] != SIZE_MAX && live_together(map, other) && offsets[i] < place + place_size(map) &&
            place < offsets[i] + place_size(other)) {
            place = offsets[i] + place_size(other);
            i = SIZE_MAX; /* the new place is compared with all again */
        }
    }
    return place;
}

/* The largest maps first, each as low as it can be: within a few percent of the best for these networks. */
size_t engine_plan_arena(const struct net *net, size_t *offsets)
{
    size_t total = 0;
    for (size_t i = 0; i < net->n_maps; i++) {
        offsets[i] = SIZE_MAX;
    }
    for (size_t n = 0; n < net->n_maps; n++) {
        size_t largest = SIZE_MAX;
        for (size_t i = 0; i < net->n_maps; i++) {
            if (offsets[i] == SIZE_MAX &&
                (largest == SIZE_MAX || place_size(&net->maps[i]) > place_size(&net->maps[largest]))) {
                largest = i;
            }
        }
        offsets[largest] = lowest_place(net, offsets, &net->maps[largest]);
        if (offsets[largest] + place_size(&net->maps[largest]) > total) {
            total = offsets[largest] + place_size(&net->maps[largest]);
        }
    }
    return total;
}
