/* States as bytes: sections behind one another, of which those of counts say the same for any division of the
 * same requests. */
#include "analysis/state/state.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/state/state_parts.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "stats/quantile.h"

/* ---- the head ---- */

static void put_names(struct bytes_writer *to, const struct names *names)
{
    bytes_put(to, names->n);
    for (size_t i = 0; i < names->n; i++) {
        bytes_put_text(to, names->values[i], strlen(names->values[i]));
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names that came in any order. */
static void put_sorted(struct bytes_writer *to, const struct names *names)
{
    const char **sorted = calloc(names->n + 1, sizeof *sorted);
    to->failed |= sorted == NULL;
    bytes_put(to, names->n);
    if (sorted != NULL && names->n > 0) {
        memcpy(sorted, names->values, names->n * sizeof *sorted);
        qsort(sorted, names->n, sizeof *sorted, compare_texts);
    }
    for (size_t i = 0; sorted != NULL && i < names->n; i++) {
        bytes_put_text(to, sorted[i], strlen(sorted[i]));
    }
    free(sorted);
}

static void put_inputs(struct bytes_writer *to, const struct dictionary *inputs)
{
    char **sorted = calloc(inputs->n + 1, sizeof *sorted);
    to->failed |= sorted == NULL;
    bytes_put(to, inputs->n);
    for (size_t i = 0; sorted != NULL && i < inputs->n; i++) {
        sorted[i] = inputs->texts[i];
    }
    if (sorted != NULL) {
        qsort(sorted, inputs->n, sizeof *sorted, compare_texts);
    }
    for (size_t i = 0; sorted != NULL && i < inputs->n; i++) {
        for (size_t k = 0; k < STATE_DIGEST; k += 2) {
            const char pair[] = {sorted[i][k], sorted[i][k + 1], '\0'};
            bytes_put_raw(to, &(char){(char)strtoul(pair, NULL, 16)}, 1);
        }
    }
    free(sorted);
}

static void put_head(struct bytes_writer *to, const struct state_head *head)
{
    put_names(to, &head->by);
    put_names(to, &head->measures);
    put_names(to, &head->where);
    put_names(to, &head->clusters);
    bytes_put(to, (head->by_named ? STATE_BY_NAMED : 0) | (head->measures_named ? STATE_MEASURES_NAMED : 0) |
                      (head->has_clock ? STATE_HAS_CLOCK : 0));
    put_inputs(to, &head->inputs);
    put_sorted(to, &head->mixed);
}

/* ---- counts ---- */

/* Groups and measures in an order that no order of requests changes. */
struct writing {
    const struct state_head *head;
    const struct groups *groups;
    struct accumulator_room room;
    const char **names; /* of measures, ascending */
    size_t *numbers;    /* of these in the groups; SIZE_MAX: no request has one */
    size_t *order;      /* of groups */
};

static void put_cells(struct bytes_writer *to, const struct histogram *histogram)
{
    int32_t last = 0;
    bytes_put(to, histogram->level);
    bytes_put(to, histogram->cells_n);
    for (size_t i = 0; i < histogram->cells_n; i++) {
        const struct histogram_cell *cell = &histogram->cells[i];
        if (i == 0) {
            bytes_put_signed(to, cell->bucket);
        } else {
            bytes_put(to, (uint64_t)((int64_t)cell->bucket - last - 1));
        }
        last = cell->bucket;
        bytes_put(to, cell->n);
    }
}

void state_put_histogram(struct bytes_writer *to, const struct histogram *histogram, size_t most)
{
    struct histogram coarse = {0};
    struct error err = {{0}};
    to->failed = to->failed || histogram_merge(&coarse, histogram, &err) != OK ||
                 histogram_settle(&coarse, &err) != OK;
    if (!to->failed) {
        histogram_coarsen(&coarse, most);
    }
    bytes_put(to, coarse.n);
    if (coarse.n > 0) {
        bytes_put_double(to, coarse.min);
        bytes_put_double(to, coarse.max);
        bytes_put(to, coarse.octaves.n);
        for (size_t i = 0; i < coarse.octaves.n; i++) {
            const struct octave *octave = &coarse.octaves.octaves[i];
            bytes_put_signed(to, octave->octave);
            bytes_put(to, octave->n);
            bytes_put_wide(to, octave->offsets);
            for (size_t k = 0; k < WIDE_LIMBS; k++) {
                bytes_put(to, octave->squares[k]);
            }
        }
        put_cells(to, &coarse);
    }
    histogram_release(&coarse);
}

/* The tally of a measure that has anything; NULL. */
static const struct tally *find_tally(const struct writing *writing, const struct accumulator *accumulator,
                                      size_t measure)
{
    size_t number = writing->numbers[measure];
    const struct tally *tally = number < accumulator->n_tallies ? &accumulator->tallies[number] : NULL;
    return tally != NULL && (tally->histogram.n > 0 || tally->censored > 0) ? tally : NULL;
}

static void put_counts(struct bytes_writer *to, const struct writing *writing,
                       const struct accumulator *accumulator)
{
    const struct counts *counts = &accumulator->counts;
    const size_t all[] = {counts->requests, counts->failed, counts->cut_off, counts->untold,
                          counts->failed_apart};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bytes_put(to, all[i]);
    }
    for (size_t m = 0; m < writing->head->measures.n; m++) {
        const struct tally *tally = find_tally(writing, accumulator, m);
        if (tally != NULL) {
            bytes_put(to, m + 1);
            bytes_put(to, tally->censored);
            if (tally->censored > 0) {
                bytes_put_double(to, tally->censored_from);
            }
            state_put_histogram(to, &tally->histogram, writing->room.cells);
        }
    }
    bytes_put(to, 0);
}

static void put_group(struct bytes_writer *to, const struct writing *writing, size_t g)
{
    for (size_t i = 0; i < writing->head->by.n; i++) {
        const struct column *column =
            table_find_column(&writing->groups->factors, writing->head->by.values[i]);
        const char *text = column == NULL ? NULL : column_text(column, g);
        bytes_put(to, text != NULL);
        if (text != NULL) {
            bytes_put_text(to, text, strlen(text));
        }
    }
    put_counts(to, writing, &writing->groups->accumulators[g]);
}

/* ---- starts ---- */

static void put_kept(struct bytes_writer *to, const struct start_bins *bins)
{
    double *sorted = calloc(bins->n + 1, sizeof *sorted);
    to->failed |= sorted == NULL;
    if (sorted != NULL && bins->n > 0) {
        memcpy(sorted, bins->kept_s, bins->n * sizeof *sorted);
        quantile_sort(sorted, bins->n);
    }
    int64_t last = 0;
    for (size_t i = 0; sorted != NULL && i < bins->n; i++) {
        int64_t place = state_place_of(sorted[i]);
        bytes_put_signed_wide(to, (bytes_signed_wide)place - last);
        last = place;
    }
    free(sorted);
}

void state_put_starts(struct bytes_writer *to, const struct times *times)
{
    static const struct start_bins none;
    const struct start_bins *bins = times == NULL ? &none : &times->starts;
    bytes_put(to, bins->at_0);
    bytes_put(to, bins->n);
    if (bins->n == 0) {
        return;
    }
    bytes_put(to, bins->counts != NULL);
    if (bins->counts == NULL) {
        put_kept(to, bins);
        return;
    }
    bytes_put_double(to, bins->first_s);
    bytes_put_double(to, bins->last_s);
    bytes_put_signed(to, bins->exponent);
    bytes_put_signed(to, bins->first);
    size_t n = START_BINS;
    while (n > 0 && bins->counts[n - 1] == 0) {
        n--;
    }
    bytes_put(to, n);
    for (size_t b = 0; b < n; b++) {
        bytes_put(to, bins->counts[b]);
    }
}

/* ---- dependence ---- */

static void put_spread(struct bytes_writer *to, const struct strip *strip)
{
    size_t first = 0, end = STRIPS_STEPS;
    while (first < end && strip->counts[first] == 0) {
        first++;
    }
    while (end > first && strip->counts[end - 1] == 0) {
        end--;
    }
    bytes_put(to, first * (STRIPS_STEPS + 1) + (end - first));
    for (size_t c = first; c < end; c++) {
        bytes_put(to, strip->counts[c]);
    }
}

static void put_strip(struct bytes_writer *to, const struct strip *strip, enum state_strips kind, int32_t top,
                      struct strips_steps steps)
{
    bytes_put_wide(to, (bytes_wide)strip->n * 2 + (strip->cut > 0));
    if (strip->cut > 0) {
        bytes_put(to, strip->cut);
    }
    if (kind != STATE_SUMS) {
        put_spread(to, strip);
    }
    if (kind == STATE_SPREADS) {
        bytes_put_signed_wide(to, (bytes_signed_wide)strip->places - state_middle_places(strip, steps));
        return;
    }
    struct exact_sum sum = strip->sum;
    exact_sum_raise(&sum, top);
    for (size_t i = 0; i < EXACT_SUM_DIGITS; i++) {
        bytes_put_signed_wide(to, sum.digits[i]);
    }
}

static void put_list(struct bytes_writer *to, const struct strips_list *list, enum state_strips kind,
                     struct strips_steps steps)
{
    uint64_t key = STRIPS_CLOCK;
    int64_t bin = 0;
    int32_t top = 0;
    for (size_t i = 0; kind != STATE_SPREADS && i < list->n; i++) {
        const struct strip *strip = strips_get(list, i);
        top = strip->sum.top > top ? strip->sum.top : top;
    }
    bytes_put(to, list->clock_exponent);
    bytes_put(to, list->row_exponent);
    bytes_put(to, list->folded);
    bytes_put(to, (uint64_t)top);
    bytes_put(to, list->n);
    for (size_t i = 0; i < list->n; i++) {
        const struct strip *strip = strips_get(list, i);
        bool other = strip->key != key;
        bytes_signed_wide by = (bytes_signed_wide)strip->bin - (other ? 0 : bin);
        bytes_put_signed_wide(to, by * 2 + (other ? 1 : 0));
        if (other) {
            bytes_put(to, strip->key);
        }
        key = strip->key;
        bin = strip->bin;
        put_strip(to, strip, kind, top, steps);
    }
}

/* NULL: there are none. */
static void put_strips(struct bytes_writer *to, struct strips *strips, const struct strips_room *room)
{
    struct strips none = {0};
    strips = strips == NULL ? &none : strips;
    struct strips_steps steps = strips_steps(strips->low, strips->high);
    strips_fit(strips, room);
    bytes_put(to, (strips->any ? STATE_ANY : 0) | (strips->too_many ? STATE_TOO_MANY : 0));
    bytes_put_signed(to, strips->low);
    bytes_put_signed(to, strips->high);
    bytes_put_wide(to, strips->places_squares);
    put_list(to, &strips->sums, STATE_SUMS, steps);
    put_list(to, &strips->spreads, STATE_SPREADS, steps);
    put_list(to, &strips->clusters, STATE_CLUSTERS, steps);
}

static void put_dependence(struct bytes_writer *to, const struct writing *writing,
                           struct accumulator *accumulator)
{
    for (size_t m = 0; m < writing->head->measures.n; m++) {
        if (find_tally(writing, accumulator, m) != NULL) {
            put_strips(to, accumulator->tallies[writing->numbers[m]].strips, &writing->room.strips);
        }
    }
    put_strips(to, accumulator->outcome_strips, &writing->room.outcomes);
}

/* ---- the whole ---- */

static int compare_groups(const void *a, const void *b, void *context)
{
    const struct groups *groups = context;
    return strcmp(groups->index.texts[*(const size_t *)a], groups->index.texts[*(const size_t *)b]);
}

static enum status order_groups(struct writing *writing, struct error *err)
{
    const struct names *measures = &writing->head->measures;
    size_t n_groups = writing->groups->index.n;
    writing->names = calloc(measures->n + 1, sizeof *writing->names);
    writing->numbers = calloc(measures->n + 1, sizeof *writing->numbers);
    writing->order = calloc(n_groups + 1, sizeof *writing->order);
    if (writing->names == NULL || writing->numbers == NULL || writing->order == NULL) {
        return error_no_memory(err);
    }
    memcpy(writing->names, measures->values, measures->n * sizeof *writing->names);
    qsort(writing->names, measures->n, sizeof *writing->names, compare_texts);
    for (size_t m = 0; m < measures->n; m++) {
        writing->numbers[m] = (size_t)dictionary_find(&writing->groups->measures, writing->names[m]) - 1;
    }
    for (size_t g = 0; g < n_groups; g++) {
        writing->order[g] = g;
    }
    qsort_r(writing->order, n_groups, sizeof *writing->order, compare_groups,
            (void *)(uintptr_t)writing->groups);
    return OK;
}

static void put_section(struct bytes_writer *to, const struct writing *writing, enum state_section section)
{
    struct bytes_writer part = {0};
    if (section == STATE_HEAD) {
        put_head(&part, writing->head);
    } else {
        bytes_put(&part, writing->groups->index.n);
    }
    for (size_t i = 0; section != STATE_HEAD && i < writing->groups->index.n; i++) {
        size_t g = writing->order[i];
        struct accumulator *accumulator = &writing->groups->accumulators[g];
        if (section == STATE_COUNTS) {
            put_group(&part, writing, g);
        } else if (section == STATE_STARTS) {
            state_put_starts(&part, accumulator->times);
        } else {
            put_dependence(&part, writing, accumulator);
        }
    }
    to->failed |= part.failed;
    bytes_put_text(to, part.text.bytes, part.text.n);
    text_release(&part.text);
}

static enum status wrap(const struct bytes_writer *body, struct text *bytes, struct error *err)
{
    struct bytes_writer file = {0};
    uint8_t digest[SHA256_BYTES];
    bytes_put_raw(&file, STATE_MAGIC, STATE_MAGIC_BYTES);
    bytes_put(&file, STATE_VERSION);
    bytes_put_text(&file, body->text.bytes, body->text.n);
    if (!file.failed) {
        digest_compute(file.text.bytes, file.text.n, digest);
        bytes_put_raw(&file, (const char *)digest, sizeof digest);
    }
    enum status status =
        file.failed ? error_no_memory(err) : text_append(bytes, file.text.bytes, file.text.n, err);
    text_release(&file.text);
    return status;
}

enum status state_write(const struct state_head *head, const struct groups *groups, struct text *bytes,
                        struct error *err)
{
    struct writing writing = {.head = head, .groups = groups, .room = groups_room(groups)};
    struct bytes_writer body = {0};
    enum status status = order_groups(&writing, err);
    for (enum state_section section = STATE_HEAD; status == OK && section < STATE_SECTIONS; section++) {
        put_section(&body, &writing, section);
    }
    status = status == OK && body.failed ? error_no_memory(err) : status;
    status = status == OK ? wrap(&body, bytes, err) : status;
    text_release(&body.text);
    free(writing.names);
    free(writing.numbers);
    free(writing.order);
    return status;
}
