#include "analysis/throughput.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/quantile.h"
#include "stats/throughput.h"

/* Starts at 0 are no times when the others are so many times as far from 0 as from one another. */
static const double FAR = 10;

static bool is_ascending(const double *values, size_t n)
{
    size_t i = 1;
    while (i < n && values[i] >= values[i - 1]) {
        i++;
    }
    return i >= n;
}

bool throughput_lacks_0(const double *start_s, size_t n)
{
    double first_s = INFINITY, last_s = -INFINITY;
    size_t others = 0;
    for (size_t i = 0; i < n; i++) {
        if (start_s[i] != 0 && !isnan(start_s[i])) {
            first_s = fmin(first_s, start_s[i]);
            last_s = fmax(last_s, start_s[i]);
            others++;
        }
    }
    return others > 1 && first_s > FAR * (last_s - first_s);
}

/* ---- against the numbers of the requests ---- */

/* How far the numbers reach is at least as many as there are, unless some come twice. */
static bool may_be_unique(const double *numbers, size_t n)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        least = fmin(least, numbers[i]);
        most = fmax(most, numbers[i]);
    }
    return most - least + 1 >= (double)n;
}

/* The place of the first of n ascending numbers that is above `number`; n: none is. */
static size_t find_above(const double *ascending, size_t n, double number)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ascending[middle] > number) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* The requests that are numbered, in the order of their starts, without those at a 0 that is no time. */
struct numbered {
    const double *start_s, *number;
    size_t n;
};

static struct numbered find_numbered(const struct starts *starts)
{
    size_t n = starts->n_numbered, at_0 = 0;
    if (starts->request == NULL) {
        return (struct numbered){0};
    }
    bool lacks_0 = throughput_lacks_0(starts->start_s, n);
    while (lacks_0 && at_0 < n && starts->start_s[at_0] == 0) {
        at_0++;
    }
    struct numbered numbered = {starts->start_s + at_0, starts->request + at_0, n - at_0};
    bool in_order = is_ascending(numbered.start_s, numbered.n);
    return in_order && numbered.n > 1 && may_be_unique(numbered.number, numbered.n) ? numbered
                                                                                    : (struct numbered){0};
}

/* How many requests started after one with a higher number, by more than the mean time between two starts,
 * and by how much at most. `highest` are the highest numbers up to each start. */
static struct note compare_numbers(const struct numbered *numbered, const double *highest)
{
    const double *start_s = numbered->start_s;
    double least_s = (start_s[numbered->n - 1] - start_s[0]) / (double)(numbered->n - 1);
    struct note note = {.code = NOTE_STEPS_BACK};
    for (size_t i = 0; i < numbered->n; i++) {
        if (highest[i] > numbered->number[i]) {
            double back_s = start_s[i] - start_s[find_above(highest, i, numbered->number[i])];
            note.numbers[0] += back_s > least_s;
            note.numbers[1] = fmax(note.numbers[1], back_s);
        }
    }
    return note;
}

/* Clocks that run back. */
static enum status note_steps_back(const struct starts *starts, struct notes *notes, struct error *err)
{
    const struct numbered numbered = find_numbered(starts);
    if (numbered.n < 2 || is_ascending(numbered.number, numbered.n)) {
        return OK;
    }
    double *highest = reallocarray(NULL, numbered.n, sizeof *highest);
    if (highest == NULL) {
        return error_no_memory(err);
    }
    highest[0] = numbered.number[0];
    for (size_t i = 1; i < numbered.n; i++) { /* of a number that is missing, the one before */
        highest[i] = fmax(highest[i - 1], numbered.number[i]);
    }
    const struct note note = compare_numbers(&numbered, highest);
    free(highest);
    return note.numbers[0] > 0 ? notes_add(notes, &note, err) : OK;
}

/* ---- the times ---- */

/* In order. */
struct known_starts {
    struct throughput_load load;
    size_t n, at_0, unknown;
    bool one_by_one;
    double times[2 * START_BINS], numbers[2 * START_BINS]; /* room for those of bins */
};

/* Moves those starts together that are known. */
static void sort_known(const struct starts *starts, struct known_starts *known)
{
    bool lacks_0 = throughput_lacks_0(starts->start_s, starts->n);
    known->n = known->at_0 = 0;
    for (size_t i = 0; i < starts->n; i++) {
        bool at_0 = lacks_0 && starts->start_s[i] == 0;
        known->at_0 += at_0;
        if (!at_0 && !isnan(starts->start_s[i])) {
            starts->start_s[known->n++] = starts->start_s[i];
        }
    }
    quantile_sort(starts->start_s, known->n);
    known->load = (struct throughput_load){starts->start_s, NULL, known->n};
    known->unknown = starts->n - known->n - known->at_0;
    known->one_by_one = true;
}

