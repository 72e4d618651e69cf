#include "analysis/accumulate/accumulator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* The tally of a measure, made when there is none; NULL with err set. */
static struct tally *get_tally(struct accumulator *accumulator, size_t number, struct error *err)
{
    struct tally *tallies =
        array_reserve(accumulator->tallies, &accumulator->capacity, number + 1, sizeof *tallies);
    if (tallies == NULL) {
        error_no_memory(err);
        return NULL;
    }
    accumulator->tallies = tallies;
    while (accumulator->n_tallies <= number) {
        tallies[accumulator->n_tallies++] = (struct tally){0};
    }
    return &tallies[number];
}

void *accumulator_part(void *part, size_t bytes, struct error *err)
{
    void *found = part == NULL ? calloc(1, bytes) : part;
    if (found == NULL) {
        error_no_memory(err);
    }
    return found;
}

const struct column *accumulator_failed_column(const struct accumulator *accumulator, const char *name)
{
    return accumulator->failed == NULL ? NULL : table_find_column(accumulator->failed, name);
}

size_t accumulator_failed_rows(const struct accumulator *accumulator)
{
    return accumulator->failed == NULL ? 0 : accumulator->failed->rows;
}

void tally_cut_off(struct tally *tally, size_t n, double from)
{
    if (n > 0 && (tally->censored == 0 || from < tally->censored_from)) {
        tally->censored_from = from;
    }
    tally->censored += n;
}

const char *const accumulator_place = "\003place";
const char *const accumulator_row = "\003row";

/* Adds the rows of `from` behind those of `to`, and takes no column over, but copies it. */
static enum status append_rows(struct table *to, struct table *from, size_t expected, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n_columns; i++) {
        size_t index;
        if (table_find_exactly(to, from->columns[i].name) == NULL) {
            status = table_add_column(to, from->columns[i].name, from->columns[i].kind, &index, err);
        }
    }
    if (status == OK && expected > 0) {
        table_expect_rows(to, to->rows + expected);
    }
    return status == OK ? table_append(to, from, err) : status;
}

/* Keeps what is known of failed requests, which come behind all that there are. */
static enum status keep_failed(struct accumulator *to, struct accumulator *from, struct error *err)
{
    const struct column *place = accumulator_failed_column(from, accumulator_place);
    for (size_t i = 0; i < from->failed->rows; i++) {
        place->values[i] += (double)to->counts.requests;
    }
    to->failed = accumulator_part(to->failed, sizeof *to->failed, err);
    return to->failed == NULL ? BAD_SERVICE : append_rows(to->failed, from->failed, 0, err);
}

static enum status add_starts(struct accumulator *to, const double *start_s, size_t n, struct error *err)
{
    to->times = accumulator_part(to->times, sizeof *to->times, err);
    return to->times == NULL ? BAD_SERVICE : start_bins_add(&to->times->starts, start_s, n, err);
}

static enum status merge_starts(struct accumulator *to, const struct times *from, struct error *err)
{
    to->times = accumulator_part(to->times, sizeof *to->times, err);
    return to->times == NULL ? BAD_SERVICE : start_bins_merge(&to->times->starts, &from->starts, err);
}

enum status accumulator_count(struct accumulator *to, struct accumulator *from, const uint32_t *number_of,
                              struct error *err)
{
    enum status status = accumulator_failed_rows(from) > 0 ? keep_failed(to, from, err) : OK;
    to->counts.requests += from->counts.requests;
    to->counts.failed += from->counts.failed;
    to->counts.untold += from->counts.untold;
    to->counts.cut_off += from->counts.cut_off;
    to->counts.failed_apart += from->counts.failed_apart;
    for (size_t i = 0; status == OK && i < from->n_tallies; i++) {
        const struct tally *theirs = &from->tallies[i];
        if (number_of[i] == NOT_COUNTED) {
            continue;
        }
        struct tally *ours = get_tally(to, number_of[i], err);
        if (ours == NULL) {
            return BAD_SERVICE;
        }
        tally_cut_off(ours, theirs->censored, theirs->censored_from);
        status = histogram_merge(&ours->histogram, &theirs->histogram, err);
    }
    return status == OK && from->times != NULL ? merge_starts(to, from->times, err) : status;
}

static bool is_start(const struct column *column)
{
    return strcmp(column->name, order_names[BY_START]) == 0;
}

