#include "analysis/ranks/groups_count.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/ranks.h"
#include "stats/counted/selection.h"
#include "stats/sorted.h"

/* So many groups are counted at once: their counts have room in a cache. */
enum { AT_ONCE = 64 };

/* What a rank tells of its values of a group, or what all tell of theirs. */
struct told {
    struct moments_sums sums;
    struct sorted sorted; /* in the order in which they were read */
};

/* One group on its way. */
struct counted_group {
    size_t group;
    double *values; /* those of this rank */
    size_t n;
    struct told own, all;
    struct selection selection;
    size_t first_count; /* of the round */
};

struct counting {
    struct groups *groups;
    const char *measure;
    const struct known_options *options;
    size_t threads, n;
    struct counted_group items[AT_ONCE];
    uint64_t *counts; /* of a round */
};

/* ---- moments ---- */

/* Finds the values, and moves them together past missing ones. */
static enum status find_values(size_t i, void *context, struct error *err)
{
    struct counting *counting = context;
    struct counted_group *item = &counting->items[i];
    const struct table *values = &counting->groups->apart[item->group].values;
    const struct column *column = table_find_column(values, counting->measure);
    (void)err;
    item->values = column == NULL ? NULL : column->values;
    for (size_t row = 0; column != NULL && row < values->rows; row++) {
        if (!isnan(column->values[row])) {
            item->values[item->n++] = column->values[row];
        }
    }
    moments_widen(&item->own.sums, item->values, item->n);
    sorted_add(&item->own.sorted, item->values, item->n);
    return OK;
}

static enum status sum_up(size_t i, void *context, struct error *err)
{
    struct counted_group *item = &((struct counting *)context)->items[i];
    struct moments_sums sums = item->all.sums;
    (void)err;
    moments_add(&sums, item->values, item->n);
    item->own = (struct told){.sums = {.sum = sums.sum, .rest = sums.rest}};
    return OK;
}

static enum status sum_squares(size_t i, void *context, struct error *err)
{
    struct counted_group *item = &((struct counting *)context)->items[i];
    struct moments_sums sums = item->all.sums;
    (void)err;
    moments_add_squares(&sums, item->values, item->n);
    item->own = (struct told){.sums = {.squares = sums.squares}};
    return OK;
}

static void add_told(struct told *to, const struct told *told)
{
    const double ends[] = {told->sums.min, told->sums.max};
    size_t n = to->sums.n + told->sums.n;
    moments_widen(&to->sums, ends, told->sums.n == 0 ? 0 : 2);
    to->sums.n = n;
    to->sums.sum += told->sums.sum;
    to->sums.rest += told->sums.rest;
    to->sums.squares += told->sums.squares;
    sorted_join(&to->sorted, &told->sorted);
}

/* Has each rank do its part of a step, and adds up what all tell, in their order. */
static enum status step(struct counting *counting, pool_job job, struct error *err)
{
    struct told own[AT_ONCE], told;
    struct text *sent = NULL;
    enum status status = pool_run(counting->n, counting->threads, job, counting, err);
    for (size_t i = 0; i < counting->n; i++) {
        own[i] = counting->items[i].own;
    }
    const struct text text = {.bytes = (char *)own, .n = counting->n * sizeof *own};
    status = ranks_pass(RANKS_TO_ALL, status, &text, &sent, err);
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        for (size_t i = 0; i < counting->n; i++) {
            memcpy(&told, sent[r].bytes + i * sizeof told, sizeof told);
            add_told(&counting->items[i].all, &told);
        }
    }
    ranks_release(sent);
    return status;
}

/* ---- values at ranks ---- */