/* The same of those in bins. */
static enum status take_bins(const struct starts *starts, struct known_starts *known, struct error *err)
{
    struct start_bins *bins = starts->bins;
    bool lacks_0 = bins->n > 1 && bins->first_s > FAR * (bins->last_s - bins->first_s);
    enum status status = lacks_0 ? OK : start_bins_add_at_0(bins, err);
    known->n = bins->n;
    known->at_0 = bins->at_0;
    known->unknown = starts->unknown;
    known->one_by_one = bins->counts == NULL;
    known->load = start_bins_load(bins, known->times, known->numbers);
    return status;
}

static size_t count_alike(const double *start_s, size_t n)
{
    size_t alike = 0;
    for (size_t i = 1; i < n; i++) {
        alike += start_s[i] == start_s[i - 1];
    }
    return alike;
}

static enum status note_times(const struct known_starts *known, struct notes *notes, struct error *err)
{
    size_t alike = known->one_by_one ? count_alike(known->load.start_s, known->n) : 0;
    double requests = (double)(known->n + known->at_0 + known->unknown);
    const struct {
        bool applies;
        struct note note;
    } all[] = {
        {known->unknown > 0, {NOTE_STARTS_UNKNOWN, NULL, {(double)known->unknown, requests}}},
        {known->at_0 > 0, {NOTE_STARTS_AT_0, NULL, {(double)known->at_0}}},
        {alike > 0 && 2 * alike >= known->n, {NOTE_STARTS_ALIKE, NULL, {(double)alike, (double)known->n}}},
    };
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof all / sizeof *all; i++) {
        status = all[i].applies ? notes_add(notes, &all[i].note, err) : OK;
    }
    return status;
}

/* ---- the rate ---- */

static enum status note_gaps(const struct throughput_gaps *gaps, bool no_interval, struct notes *notes,
                             struct error *err)
{
    const struct note one = {NOTE_GAP, NULL, {gaps->longest_s, gaps->after_s, gaps->per_s}};
    const struct note several = {
        NOTE_GAPS, NULL, {(double)gaps->n, gaps->all_s, gaps->longest_s, gaps->after_s, gaps->per_s}};
    enum status status = notes_add(notes, gaps->n == 1 ? &one : &several, err);
    return status == OK && no_interval ? notes_add(notes, &(struct note){.code = NOTE_GAPS_NO_INTERVAL}, err)
                                       : status;
}

static enum status find_rate(const struct throughput_load *load, double level, struct throughput_found *found,
                             struct error *err)
{
    struct error why = {{0}};
    const struct note reason = {.code = NOTE_REASON};
    enum status status = throughput(load, &found->per_s, &why);
    if (status != OK) {
        return notes_explain(&found->notes, status, &reason, &why, err);
    }
    struct throughput_gaps gaps = throughput_find_gaps(load);
    if (gaps.n > 0) {
        return note_gaps(&gaps, !isnan(level), &found->notes, err);
    }
    status = isnan(level) ? OK : throughput_interval(load, level, &found->interval, &why);
    return notes_explain(&found->notes, status, &reason, &why, err);
}

enum status throughput_find(const struct starts *starts, double level, struct throughput_found *found,
                            struct error *err)
{
    found->per_s = found->interval.low = found->interval.high = found->successes_per_s = NAN;
    struct known_starts room, *known = &room; /* of which all is written but what there are no bins for */
    enum status status = note_steps_back(starts, &found->notes, err);
    if (starts->bins != NULL && status == OK) {
        status = take_bins(starts, known, err);
    } else {
        sort_known(starts, known);
    }
    if (status == OK && known->n == 0) {
        return notes_add(&found->notes, &(struct note){.code = NOTE_NO_CLOCK}, err);
    }
    if (status == OK) {
        status = note_times(known, &found->notes, err);
    }
    if (status == OK) {
        status = find_rate(&known->load, level, found, err);
    }
    double all = (double)(known->n + known->at_0 + known->unknown);
    found->successes_per_s = found->per_s * starts->successes / all;
    return status;
}
