#include "stats/counted/strips.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stats/counted/buckets.h"

/* Strips of a clock are at least 2^FINEST s wide; times beyond MOST_S are none. Rows of a part are fewer than
 * 2^MOST_ROWS. */
enum { FINEST = -20, MOST_ROWS = STRIPS_MOST_ROWS };
static const double MOST_S = 0x1p42;

static int32_t bucket_of(double value)
{
    uint64_t offset;
    return buckets_find(value, &offset);
}

/* ---- steps ---- */

struct strips_steps strips_steps(int32_t low, int32_t high)
{
    struct strips_steps steps = {0, low};
    while ((high >> steps.level) - steps.first >= STRIPS_STEPS) {
        steps.level++;
        steps.first = low >> steps.level;
    }
    return steps;
}

static void recount_all(struct strips_list *list, struct strips_steps from, struct strips_steps to)
{
    for (size_t i = 0; i < list->n; i++) {
        uint64_t counts[STRIPS_STEPS] = {0}, *old = strips_get(list, i)->counts;
        for (int32_t c = 0; c < STRIPS_STEPS; c++) {
            if (old[c] > 0) {
                counts[((from.first + c) >> (to.level - from.level)) - to.first] += old[c];
            }
        }
        memcpy(old, counts, sizeof counts);
    }
}

/* Makes the steps reach from `low` to `high` too; whether they did not. */
static bool widen(struct strips *strips, int32_t low, int32_t high)
{
    if (strips->any && low >= strips->low && high <= strips->high) {
        return false;
    }
    struct strips_steps from = strips_steps(strips->low, strips->high);
    strips->low = strips->any && strips->low < low ? strips->low : low;
    strips->high = strips->any && strips->high > high ? strips->high : high;
    struct strips_steps to = strips_steps(strips->low, strips->high);
    if (strips->any && (from.level != to.level || from.first != to.first)) {
        recount_all(&strips->spreads, from, to);
        recount_all(&strips->clusters, from, to);
    }
    strips->any = true;
    return true;
}

/* ---- lists ---- */

void strips_prepare(struct strips *strips)
{
    strips->spreads.spreads = strips->clusters.spreads = true;
    strips->clusters.row_exponent = MOST_ROWS;
}

static int compare(uint64_t key, int64_t bin, const struct strip *strip)
{
    return key != strip->key ? (key > strip->key) - (key < strip->key)
                             : (bin > strip->bin) - (bin < strip->bin);
}

/* Makes room for so many more strips. */
static enum status reserve(struct strips_list *list, size_t more, struct error *err)
{
    char *grown = array_reserve(list->bytes, &list->capacity, list->n + more, strips_bytes(list));
    if (grown == NULL) {
        return error_no_memory(err);
    }
    list->bytes = grown;
    return OK;
}

struct strip *strips_append(struct strips_list *list, struct error *err)
{
    if (reserve(list, 1, err) != OK) {
        return NULL;
    }
    struct strip *strip = strips_get(list, list->n++);
    memset(strip, 0, strips_bytes(list));
    return strip;
}

/* The strip of a key and bin, made when there is none; NULL with err set. */
static struct strip *get_strip(struct strips_list *list, uint64_t key, int64_t bin, struct error *err)
{
    size_t low = 0, high = list->n, bytes = strips_bytes(list);
    int after = list->n == 0 ? 1 : compare(key, bin, strips_get(list, list->n - 1));
    if (after >= 0) { /* mostly, as time goes on */
        low = after == 0 ? list->n - 1 : list->n;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(key, bin, strips_get(list, middle)) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < list->n && compare(key, bin, strips_get(list, low)) == 0) {
        return strips_get(list, low);
    }
    if (reserve(list, 1, err) != OK) {
        return NULL;
    }
    struct strip *strip = strips_get(list, low);
    memmove(list->bytes + (low + 1) * bytes, strip, (list->n++ - low) * bytes);
    memset(strip, 0, bytes);
    strip->key = key;
    strip->bin = bin;
    return strip;
}

/* Of the same steps. */
static void add_strip(struct strip *to, const struct strip *from, bool spreads)
{
    to->n += from->n;
    to->cut += from->cut;
    to->places = (int64_t)((uint64_t)to->places + (uint64_t)from->places);
    exact_sum_merge(&to->sum, &from->sum);
    for (size_t c = 0; spreads && c < STRIPS_STEPS; c++) {
        to->counts[c] += from->counts[c];
    }
}

static int compare_strips(const void *left, const void *right)
{
    const struct strip *strip = left;
    return compare(strip->key, strip->bin, right);
}

