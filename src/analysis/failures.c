#include "analysis/failures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/precision.h"

/* All requests of a group in the order in which they came. */
struct tries {
    const struct accumulator *requests;
    const double *places; /* of those that failed */
    size_t n;
    double *failed; /* 1 of those */
    double *keys[ORDERS];
    uint32_t *codes[MOST_CLUSTERS];
};

/* How many failed requests have a place among all: every one, or none where the dump has no places. */
static size_t count_placed(const struct tries *tries)
{
    return tries->places == NULL ? 0 : accumulator_failed_rows(tries->requests);
}

/* Goes through all requests in the order in which they came. */
struct walk {
    size_t row, next;
};

/* Where the next one is told of: at a row of the requests, or behind these at one of those that failed. */
static size_t walk_on(const struct tries *tries, struct walk *walk)
{
    size_t rows = tries->requests->values.rows, n_failed = count_placed(tries);
    if (walk->next < n_failed && (walk->row == rows || tries->places[walk->next] < (double)walk->row)) {
        return rows + walk->next++;
    }
    walk->next += walk->next < n_failed && tries->places[walk->next] == (double)walk->row;
    return walk->row++;
}

/* Which of all requests failed. */
static void mark_failed(const struct tries *tries)
{
    struct walk walk = {0};
    for (size_t i = 0, failed = 0; i < tries->n; i++) {
        walk_on(tries, &walk);
        tries->failed[i] = walk.next > failed;
        failed = walk.next;
    }
}

static const char *cells_of(const struct column *column)
{
    return column->kind == MEASURE ? (const char *)column->values : column->codes.of.any;
}

/* The cells of all requests in a column, of so many bytes each, for the caller to free; *cells is NULL where
 * the requests, or those that failed, lack it. */
static enum status mix(const struct tries *tries, const char *name, size_t bytes, void **cells,
                       struct error *err)
{
    size_t rows = tries->requests->values.rows;
    const struct column *of_requests = table_find_column(&tries->requests->values, name);
    const struct column *of_failed = accumulator_failed_column(tries->requests, name);
    struct walk walk = {0};
    *cells = NULL;
    if (of_requests == NULL || (of_failed == NULL && accumulator_failed_rows(tries->requests) > 0)) {
        return OK;
    }
    const char *requests = cells_of(of_requests),
               *failed = of_failed == NULL ? requests : cells_of(of_failed);
    char *to = *cells = calloc(tries->n + 1, bytes);
    for (size_t i = 0; to != NULL && i < tries->n; i++) {
        size_t at = walk_on(tries, &walk);
        memcpy(to + i * bytes, at < rows ? requests + at * bytes : failed + (at - rows) * bytes, bytes);
    }
    return to == NULL ? error_no_memory(err) : OK;
}

static enum status mix_numbers(const struct tries *tries, const char *name, double **to, struct error *err)
{
    void *cells;
    enum status status = mix(tries, name, sizeof **to, &cells, err);
    *to = cells;
    return status;
}

static enum status mix_codes(const struct tries *tries, const char *name, uint32_t **to, struct error *err)
{
    void *cells;
    enum status status = mix(tries, name, sizeof **to, &cells, err);
    *to = cells;
    return status;
}

static enum status mix_all(struct tries *tries, const struct table *columns, const char *const names[ORDERS],
                           struct error *err)
{
    enum status status = OK;
    for (enum order by = BY_COLUMN; status == OK && by < ORDERS; by++) {
        const struct column *column = names[by] == NULL ? NULL : table_find_column(columns, names[by]);
        bool orders = column != NULL && column->kind == MEASURE;
        status = orders ? mix_numbers(tries, names[by], &tries->keys[by], err) : OK;
    }
    for (size_t i = 0; status == OK && i < MOST_CLUSTERS; i++) {
        status = mix_codes(tries, sample_cluster_columns[i], &tries->codes[i], err);
    }
    return status;
}

/* Puts them in the order in which they were made. */
static enum status put_in_order(const struct tries *tries, struct error *err)
{
    enum order order;
    size_t *places;
    struct error why = {{0}};
    enum status status = order_find((const double *const *)tries->keys, tries->n, &order, &places, &why);
    status = error_forgive(status, &why, err); /* a failed request may lack its number */
    if (status == OK) {
        status = order_apply(places, tries->failed, sizeof *tries->failed, tries->n, err);
    }
    for (size_t i = 0; status == OK && i < MOST_CLUSTERS; i++) {
        status = tries->codes[i] == NULL
                     ? OK
                     : order_apply(places, tries->codes[i], sizeof *tries->codes[i], tries->n, err);
    }
    free(places);
    return status;
}