/* Of those failed requests that are not among the values. */
static enum status count_failed_starts(struct accumulator *to, const struct accumulator *from,
                                       struct error *err)
{
    const struct column *place = accumulator_failed_column(from, accumulator_place);
    const struct column *start = accumulator_failed_column(from, order_names[BY_START]);
    enum status status = OK;
    for (size_t i = 0; status == OK && start != NULL && i < from->failed->rows; i++) {
        bool apart = place->values[i] != floor(place->values[i]);
        status = apart ? add_starts(to, &start->values[i], 1, err) : OK;
    }
    return status;
}

enum status accumulator_count_values(struct accumulator *to, const struct accumulator *from,
                                     const uint32_t *number_of, struct error *err)
{
    const struct table *values = &from->values;
    enum status status = count_failed_starts(to, from, err);
    for (size_t i = 0; status == OK && i < values->n_columns; i++) {
        const struct column *column = &values->columns[i];
        if (is_start(column)) {
            status = add_starts(to, column->values, values->rows, err);
        }
        if (status == OK && number_of[i] != NOT_COUNTED) {
            struct tally *tally = get_tally(to, number_of[i], err);
            status = tally == NULL ? BAD_SERVICE
                                   : histogram_add(&tally->histogram, column->values, values->rows, err);
        }
    }
    return status;
}

static void look_back(struct clock_order *clock, const double *start_s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool later = clock->n++ == 0 || start_s[i] > clock->latest_s;
        clock->latest_s = later ? start_s[i] : clock->latest_s;
        clock->back_s = fmax(clock->back_s, clock->latest_s - start_s[i]);
    }
}

/* Moves values together past missing ones, with the codes of their clusters, unless there are none. Returns
 * how many there are. */
static size_t drop_missing(double *values, const uint32_t *clusters, uint32_t *codes, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            values[kept] = values[i];
            if (clusters != NULL) {
                codes[kept] = clusters[i];
            }
            kept++;
        }
    }
    return kept;
}

static enum status line_up_values(struct tally *tally, const double *values, const uint32_t *codes, size_t n,
                                  struct error *err)
{
    tally->lined_up = accumulator_part(tally->lined_up, sizeof *tally->lined_up, err);
    if (tally->lined_up == NULL) {
        return BAD_SERVICE;
    }
    enum status status = stretches_add(&tally->lined_up->stretches, values, codes, n, err);
    if (status == OK) {
        sorted_add(&tally->lined_up->sorted, values, n);
    }
    return status;
}

static enum status line_up(struct accumulator *to, struct table *from, const uint32_t *number_of,
                           uint32_t *codes, struct error *err)
{
    const struct column *clusters = table_find_column(from, sample_cluster_columns[0]);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n_columns; i++) {
        struct column *column = &from->columns[i];
        if (!is_start(column) && number_of[i] == NOT_COUNTED) {
            continue;
        }
        size_t n = drop_missing(column->values, clusters == NULL ? NULL : clusters->codes.of.four, codes,
                                from->rows);
        if (is_start(column)) {
            to->times = accumulator_part(to->times, sizeof *to->times, err);
            if (to->times == NULL) {
                return BAD_SERVICE;
            }
            look_back(&to->times->clock, column->values, n);
        }
        if (number_of[i] != NOT_COUNTED) {
            struct tally *tally = get_tally(to, number_of[i], err);
            status = tally == NULL
                         ? BAD_SERVICE
                         : line_up_values(tally, column->values, clusters == NULL ? NULL : codes, n, err);
        }
    }
    return status;
}

enum status accumulator_line_up(struct accumulator *to, struct table *from, const uint32_t *number_of,
                                struct error *err)
{
    uint32_t *codes = calloc(from->rows + 1, sizeof *codes);
    enum status status = codes == NULL ? error_no_memory(err) : line_up(to, from, number_of, codes, err);
    free(codes);
    return status;
}

enum status accumulator_strip(struct accumulator *to, const struct table *from, const uint32_t *number_of,
                              struct error *err)
{
    const struct column *starts = table_find_column(from, order_names[BY_START]);
    const struct column *rows = table_find_column(from, accumulator_row);
    const struct column *clusters = table_find_column(from, sample_cluster_columns[0]);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n_columns; i++) {
        if (number_of[i] != NOT_COUNTED) {
            struct tally *tally = get_tally(to, number_of[i], err);
            const struct strips_values values = {
                from->columns[i].values, starts == NULL ? NULL : starts->values, rows->values,
                clusters == NULL ? NULL : clusters->codes.of.four, from->rows};
            if (tally == NULL ||
                (tally->strips = accumulator_part(tally->strips, sizeof *tally->strips, err)) == NULL) {
                return BAD_SERVICE;
            }
            status = strips_add(tally->strips, &values, err);
        }
    }
    return status;
}