/* Puts strips in order, and those together that are the same one. */
static void unite(struct strips_list *list)
{
    size_t left = 0, n = list->n;
    bool sorted = true;
    for (size_t i = 1; sorted && i < n; i++) {
        sorted = compare_strips(strips_get(list, i - 1), strips_get(list, i)) <= 0;
    }
    if (!sorted) {
        qsort(list->bytes, n, strips_bytes(list), compare_strips);
    }
    for (size_t i = 0; i < n; i++) {
        if (left > 0 && compare_strips(strips_get(list, left - 1), strips_get(list, i)) == 0) {
            add_strip(strips_get(list, left - 1), strips_get(list, i), list->spreads);
        } else if (left++ != i) {
            memcpy(strips_get(list, left - 1), strips_get(list, i), strips_bytes(list));
        }
    }
    list->n = left;
}

/* ---- putting strips together ---- */

static uint64_t fold(uint64_t key, unsigned bits)
{
    return bits == 0 ? key : (key >> bits << bits) | STRIPS_KEY;
}

/* Brings all to these exponents, which are not smaller, and keys to as many bits. */
static void coarsen(struct strips_list *list, unsigned clock_exponent, unsigned row_exponent, unsigned folded)
{
    bool same = clock_exponent == list->clock_exponent && row_exponent == list->row_exponent &&
                folded == list->folded;
    for (size_t i = 0; !same && i < list->n; i++) {
        struct strip *strip = strips_get(list, i);
        if (strip->key == STRIPS_CLOCK) {
            strip->bin >>= clock_exponent - list->clock_exponent;
        } else {
            strip->bin >>= row_exponent - list->row_exponent;
            strip->key = strip->key == STRIPS_LIVE ? STRIPS_LIVE : fold(strip->key, folded);
        }
    }
    list->clock_exponent = clock_exponent;
    list->row_exponent = row_exponent;
    list->folded = folded;
    if (!same) {
        unite(list);
    }
}

static void fit(struct strips_list *list, size_t most)
{
    bool fits = list->n <= most / 2;
    while (!fits) {
        size_t clocked = 0;
        while (clocked < list->n && strips_get(list, clocked)->key == STRIPS_CLOCK) {
            clocked++;
        }
        size_t others = list->n - clocked, limit = clocked > 0 && others > 0 ? most / 2 : most;
        bool folds = others > limit && list->row_exponent == MOST_ROWS && list->folded < 63;
        bool wider = others > limit && list->row_exponent < MOST_ROWS;
        bool longer = clocked > limit && list->clock_exponent < 63;
        fits = !folds && !wider && !longer;
        coarsen(list, list->clock_exponent + longer, list->row_exponent + wider, list->folded + folds);
    }
}

void strips_fit(struct strips *strips, const struct strips_room *room)
{
    fit(&strips->sums, room->sums);
    fit(&strips->spreads, room->spreads);
    fit(&strips->clusters, room->clusters);
}

/* ---- adding ---- */

static void drop_clusters(struct strips *strips)
{
    strips->too_many = true;
    strips->clusters.n = 0;
}

/* One value, in whose step it is. */
struct found {
    double value, start_s, row;
    uint32_t code;
    int32_t bucket;
    struct strips_steps steps;
};

static void add_value(struct strip *strip, const struct found *found, bool spreads)
{
    strip->n++;
    if (found->value == INFINITY) {
        strip->cut++;
        return;
    }
    strip->places += found->bucket;
    exact_sum_add(&strip->sum, found->value);
    if (spreads) {
        strip->counts[(found->bucket >> found->steps.level) - found->steps.first]++;
    }
}

static enum status add_to_list(struct strips_list *list, const struct found *found, size_t most,
                               struct error *err)
{
    bool clocked = fabs(found->start_s) < MOST_S;
    int64_t bin = clocked ? (int64_t)floor(ldexp(found->start_s, -FINEST)) >> list->clock_exponent
                          : (int64_t)found->row >> list->row_exponent;
    struct strip *strip = get_strip(list, clocked ? STRIPS_CLOCK : STRIPS_LIVE, bin, err);
    if (strip == NULL) {
        return BAD_SERVICE;
    }
    add_value(strip, found, list->spreads);
    if (list->n > most) {
        fit(list, most);
    }
    return OK;
}

static enum status add_to_cluster(struct strips *strips, const struct found *found, struct error *err)
{
    if (found->code > STRETCHES_CLUSTERS) {
        drop_clusters(strips);
    }
    if (strips->too_many || found->code == 0) {
        return OK;
    }
    struct strip *cluster = get_strip(&strips->clusters, found->code, 0, err);
    if (cluster == NULL) {
        return BAD_SERVICE;
    }
    add_value(cluster, found, true);
    return OK;
}

