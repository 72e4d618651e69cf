/* States out of bytes, which anyone may have written: whatever is no state that adding makes is refused. */
#include "analysis/state/state.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/state/state_parts.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "stats/counted/buckets.h"

static const uint64_t MOST = STATE_MOST_COUNT;

/* ---- the head ---- */

static enum status get_names(struct bytes_reader *from, struct names *names, struct error *err)
{
    size_t n = bytes_get_count(from, 1);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        struct span name = bytes_get_text(from);
        from->bad |=
            name.n == 0 || !text_is_utf8(name.bytes, name.n) || memchr(name.bytes, 0, name.n) != NULL;
        status = from->bad ? OK : names_add(names, name.bytes, name.n, err);
    }
    from->bad |= names->n != n;
    return status;
}

static enum status get_inputs(struct bytes_reader *from, struct dictionary *inputs, struct error *err)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = bytes_get_count(from, STATE_DIGEST / 2);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        struct span raw = bytes_get_raw(from, STATE_DIGEST / 2);
        char hex[STATE_DIGEST];
        uint32_t code;
        for (size_t k = 0; k < raw.n; k++) {
            hex[2 * k] = digits[(unsigned char)raw.bytes[k] >> 4];
            hex[2 * k + 1] = digits[(unsigned char)raw.bytes[k] & 15];
        }
        status = dictionary_add(inputs, hex, 2 * raw.n, &code, err);
    }
    from->bad |= inputs->n != n;
    return status;
}

/* A text that is no value, NULL where there is none; the caller frees. */
static enum status get_value(struct bytes_reader *from, char **value, struct error *err)
{
    bool any = bytes_get_up_to(from, 1) == 1;
    *value = NULL;
    if (!any) {
        return OK;
    }
    struct span text = bytes_get_text(from);
    from->bad |= !text_is_utf8(text.bytes, text.n) || memchr(text.bytes, 0, text.n) != NULL;
    *value = from->bad ? NULL : text_copy(text.bytes, text.n, err);
    return *value == NULL && !from->bad ? BAD_SERVICE : OK;
}

static enum status get_head(struct bytes_reader *from, struct state_head *head, struct error *err)
{
    enum status status = get_names(from, &head->by, err);
    status = status == OK ? get_names(from, &head->measures, err) : status;
    status = status == OK ? get_names(from, &head->where, err) : status;
    status = status == OK ? get_names(from, &head->clusters, err) : status;
    uint64_t flags = bytes_get_up_to(from, STATE_BY_NAMED | STATE_MEASURES_NAMED | STATE_HAS_CLOCK);
    head->by_named = flags & STATE_BY_NAMED;
    head->measures_named = flags & STATE_MEASURES_NAMED;
    head->has_clock = flags & STATE_HAS_CLOCK;
    from->bad |= head->clusters.n > 1;
    status = status == OK ? get_inputs(from, &head->inputs, err) : status;
    return status == OK ? get_names(from, &head->mixed, err) : status;
}

/* ---- counts ---- */

static enum status get_octaves(struct bytes_reader *from, struct histogram *histogram, struct error *err)
{
    size_t n = bytes_get_count(from, 6);
    uint64_t all = 0;
    int64_t last = INT64_MIN;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        int64_t number = bytes_get_signed(from);
        struct octave octave = {.octave = (int32_t)number, .n = bytes_get_up_to(from, MOST)};
        octave.offsets = bytes_get_wide(from);
        for (size_t k = 0; k < WIDE_LIMBS; k++) {
            octave.squares[k] = bytes_get(from);
        }
        from->bad |= number <= last || number < buckets_octave(-BUCKETS_MOST) ||
                     number >= buckets_octave(BUCKETS_MOST) || octave.n == 0 ||
                     octave.offsets >> (BUCKETS_BITS + BUCKETS_STEP_BITS) >= octave.n;
        last = number;
        all += octave.n;
        status = from->bad ? OK : octaves_add(&histogram->octaves, &octave, err);
    }
    from->bad |= all != histogram->n;
    return status;
}

