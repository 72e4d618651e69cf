#include "analysis/audit.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/known_group.h"
#include "analysis/samples.h"
#include "stats/draws.h"
#include "stats/omission.h"
#include "stats/quantile.h"

/* From this share of starts on the clients are taken to have sent the next request when one returned. */
static const double CLOSED = 0.9;
/* A rate that is off Little's law by more than this has another cause than chance. */
static const double OFF = 0.1;

struct auditing {
    const struct audit_options *options;
    const struct table *table;
    struct samples samples;          /* of successful requests */
    struct gathered starts, lengths; /* of all requests, failed ones too: they kept a client busy */
    struct audit_result *result;
};

/* The clock times of one group. */
struct clock {
    const double *start_s, *length_s;
    size_t n;
};

static double known_wait_s(const struct audit_options *options)
{
    return isnan(options->wait_s) ? 0 : options->wait_s;
}

/* ---- what was measured ---- */

static enum status measure_load(const struct audit_options *options, const struct clock *clock,
                                struct audit_row *row, struct error *err)
{
    enum status status = in_flight_count(clock->start_s, clock->length_s, clock->n, &row->in_flight, err);
    if (status != OK) {
        return status;
    }
    double busy_s = 0, first_s = INFINITY, last_s = -INFINITY;
    for (size_t i = 0; i < clock->n; i++) {
        busy_s += clock->length_s[i];
        first_s = fmin(first_s, clock->start_s[i]);
        last_s = fmax(last_s, clock->start_s[i] + clock->length_s[i]);
    }
    row->n = clock->n;
    row->per_s = (double)row->n / (last_s - first_s);
    row->mean_s = busy_s / (double)row->n;
    row->is_closed = fmin(row->in_flight.at_most, row->in_flight.following) >= CLOSED &&
                     row->n >= 10 * row->in_flight.most;
    row->users = !isnan(options->users) ? options->users : row->is_closed ? (double)row->in_flight.most : NAN;
    row->expected_per_s =
        isnan(options->users) ? NAN : options->users / (row->mean_s + known_wait_s(options));
    return OK;
}

