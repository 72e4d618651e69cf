#include "analysis/audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/known_group.h"
#include "analysis/role.h"
#include "analysis/samples.h"
#include "analysis/throughput.h"
#include "stats/draws.h"
#include "stats/omission.h"
#include "stats/quantile.h"
#include "table/order.h"

/* From this share of starts on the clients are taken to have sent the next request when one returned. */
static const double CLOSED = 0.9;
/* A rate that is off Little's law by more than this has another cause than chance. */
static const double OFF = 0.1;

struct auditing {
    const struct audit_options *options;
    const struct table *table;
    struct samples samples; /* of successful requests */
    /* Of all requests, failed ones too: they kept a client busy. */
    struct gathered starts, lengths, numbers;
    size_t *successes; /* of these, in each group */
    struct audit_result *result;
};

/* The clock times of one group. */
struct clock {
    double *start_s, *length_s;
    double *number; /* NULL: there are none */
    size_t n;
    double successes; /* NaN: nobody knows */
};

static double known_wait_s(const struct audit_options *options)
{
    return isnan(options->wait_s) ? 0 : options->wait_s;
}

/* ---- what was measured ---- */

static enum status put_in_order(const struct clock *clock, struct error *err)
{
    enum order order;
    size_t *places;
    enum status status = order_find((const double *const[ORDERS]){[BY_START] = clock->start_s}, clock->n,
                                    &order, &places, err);
    double *const all[] = {clock->start_s, clock->length_s, clock->number};
    for (size_t i = 0; status == OK && i < sizeof all / sizeof *all; i++) {
        status = all[i] == NULL ? OK : order_apply(places, all[i], sizeof *all[i], clock->n, err);
    }
    free(places);
    return status;
}

static enum status measure_rate(const struct clock *clock, struct audit_row *row, struct error *err)
{
    struct starts starts = {.start_s = reallocarray(NULL, clock->n + 1, sizeof *starts.start_s),
                            .n = clock->n,
                            .request = clock->number,
                            .n_numbered = clock->n,
                            .successes = clock->successes};
    struct throughput_found found = {0};
    if (starts.start_s == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < clock->n; i++) {
        starts.start_s[i] = clock->start_s[i];
    }
    enum status status = throughput_find(&starts, NAN, &found, err);
    row->per_s = found.per_s;
    row->successes_per_s = found.successes_per_s;
    row->notes = found.notes;
    free(starts.start_s);
    return status;
}

/* Leaves requests out of which it is not known when they began, or how long they took. */
static void drop_unknown(struct clock *clock)
{
    bool lacks_0 = throughput_lacks_0(clock->start_s, clock->n);
    size_t n = 0;
    for (size_t i = 0; i < clock->n; i++) {
        bool is_time = !isnan(clock->start_s[i]) && !(lacks_0 && clock->start_s[i] == 0);
        if (is_time && !isnan(clock->length_s[i])) {
            clock->start_s[n] = clock->start_s[i];
            clock->length_s[n++] = clock->length_s[i];
        }
    }
    clock->n = n;
}

static enum status measure_load(const struct audit_options *options, const struct clock *clock,
                                struct audit_row *row, struct error *err)
{
    enum status status = in_flight_count(clock->start_s, clock->length_s, clock->n, &row->in_flight, err);
    if (status != OK) {
        return status;
    }
    double busy_s = 0;
    for (size_t i = 0; i < clock->n; i++) {
        busy_s += clock->length_s[i];
    }
    row->n = (double)clock->n;
    row->mean_s = busy_s / row->n;
    row->is_closed = fmin(row->in_flight.at_most, row->in_flight.following) >= CLOSED &&
                     clock->n >= 10 * row->in_flight.most;
    row->users = !isnan(options->users) ? options->users : row->is_closed ? (double)row->in_flight.most : NAN;
    row->expected_per_s =
        isnan(options->users) ? NAN : options->users / (row->mean_s + known_wait_s(options));
    return OK;
}