static enum status get_cells(struct bytes_reader *from, struct histogram *histogram, struct error *err)
{
    histogram->level = (unsigned)bytes_get_up_to(from, 23);
    size_t n = bytes_get_count(from, 2);
    uint64_t all = 0;
    int64_t bucket = 0, most = (BUCKETS_MOST >> histogram->level) + 1;
    histogram->cells = calloc(n + 1, sizeof *histogram->cells);
    if (histogram->cells == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n && !from->bad; i++) {
        bucket = i == 0 ? bytes_get_signed(from) : bucket + 1 + (int64_t)bytes_get_up_to(from, MOST);
        histogram->cells[i] =
            (struct histogram_cell){.bucket = (int32_t)bucket, .n = bytes_get_up_to(from, MOST)};
        from->bad |= bucket < -most || bucket >= most || histogram->cells[i].n == 0;
        all += histogram->cells[i].n;
    }
    uint64_t offset;
    int32_t low = buckets_find(histogram->min, &offset) >> histogram->level,
            high = buckets_find(histogram->max, &offset) >> histogram->level;
    histogram->cells_n = n;
    from->bad |= all != histogram->n || n == 0 || histogram->cells[0].bucket != low ||
                 histogram->cells[n - 1].bucket != high;
    return OK;
}

enum status state_get_histogram(struct bytes_reader *from, struct histogram *histogram, struct error *err)
{
    histogram->settled = true;
    histogram->n = bytes_get_up_to(from, MOST);
    if (histogram->n == 0) {
        return OK;
    }
    histogram->min = bytes_get_double(from);
    histogram->max = bytes_get_double(from);
    from->bad |= histogram->min > histogram->max;
    enum status status = get_octaves(from, histogram, err);
    return status == OK && !from->bad ? get_cells(from, histogram, err) : status;
}

/* What a group has of its measures, which are in ascending order. */
static enum status get_tallies(struct bytes_reader *from, size_t n_measures, struct accumulator *accumulator,
                               struct error *err)
{
    size_t last = 0, m;
    enum status status = OK;
    accumulator->tallies = calloc(n_measures + 1, sizeof *accumulator->tallies);
    if (accumulator->tallies == NULL) {
        return error_no_memory(err);
    }
    accumulator->n_tallies = n_measures;
    accumulator->capacity = n_measures + 1;
    while (status == OK && (m = (size_t)bytes_get_up_to(from, n_measures)) > 0) {
        struct tally *tally = &accumulator->tallies[m - 1];
        if (m <= last) {
            from->bad = true;
            return OK;
        }
        last = m;
        tally->censored = bytes_get_up_to(from, MOST);
        tally->censored_from = tally->censored > 0 ? bytes_get_double(from) : 0;
        status = state_get_histogram(from, &tally->histogram, err);
        from->bad |= tally->censored == 0 && tally->histogram.n == 0;
    }
    return status;
}

static enum status get_group(struct bytes_reader *from, struct state *state, struct error *err)
{
    size_t n_by = state->head.by.n;
    char **texts = calloc(n_by + 1, sizeof *texts);
    struct text spelled = {0};
    struct accumulator *accumulator = NULL;
    enum status status = texts == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < n_by; i++) {
        status = get_value(from, &texts[i], err);
    }
    size_t before = state->groups.index.n;
    if (status == OK && !from->bad) {
        status = groups_get(&state->groups, (const char *const *)texts, &spelled, &accumulator, err);
        from->bad |= status == OK && state->groups.index.n == before;
    }
    if (status == OK && !from->bad) {
        struct counts *counts = &accumulator->counts;
        size_t *const all[] = {&counts->requests, &counts->failed, &counts->cut_off, &counts->untold,
                               &counts->failed_apart};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            *all[i] = bytes_get_up_to(from, MOST);
        }
        from->bad |= counts->cut_off > counts->requests || counts->untold > counts->requests;
        status = get_tallies(from, state->head.measures.n, accumulator, err);
    }
    for (size_t i = 0; texts != NULL && i < n_by; i++) {
        free(texts[i]);
    }
    free(texts);
    text_release(&spelled);
    return status;
}