static enum status note_load(const struct audit_options *options, struct audit_row *row, struct error *err)
{
    double share = row->per_s / row->expected_per_s;
    const struct {
        bool applies;
        struct note note;
    } all[] = {
        {row->is_closed, {NOTE_CLOSED_LOOP, NULL, {row->in_flight.following, (double)row->in_flight.most}}},
        {fabs(share - 1) > OFF,
         {share < 1 ? NOTE_TOO_FEW_REQUESTS : NOTE_TOO_MANY_REQUESTS,
          NULL,
          {row->users, known_wait_s(options), row->mean_s, row->expected_per_s, row->per_s, share}}},
        {row->failed > 0, {NOTE_FAILED_IN_FLIGHT, NULL, {(double)row->failed}}},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        enum status status = all[i].applies ? notes_add(&row->notes, &all[i].note, err) : OK;
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

/* ---- what was published ---- */

static double number_at(const struct table *table, const char *name, size_t row)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE ? column->values[row] : NAN;
}

/* Of a rate and a mean alone; false when the row tells neither. */
static bool take_published(const struct auditing *auditing, const struct sample *sample,
                           struct audit_row *row)
{
    const struct published *published = &sample->published;
    const struct audit_options *options = auditing->options;
    if (published->rows != 1 || sample->published.n_buckets > 0) {
        return false;
    }
    row->per_s = number_at(auditing->table, "requests_per_s", published->row);
    row->mean_s = published->mean;
    row->users = isnan(options->users) ? number_at(auditing->table, "users", published->row) : options->users;
    row->n = isnan(published->n) ? 0 : (size_t)published->n;
    row->failed = isnan(published->failed) ? 0 : (size_t)published->failed;
    row->in_flight = (struct in_flight){.mean = row->per_s * row->mean_s};
    row->expected_per_s = row->users / (row->mean_s + known_wait_s(options));
    return row->per_s > 0 && row->mean_s > 0;
}

/* ---- quantiles, as measured and corrected ---- */

/* NULL where the clients had no schedule, or one so tight that the sample can't be corrected for it. */
static enum status correct(const struct sample *sample, const struct draws *sorted, double interval_s,
                           double **corrected, size_t *n_corrected, struct error *err)
{
    struct error why = {{0}};
    if (sample->censored > 0 || !(interval_s > 0)) {
        return OK;
    }
    enum status status =
        omission_correct(sorted->values, sorted->n, interval_s, corrected, n_corrected, &why);
    if (status == OK) {
        quantile_sort(*corrected, *n_corrected);
    }
    return error_forgive(status, &why, err);
}

static enum status fill_quantiles(const struct known_group *known, double interval_s, struct audit_row *row,
                                  struct error *err)
{
    const struct known_options *options = known->options;
    double *corrected = NULL;
    size_t n_corrected = 0;
    enum status status = correct(known->sample, &(struct draws){known->sorted, known->n_sorted}, interval_s,
                                 &corrected, &n_corrected, err);
    if (status != OK) {
        return status;
    }
    row->quantiles = calloc(options->n_quantiles + 1, sizeof *row->quantiles);
    for (size_t q = 0; row->quantiles != NULL && q < options->n_quantiles; q++) {
        double p = options->quantiles[q];
        row->quantiles[q].value = quantile_sorted(known->sorted, known->n_sorted, p, QUANTILE_TYPE_DEFAULT);
        row->quantiles[q].corrected =
            corrected == NULL ? NAN : quantile_sorted(corrected, n_corrected, p, QUANTILE_TYPE_DEFAULT);
    }
    free(corrected);
    return row->quantiles == NULL ? error_no_memory(err) : OK;
}

static enum status add_quantiles(const struct audit_options *options, const struct sample *sample,
                                 double interval_s, struct audit_row *row, struct error *err)
{
    const struct known_options asked = {.intervals = {.method = INTERVAL_NONE},
                                        .quantiles = options->quantiles,
                                        .n_quantiles = options->n_quantiles,
                                        .whole = true};
    struct known_group known;
    enum status status = known_group_init(&known, sample, &asked, err);
    if (status == OK && known.n_sorted > 0) {
        status = fill_quantiles(&known, interval_s, row, err);
    }
    known_group_release(&known);
    return status;
}

/* ---- rows ---- */

static struct clock find_clock(const struct auditing *auditing, size_t group)
{
    if (auditing->starts.values == NULL) {
        return (struct clock){0};
    }
    size_t first = auditing->starts.starts[group];
    return (struct clock){auditing->starts.values + first, auditing->lengths.values + first,
                          auditing->starts.starts[group + 1] - first};
}

static enum status audit_group(const struct auditing *auditing, size_t group, struct error *err)
{
    struct audit_result *result = auditing->result;
    const struct sample *sample = &auditing->samples.samples[group];
    const struct clock clock = find_clock(auditing, group);
    struct audit_row *row = &result->rows[result->n];
    double interval_s = NAN; /* in which each client was to send one request */
    *row = (struct audit_row){.group = group, .failed = sample->failed};
    if (clock.n > 0) {
        struct error why = {{0}};
        enum status status = measure_load(auditing->options, &clock, row, &why);
        if (status != OK) {
            const struct note left_out = {NOTE_GROUP_LEFT_OUT, NULL, {(double)group + 1}};
            return notes_explain(&result->left_out, status, &left_out, &why, err);
        }
        interval_s = row->users / row->per_s;
    } else if (!take_published(auditing, sample, row)) {
        return OK;
    }
    result->n++;
    enum status status = add_quantiles(auditing->options, sample, interval_s, row, err);
    return status == OK ? note_load(auditing->options, row, err) : status;
}

/* When every request began, and how long it took. */
static enum status gather_clock(struct auditing *auditing, struct error *err)
{
    const struct table *table = auditing->table;
    const struct grouping *grouping = &auditing->result->grouping;
    const struct column *start = table_find_column(table, "start_s");
    const struct column *length = table_find_column(table, auditing->options->measure);
    if (start == NULL || length == NULL || start->kind != MEASURE || length->kind != MEASURE) {
        return OK;
    }
    uint8_t *skip = malloc(table->rows + 1);
    if (skip == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < table->rows; row++) {
        skip[row] = isnan(start->values[row]) || isnan(length->values[row]);
    }
    enum status status = grouping_gather(grouping, start, table->rows, skip, &auditing->starts, err);
    if (status == OK) {
        status = grouping_gather(grouping, length, table->rows, skip, &auditing->lengths, err);
    }
    free(skip);
    return status;
}

static enum status audit_groups(struct auditing *auditing, struct error *err)
{
    struct audit_result *result = auditing->result;
    const char *measure = auditing->options->measure;
    enum status status = gather_clock(auditing, err);
    if (status == OK) {
        status = samples_collect(auditing->table, &result->grouping, measure, NULL, &auditing->samples, err);
    }
    for (size_t g = 0; status == OK && g < result->grouping.n; g++) {
        status = audit_group(auditing, g, err);
    }
    return status == OK && result->n == 0
               ? error_set(err, BAD_DATA,
                           "found no two requests with start_s and %.40s, nor requests_per_s with a mean, "
                           "expected clock times or rates",
                           measure)
               : status;
}

enum status audit_compute(struct table *table, const struct audit_options *options,
                          struct audit_result *result, struct error *err)
{
    struct auditing auditing = {.options = options, .table = table, .result = result};
    result->options = options;
    enum status status = table_group(table, options->by, options->n_by, &result->grouping, err);
    if (status != OK) {
        return status;
    }
    result->rows = calloc(result->grouping.n + 1, sizeof *result->rows);
    status = result->rows == NULL ? error_no_memory(err) : audit_groups(&auditing, err);
    samples_release(&auditing.samples);
    gathered_release(&auditing.starts);
    gathered_release(&auditing.lengths);
    return status;
}

void audit_release(struct audit_result *result)
{
    for (size_t i = 0; i < result->n; i++) {
        free(result->rows[i].quantiles);
        notes_release(&result->rows[i].notes);
    }
    free(result->rows);
    notes_release(&result->left_out);
    grouping_release(&result->grouping);
    *result = (struct audit_result){0};
}