/* Adds strips to others, NULL where there are none. */
static enum status merge_strips(struct strips **to, const struct strips *from, struct error *err)
{
    if (from == NULL) {
        return OK;
    }
    *to = accumulator_part(*to, sizeof **to, err);
    return *to == NULL ? BAD_SERVICE : strips_merge(*to, from, err);
}

enum status accumulator_merge(struct accumulator *to, struct accumulator *from, const uint32_t *number_of,
                              struct error *err)
{
    enum status status = accumulator_count(to, from, number_of, err);
    for (size_t i = 0; status == OK && i < from->n_tallies; i++) {
        struct tally *tally = get_tally(to, number_of[i], err);
        status = tally == NULL ? BAD_SERVICE : merge_strips(&tally->strips, from->tallies[i].strips, err);
    }
    return status == OK ? merge_strips(&to->outcome_strips, from->outcome_strips, err) : status;
}

/* What was lined up is released. */
static void release_lined_up(struct tally *tally)
{
    if (tally->lined_up != NULL) {
        stretches_release(&tally->lined_up->stretches);
    }
    free(tally->lined_up);
    tally->lined_up = NULL;
}

static void release_outcomes(struct accumulator *accumulator)
{
    if (accumulator->outcomes != NULL) {
        stretches_release(accumulator->outcomes);
    }
    free(accumulator->outcomes);
    accumulator->outcomes = NULL;
}

static enum status line_up_tally(struct tally *tally, const struct accumulator_room *room, struct error *err)
{
    struct histogram *histogram = &tally->histogram;
    struct moments moments = {0};
    enum status status = histogram_settle(histogram, err);
    histogram_coarsen(histogram, room->cells);
    release_lined_up(tally);
    if (status != OK || tally->strips == NULL) {
        return status;
    }
    strips_fit(tally->strips, &room->strips);
    if (strips_count(tally->strips) == 0) {
        return OK;
    }
    tally->lined_up = accumulator_part(NULL, sizeof *tally->lined_up, err);
    if (tally->lined_up == NULL) {
        return BAD_SERVICE;
    }
    if (histogram->n > 0) {
        moments = histogram_moments(histogram);
    }
    double n = (double)histogram->n, off = moments.max - moments.mean,
           squares = n * moments.population_sd * moments.population_sd;
    squares += ((double)strips_count(tally->strips) - n) * off * off;
    return strips_line_up(tally->strips, moments.max, moments.mean, squares, &tally->lined_up->stretches,
                          err);
}

static enum status line_up_outcomes(struct accumulator *accumulator, const struct accumulator_room *room,
                                    struct error *err)
{
    struct strips *strips = accumulator->outcome_strips;
    strips_fit(strips, &room->outcomes);
    double n = (double)strips_count(strips), failed = (double)accumulator->counts.failed;
    if (n == 0) {
        return OK;
    }
    accumulator->outcomes = accumulator_part(NULL, sizeof *accumulator->outcomes, err);
    return accumulator->outcomes == NULL
               ? BAD_SERVICE
               : strips_line_up(strips, 1, failed / n, failed * (1 - failed / n), accumulator->outcomes, err);
}

enum status accumulator_line_up_strips(struct accumulator *accumulator, const struct accumulator_room *room,
                                       struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < accumulator->n_tallies; i++) {
        status = line_up_tally(&accumulator->tallies[i], room, err);
    }
    release_outcomes(accumulator);
    if (accumulator->times != NULL) {
        accumulator->times->clock = (struct clock_order){0};
    }
    return status == OK && accumulator->outcome_strips != NULL ? line_up_outcomes(accumulator, room, err)
                                                               : status;
}

enum status accumulator_keep_values(struct accumulator *to, struct table *from, size_t expected,
                                    struct error *err)
{
    return append_rows(&to->values, from, expected, err);
}

static void release_strips(struct strips *strips)
{
    if (strips != NULL) {
        strips_release(strips);
    }
    free(strips);
}

void accumulator_release(struct accumulator *accumulator)
{
    for (size_t i = 0; i < accumulator->n_tallies; i++) {
        histogram_release(&accumulator->tallies[i].histogram);
        release_lined_up(&accumulator->tallies[i]);
        release_strips(accumulator->tallies[i].strips);
    }
    free(accumulator->tallies);
    release_outcomes(accumulator);
    release_strips(accumulator->outcome_strips);
    if (accumulator->failed != NULL) {
        table_release(accumulator->failed);
    }
    free(accumulator->failed);
    if (accumulator->times != NULL) {
        start_bins_release(&accumulator->times->starts);
    }
    free(accumulator->times);
    table_release(&accumulator->values);
    *accumulator = (struct accumulator){0};
}