static enum status measure(const struct tries *tries, double level, double *worth, struct error *err)
{
    const struct influence share = {0.5, INFINITY};
    struct sample sample = {.kept = {.values = tries->failed, .n = tries->n}};
    struct precision precision;
    for (size_t i = 0; i < MOST_CLUSTERS; i++) {
        sample.kept.cluster_codes[i] = tries->codes[i];
    }
    enum status status = sample_settle(&sample, err);
    const struct time_series series = {tries->failed, tries->n, sample.kept.clusters, sample.kept.n_clusters};
    status = status == OK ? precision_measure(&series, &share, 1, &precision, err) : status;
    if (status == OK) {
        *worth = precision_binomial_n(&precision, tries->n, level) / (double)tries->n;
    }
    free(sample.kept.clusters);
    return status;
}

static enum status measure_lined_up(struct accumulator *requests, double level, struct error *err)
{
    const struct stretches *outcomes = requests->outcomes;
    struct precision precision;
    enum status status =
        requests->counts.failed == 0 ? OK : precision_measure_stretches(outcomes, NULL, 0, &precision, err);
    if (status == OK && requests->counts.failed > 0) {
        requests->failure_worth = precision_binomial_n(&precision, outcomes->n, level) / (double)outcomes->n;
    }
    return status;
}

enum status failures_measure(struct accumulator *requests, const struct table *columns, const char *order,
                             double level, struct error *err)
{
    const char *const names[ORDERS] = {
        [BY_COLUMN] = order, [BY_START] = order_names[BY_START], [BY_REQUEST] = order_names[BY_REQUEST]};
    const struct column *place = accumulator_failed_column(requests, accumulator_place);
    struct tries tries = {.requests = requests, .n = requests->values.rows + requests->counts.failed_apart};
    requests->failure_worth = 1;
    if (requests->outcomes != NULL && requests->outcomes->n > 0) {
        return measure_lined_up(requests, level, err);
    }
    if (place == NULL || accumulator_failed_rows(requests) == 0) {
        return OK;
    }
    tries.places = place->values;
    tries.failed = calloc(tries.n + 1, sizeof *tries.failed);
    enum status status = tries.failed == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        mark_failed(&tries);
        status = mix_all(&tries, columns, names, err);
    }
    status = status == OK ? put_in_order(&tries, err) : status;
    status = status == OK ? measure(&tries, level, &requests->failure_worth, err) : status;
    for (size_t i = 0; i < ORDERS; i++) {
        free(tries.keys[i]);
    }
    for (size_t i = 0; i < MOST_CLUSTERS; i++) {
        free(tries.codes[i]);
    }
    free(tries.failed);
    return status;
}

enum status failures_line_up(struct accumulator *to, const struct accumulator *from, struct error *err)
{
    const struct column *place = accumulator_failed_column(from, accumulator_place);
    struct tries tries = {.requests = from,
                          .places = place == NULL ? NULL : place->values,
                          .n = from->values.rows + from->counts.failed_apart};
    uint32_t *codes = NULL;
    tries.failed = calloc(tries.n + 1, sizeof *tries.failed);
    enum status status = tries.failed == NULL ? error_no_memory(err)
                                              : mix_codes(&tries, sample_cluster_columns[0], &codes, err);
    if (status == OK) {
        mark_failed(&tries);
        to->outcomes = accumulator_part(to->outcomes, sizeof *to->outcomes, err);
        status = to->outcomes == NULL ? BAD_SERVICE
                                      : stretches_add(to->outcomes, tries.failed, codes, tries.n, err);
    }
    free(codes);
    free(tries.failed);
    return status;
}

enum status failures_strip(struct accumulator *to, const struct accumulator *from, struct error *err)
{
    const struct column *place = accumulator_failed_column(from, accumulator_place);
    struct tries tries = {.requests = from,
                          .places = place == NULL ? NULL : place->values,
                          .n = from->values.rows + from->counts.failed_apart};
    double *start_s = NULL, *rows = NULL;
    uint32_t *codes = NULL;
    tries.failed = calloc(tries.n + 1, sizeof *tries.failed);
    enum status status = tries.failed == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        mark_failed(&tries);
        status = mix_numbers(&tries, accumulator_row, &rows, err);
    }
    status = status == OK ? mix_numbers(&tries, order_names[BY_START], &start_s, err) : status;
    status = status == OK ? mix_codes(&tries, sample_cluster_columns[0], &codes, err) : status;
    if (status == OK && rows != NULL) {
        const struct strips_values values = {tries.failed, start_s, rows, codes, tries.n};
        to->outcome_strips = accumulator_part(to->outcome_strips, sizeof *to->outcome_strips, err);
        status = to->outcome_strips == NULL ? BAD_SERVICE : strips_add(to->outcome_strips, &values, err);
    }
    free(start_s);
    free(rows);
    free(codes);
    free(tries.failed);
    return status;
}