enum status strips_add(struct strips *strips, const struct strips_values *values, struct error *err)
{
    enum status status = OK;
    struct found found = {.steps = strips_steps(strips->low, strips->high)};
    strips_prepare(strips);
    for (size_t i = 0; status == OK && i < values->n; i++) {
        found.value = values->values[i];
        if (isnan(found.value) || found.value == -INFINITY) {
            continue;
        }
        found.bucket = found.value < INFINITY ? bucket_of(found.value) : 0;
        if (found.value < INFINITY && widen(strips, found.bucket, found.bucket)) {
            found.steps = strips_steps(strips->low, strips->high);
        }
        found.start_s = values->start_s == NULL ? NAN : values->start_s[i];
        found.row = values->rows[i];
        found.code = values->codes == NULL ? 0 : values->codes[i];
        strips->places_squares += (uint64_t)((int64_t)found.bucket * found.bucket);
        status = add_to_list(&strips->sums, &found, STRIPS_SUMS, err);
        status = status == OK ? add_to_list(&strips->spreads, &found, STRIPS_SPREADS, err) : status;
        status = status == OK ? add_to_cluster(strips, &found, err) : status;
    }
    return status;
}

static void name_parts(struct strips_list *list, uint64_t key)
{
    for (size_t i = 0; i < list->n; i++) {
        struct strip *strip = strips_get(list, i);
        strip->key = strip->key == STRIPS_LIVE ? fold(key, list->folded) : strip->key;
        exact_sum_carry(&strip->sum);
    }
    unite(list);
}

void strips_name(struct strips *strips, uint64_t key, const uint64_t *cluster_keys)
{
    name_parts(&strips->sums, key);
    name_parts(&strips->spreads, key);
    for (size_t i = 0; i < strips->clusters.n; i++) {
        struct strip *cluster = strips_get(&strips->clusters, i);
        cluster->key = cluster_keys[cluster->key - 1];
        exact_sum_carry(&cluster->sum);
    }
    unite(&strips->clusters);
}

/* ---- merging ---- */

static enum status append_all(struct strips_list *list, const struct strips_list *more, struct error *err)
{
    if (more->n == 0) {
        return OK;
    }
    enum status status = reserve(list, more->n, err);
    if (status == OK) {
        memcpy(strips_get(list, list->n), more->bytes, more->n * strips_bytes(more));
        list->n += more->n;
        unite(list);
    }
    return status;
}

static unsigned larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static void meet_lists(struct strips_list *a, struct strips_list *b)
{
    unsigned clock = larger(a->clock_exponent, b->clock_exponent),
             rows = larger(a->row_exponent, b->row_exponent), folded = larger(a->folded, b->folded);
    coarsen(a, clock, rows, folded);
    coarsen(b, clock, rows, folded);
}

/* Brings both to the same steps, exponents and bits. */
static void meet(struct strips *a, struct strips *b)
{
    meet_lists(&a->sums, &b->sums);
    meet_lists(&a->spreads, &b->spreads);
    meet_lists(&a->clusters, &b->clusters);
    if (b->any) {
        widen(a, b->low, b->high);
    }
    if (a->any) {
        widen(b, a->low, a->high);
    }
    if (a->too_many || b->too_many) {
        drop_clusters(a);
        drop_clusters(b);
    }
}

static enum status copy_list(const struct strips_list *from, struct strips_list *to, struct error *err)
{
    *to = *from;
    to->bytes = NULL;
    to->n = to->capacity = 0;
    return append_all(to, from, err);
}

/* A copy that the caller releases. */
static enum status copy(const struct strips *from, struct strips *to, struct error *err)
{
    *to = *from;
    to->sums = to->spreads = to->clusters = (struct strips_list){0};
    enum status status = copy_list(&from->sums, &to->sums, err);
    status = status == OK ? copy_list(&from->spreads, &to->spreads, err) : status;
    return status == OK ? copy_list(&from->clusters, &to->clusters, err) : status;
}

enum status strips_merge(struct strips *to, const struct strips *from, struct error *err)
{
    struct strips more;
    enum status status = copy(from, &more, err);
    strips_prepare(to);
    strips_prepare(&more);
    if (status == OK) {
        meet(to, &more);
        status = append_all(&to->sums, &more.sums, err);
    }
    status = status == OK ? append_all(&to->spreads, &more.spreads, err) : status;
    status = status == OK ? append_all(&to->clusters, &more.clusters, err) : status;
    if (status == OK) {
        to->places_squares += from->places_squares;
    }
    strips_release(&more);
    return status;
}

uint64_t strips_count(const struct strips *strips)
{
    uint64_t n = 0;
    for (size_t i = 0; i < strips->sums.n; i++) {
        n += strips_get(&strips->sums, i)->n;
    }
    return n;
}

void strips_release(struct strips *strips)
{
    free(strips->sums.bytes);
    free(strips->spreads.bytes);
    free(strips->clusters.bytes);
    *strips = (struct strips){0};
}