/* The rate counts all requests with a start, the rest those with a length too. */
static enum status measure_clock(const struct audit_options *options, struct clock *clock,
                                 struct audit_row *row, struct error *err)
{
    enum status status = put_in_order(clock, err);
    if (status == OK) {
        status = measure_rate(clock, row, err);
    }
    if (status == OK) {
        drop_unknown(clock);
        status = measure_load(options, clock, row, err);
    }
    return status;
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
        {row->failed > 0, {NOTE_FAILED_IN_FLIGHT, NULL, {row->failed}}},
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

static const struct column *find_measure(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE ? column : NULL;
}

static double number_at(const struct table *table, const char *name, size_t row)
{
    const struct column *column = find_measure(table, name);
    return column != NULL ? column->values[row] : NAN;
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
    row->n = published->n;
    row->failed = published->failed;
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
    struct clock clock = {0};
    if (auditing->starts.values != NULL) {
        size_t first = auditing->starts.starts[group];
        double *numbers = auditing->numbers.values;
        clock = (struct clock){.start_s = auditing->starts.values + first,
                               .length_s = auditing->lengths.values + first,
                               .number = numbers == NULL ? NULL : numbers + first,
                               .n = auditing->starts.starts[group + 1] - first,
                               .successes = auditing->samples.samples[group].untold > 0
                                                ? NAN
                                                : (double)auditing->successes[group]};
    }
    return clock;
}

/* Whether it is known of any request when it began and how long it took. */
static bool has_times(const struct clock *clock)
{
    size_t i = 0;
    while (i < clock->n && (isnan(clock->start_s[i]) || isnan(clock->length_s[i]))) {
        i++;
    }
    return i < clock->n;
}

static enum status audit_group(const struct auditing *auditing, size_t group, struct error *err)
{
    struct audit_result *result = auditing->result;
    const struct sample *sample = &auditing->samples.samples[group];
    struct clock clock = find_clock(auditing, group);
    struct audit_row *row = &result->rows[result->n];
    double interval_s = NAN; /* in which each client was to send one request */
    *row = (struct audit_row){.group = group, .failed = sample_failed(sample), .successes_per_s = NAN};
    if (clock.start_s != NULL && has_times(&clock)) {
        struct error why = {{0}};
        enum status status = measure_clock(auditing->options, &clock, row, &why);
        if (status != OK) {
            const struct note left_out = {NOTE_GROUP_LEFT_OUT, NULL, {(double)group + 1}};
            notes_release(&row->notes);
            return notes_explain(&result->left_out, status, &left_out, &why, err);
        }
        interval_s = row->users / row->per_s;
    } else if (!take_published(auditing, sample, row)) {
        return OK;
    }
    result->n++;
    enum status status = add_quantiles(auditing->options, sample, interval_s, row, err);
    status = status == OK ? note_load(auditing->options, row, err) : status;
    return status == OK ? sample_note_failed(sample, row->failed, &row->notes, err) : status;
}

/* Marks rows that are no requests, and counts those that ended well. */
static enum status mark_others(struct auditing *auditing, uint8_t *skip, struct error *err)
{
    const struct grouping *grouping = &auditing->result->grouping;
    struct roles roles;
    enum status status = roles_init(&roles, auditing->table, NULL, false, err);
    for (size_t row = 0; status == OK && row < auditing->table->rows; row++) {
        enum role role = role_of(&roles, row);
        skip[row] = role == PUBLISHED_ROW;
        auditing->successes[group_of_row(grouping, row)] += role == REQUEST;
    }
    roles_release(&roles);
    return status;
}

/* When every request began, how long it took, and which number it has. */
static enum status gather_clock(struct auditing *auditing, struct error *err)
{
    const struct table *table = auditing->table;
    const struct grouping *grouping = &auditing->result->grouping;
    const struct column *start = find_measure(table, order_names[BY_START]);
    const struct column *length = find_measure(table, auditing->options->measure);
    const struct column *number = find_measure(table, order_names[BY_REQUEST]);
    if (start == NULL || length == NULL) {
        return OK;
    }
    uint8_t *skip = malloc(table->rows + 1);
    auditing->successes = calloc(grouping->n + 1, sizeof *auditing->successes);
    enum status status =
        skip == NULL || auditing->successes == NULL ? error_no_memory(err) : mark_others(auditing, skip, err);
    if (status == OK) {
        status = grouping_gather(grouping, start, table->rows, skip, &auditing->starts, err);
    }
    if (status == OK) {
        status = grouping_gather(grouping, length, table->rows, skip, &auditing->lengths, err);
    }
    if (status == OK && number != NULL) {
        status = grouping_gather(grouping, number, table->rows, skip, &auditing->numbers, err);
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
    gathered_release(&auditing.numbers);
    free(auditing.successes);
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