/* Requests have at most one value each. */
static bool are_sound(const struct accumulator *accumulator)
{
    const struct counts *counts = &accumulator->counts;
    bool sound = true;
    for (size_t i = 0; i < accumulator->n_tallies; i++) {
        const struct tally *tally = &accumulator->tallies[i];
        sound = sound && tally->histogram.n <= counts->requests - counts->cut_off &&
                tally->censored <= counts->cut_off;
    }
    return sound && (counts->failed_apart <= counts->failed);
}

/* ---- starts ---- */

static enum status get_kept(struct bytes_reader *from, struct start_bins *bins, struct error *err)
{
    int64_t place = 0;
    from->bad |= bins->n > START_BINS;
    bins->kept_s = from->bad ? NULL : calloc(START_BINS, sizeof *bins->kept_s);
    if (bins->kept_s == NULL) {
        return from->bad ? OK : error_no_memory(err);
    }
    bins->capacity = START_BINS;
    for (size_t i = 0; i < bins->n && !from->bad; i++) {
        bytes_signed_wide sum = bytes_get_signed_wide(from), most = (bytes_signed_wide)1 << 65;
        from->bad |= sum < -most || sum > most || (i > 0 && sum < 0);
        sum = from->bad ? 0 : sum + place;
        from->bad |= sum <= INT64_MIN || sum > INT64_MAX;
        place = from->bad ? 0 : (int64_t)sum;
        bins->kept_s[i] = state_number_at(place);
        from->bad |= !(bins->kept_s[i] - bins->kept_s[i] == 0);
    }
    bins->first_s = bins->kept_s[0];
    bins->last_s = bins->kept_s[bins->n - 1];
    return OK;
}

static enum status get_bins(struct bytes_reader *from, struct start_bins *bins, struct error *err)
{
    bins->first_s = bytes_get_double(from);
    bins->last_s = bytes_get_double(from);
    int64_t exponent = bytes_get_signed(from);
    bins->exponent = exponent > -1100 && exponent < 1100 ? (int)exponent : 2000;
    bins->first = bytes_get_signed(from);
    size_t n = bytes_get_count(from, 1);
    from->bad |= n > START_BINS;
    bins->counts = calloc(START_BINS, sizeof *bins->counts);
    if (bins->counts == NULL) {
        return error_no_memory(err);
    }
    for (size_t b = 0; b < n && !from->bad; b++) {
        bins->counts[b] = bytes_get_up_to(from, MOST);
    }
    return OK;
}

enum status state_get_starts(struct bytes_reader *from, struct accumulator *accumulator, struct error *err)
{
    accumulator->times = accumulator_part(accumulator->times, sizeof *accumulator->times, err);
    if (accumulator->times == NULL) {
        return BAD_SERVICE;
    }
    struct start_bins *bins = &accumulator->times->starts;
    bins->at_0 = bytes_get_up_to(from, MOST);
    bins->n = bytes_get_up_to(from, MOST);
    if (bins->n == 0) {
        return OK;
    }
    bool counted = bytes_get_up_to(from, 1) == 1;
    enum status status = counted ? get_bins(from, bins, err) : get_kept(from, bins, err);
    from->bad = from->bad || (status == OK && !start_bins_are_sound(bins));
    return status;
}

/* ---- the whole ---- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The measures of tallies are in ascending order. */
static enum status number_measures(struct state *state, struct error *err)
{
    const struct names *measures = &state->head.measures;
    const char **sorted = calloc(measures->n + 1, sizeof *sorted);
    enum status status = sorted == NULL ? error_no_memory(err) : OK;
    if (status == OK && measures->n > 0) {
        memcpy(sorted, measures->values, measures->n * sizeof *sorted);
        qsort(sorted, measures->n, sizeof *sorted, compare_texts);
    }
    for (size_t i = 0; status == OK && i < measures->n; i++) {
        uint32_t number;
        status = groups_number(&state->groups, sorted[i], &number, err);
    }
    free(sorted);
    return status;
}