static int compare_ranks(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Which ranks a known group of n requests looks at: ranges of them in any order, for which there is room,
 * three a quantile. Of intervals that are known from n alone, or none. */
static enum status list_ranges(const struct known_options *options, size_t n, struct rank_range *ranges,
                               size_t *n_ranges, struct error *err)
{
    enum { FEW = 128 };
    struct known_group group = {.options = options, .n_ranked = n};
    double last = (double)n - 1;
    ranges[0] = (struct rank_range){0, n - 1};
    *n_ranges = n > FEW ? 0 : 1;
    if (n <= FEW) {
        return OK;
    }
    group.precisions = calloc(options->n_quantiles + 1, sizeof *group.precisions);
    if (group.precisions == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        double middle = options->quantiles[q] * (double)n;
        group.precisions[q + 1] = (struct precision){(double)n, last, 0};
        ranges[(*n_ranges)++] = (struct rank_range){(size_t)fmax(0, middle - KNOWN_GROUP_NEAR),
                                                    (size_t)fmin(middle + KNOWN_GROUP_NEAR, last)};
    }
    known_group_add_bounds(&group, ranges, n_ranges);
    free(group.precisions);
    return OK;
}

/* The ranks of all ranges in order, each once; caller frees, NULL with err set. */
static size_t *list_ranks(const struct rank_range *ranges, size_t n_ranges, size_t *n, struct error *err)
{
    size_t all = 0, different = 0;
    for (size_t i = 0; i < n_ranges; i++) {
        all += ranges[i].last - ranges[i].first + 1;
    }
    size_t *places = calloc(all + 1, sizeof *places);
    if (places == NULL) {
        error_no_memory(err);
        return NULL;
    }
    for (size_t i = 0, k = 0; i < n_ranges; i++) {
        for (size_t rank = ranges[i].first; rank <= ranges[i].last; rank++) {
            places[k++] = rank;
        }
    }
    qsort(places, all, sizeof *places, compare_ranks);
    for (size_t i = 0; i < all; i++) {
        if (i == 0 || places[i] != places[i - 1]) {
            places[different++] = places[i];
        }
    }
    *n = different;
    return places;
}

/* Begins to look for what is wanted of a group that has values. */
static enum status begin(struct counting *counting, struct counted_group *item, struct error *err)
{
    struct elsewhere *found = &counting->groups->apart[item->group].found;
    const struct moments_sums *sums = &item->all.sums;
    const struct extremes extremes = {sums->min, sums->max};
    size_t n_ranges = 0;
    elsewhere_release(found);
    if (sums->n == 0) {
        return OK;
    }
    struct rank_range *ranges = calloc(3 * counting->options->n_quantiles + 1, sizeof *ranges);
    if (ranges == NULL) {
        return error_no_memory(err);
    }
    enum status status = list_ranges(counting->options, sums->n, ranges, &n_ranges, err);
    if (status == OK) {
        found->places = list_ranks(ranges, n_ranges, &found->n_places, err);
        status = found->places == NULL ? BAD_SERVICE : OK;
    }
    free(ranges);
    return status == OK ? selection_init(&item->selection, &extremes, found->places, found->n_places, err)
                        : status;
}

static enum status begin_all(struct counting *counting, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < counting->n; i++) {
        status = begin(counting, &counting->items[i], err);
    }
    return status;
}

static enum status count(size_t i, void *context, struct error *err)
{
    struct counting *counting = context;
    struct counted_group *item = &counting->items[i];
    (void)err;
    if (selection_cells(&item->selection) > 0) {
        item->n =
            selection_count(&item->selection, item->values, item->n, counting->counts + item->first_count);
    }
    return OK;
}

/* One round of all groups; *cells is how many counts it had, 0: it was none. */
static enum status count_round(struct counting *counting, enum status status, size_t *cells,
                               struct error *err)
{
    *cells = 0;
    for (size_t i = 0; i < counting->n; i++) {
        counting->items[i].first_count = *cells;
        *cells += selection_cells(&counting->items[i].selection);
    }
    if (*cells == 0) {
        return status;
    }
    counting->counts = calloc(*cells, sizeof *counting->counts);
    if (counting->counts == NULL) {
        status = error_no_memory(err);
    }
    status = status == OK ? pool_run(counting->n, counting->threads, count, counting, err) : status;
    status = ranks_add_up(status, counting->counts, *cells, err);
    for (size_t i = 0; status == OK && i < counting->n; i++) {
        struct counted_group *item = &counting->items[i];
        if (selection_cells(&item->selection) > 0) {
            selection_narrow(&item->selection, counting->counts + item->first_count);
        }
    }
    free(counting->counts);
    counting->counts = NULL;
    return status;
}

/* What was found is the owner's. */
static enum status keep_found(struct counting *counting, const struct counted_group *item, struct error *err)
{
    struct elsewhere *found = &counting->groups->apart[item->group].found;
    if (item->all.sums.n == 0 || counting->groups->owners[item->group] != ranks.own) {
        elsewhere_release(found);
        return OK;
    }
    found->values = calloc(found->n_places + 1, sizeof *found->values);
    if (found->values == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < found->n_places; i++) {
        found->values[i] = selection_value(&item->selection, i);
    }
    found->n = item->all.sums.n;
    found->moments = moments_of_sums(&item->all.sums);
    found->sorted = sorted_is(&item->all.sorted);
    return OK;
}

/* ---- groups ---- */

static enum status count_some(struct counting *counting, struct error *err)
{
    size_t cells = 1;
    enum status status = step(counting, find_values, err);
    status = status == OK ? step(counting, sum_up, err) : status;
    status = status == OK ? step(counting, sum_squares, err) : status;
    if (status == OK) {
        status = ranks.agree(begin_all(counting, err), err);
    }
    while (status == OK && cells > 0) {
        status = count_round(counting, status, &cells, err);
    }
    for (size_t i = 0; i < counting->n; i++) {
        status = status == OK ? keep_found(counting, &counting->items[i], err) : status;
        selection_release(&counting->items[i].selection);
    }
    return status;
}

enum status groups_count(struct groups *groups, const char *measure, const struct known_options *options,
                         size_t threads, struct error *err)
{
    struct counting *counting = calloc(1, sizeof *counting);
    enum status status = counting == NULL ? error_no_memory(err) : OK;
    for (size_t g = 0; status == OK && g < groups->index.n;) {
        *counting =
            (struct counting){.groups = groups, .measure = measure, .options = options, .threads = threads};
        for (; g < groups->index.n && counting->n < AT_ONCE; g++) {
            if (groups->apart[g].is) {
                counting->items[counting->n++].group = g;
            }
        }
        status = counting->n == 0 ? OK : count_some(counting, err);
    }
    free(counting);
    return status;
}