static enum status get_section(struct bytes_reader *from, struct state *state, enum state_section section,
                               struct error *err)
{
    struct span text = bytes_get_text(from);
    struct bytes_reader part = {text.bytes, text.bytes + text.n, from->bad};
    size_t n = section == STATE_HEAD ? 0 : bytes_get_count(&part, 1);
    enum status status = section == STATE_HEAD ? get_head(&part, &state->head, err) : OK;
    part.bad |= section > STATE_COUNTS && n != state->groups.index.n;
    for (size_t g = 0; status == OK && g < n && !part.bad; g++) {
        struct accumulator *accumulators = state->groups.accumulators;
        status = section == STATE_COUNTS   ? get_group(&part, state, err)
                 : section == STATE_STARTS ? state_get_starts(&part, &accumulators[g], err)
                                           : state_get_dependence(&part, &accumulators[g], err);
        part.bad |= section == STATE_COUNTS && status == OK && !part.bad &&
                    !are_sound(&state->groups.accumulators[g]);
    }
    from->bad |= part.bad || part.at != part.end;
    return status;
}

enum status state_read_body(struct state *state, const char *name, const char *bytes, size_t n,
                            struct error *err)
{
    struct bytes_reader from = {bytes, bytes + n, false};
    *state = (struct state){0};
    enum status status = get_section(&from, state, STATE_HEAD, err);
    const struct groups_plan plan = {
        .by = state->head.by.values, .n_by = state->head.by.n, .bounded = true, .stripped = true};
    if (status == OK && !from.bad) {
        status = groups_init(&state->groups, &plan, err);
        status = status == OK ? number_measures(state, err) : status;
    }
    for (enum state_section section = STATE_COUNTS; status == OK && section < STATE_SECTIONS && !from.bad;
         section++) {
        status = get_section(&from, state, section, err);
    }
    from.bad |= from.at != from.end;
    return status == OK && from.bad
               ? error_set(err, BAD_DATA, "%s: found a state that no faastat has written", name)
               : status;
}

static bool has_digest(const char *bytes, size_t n, const char *expected)
{
    uint8_t digest[SHA256_BYTES];
    digest_compute(bytes, n, digest);
    return memcmp(digest, expected, sizeof digest) == 0;
}

enum status state_read(struct state *state, const char *name, const char *bytes, size_t n, struct error *err)
{
    struct bytes_reader from = {bytes, bytes + n, false};
    struct span magic = bytes_get_raw(&from, STATE_MAGIC_BYTES);
    *state = (struct state){0};
    if (from.bad || memcmp(magic.bytes, STATE_MAGIC, STATE_MAGIC_BYTES) != 0) {
        return error_set(err, BAD_DATA, "%s: found no state of faastat, or the beginning of one", name);
    }
    uint64_t version = bytes_get(&from);
    if (!from.bad && version != STATE_VERSION) {
        return error_set(err, BAD_DATA,
                         "%s: found a state of version %llu, expected %d, which is this faastat's", name,
                         (unsigned long long)version, STATE_VERSION);
    }
    uint64_t length = bytes_get(&from);
    size_t left = (size_t)(from.end - from.at);
    if (from.bad || left < SHA256_BYTES || length > left - SHA256_BYTES) {
        return error_set(err, BAD_DATA, "%s: found a state of %zu bytes that is cut off", name, n);
    }
    if (length != left - SHA256_BYTES) {
        return error_set(err, BAD_DATA, "%s: found %zu bytes behind the end of a state", name,
                         left - SHA256_BYTES - (size_t)length);
    }
    if (!has_digest(bytes, n - SHA256_BYTES, bytes + n - SHA256_BYTES)) {
        return error_set(err, BAD_DATA,
                         "%s: found a state that is damaged, as its SHA-256 is not the one that it says",
                         name);
    }
    return state_read_body(state, name, from.at, (size_t)length, err);
}
