#include "analysis/audit.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/known_group.h"
#include "analysis/samples.h"
#include "analysis/statistic.h"
#include "output/group_json.h"
#include "stats/in_flight.h"
#include "stats/moments.h"
#include "stats/omission.h"
#include "stats/quantile.h"

/* From this share of starts on the clients are taken to have sent the next request when one returned. */
static const double CLOSED = 0.9;
/* A rate that is off Little's law by more than this has another cause than chance. */
static const double OFF = 0.1;

/* Columns behind those of the factors. */
enum { N_COLUMN, FAILED, RATE, MEAN, IN_FLIGHT, MOST, USERS, EXPECTED, LOOP, QUANTILES };

/* One group, while it is audited. */
struct load {
    const struct sample *sample; /* successful requests */
    const double *start_s, *end_s;
    size_t n, failed; /* of all requests, failed ones too, and of these */
    double per_s, mean_s, expected_per_s, interval_s;
    struct in_flight in_flight;
    bool closed;
    double users;
    json_t *notes, *quantiles;
};

struct auditing {
    const struct audit_options *options;
    const struct table *table;
    const struct grouping *grouping;
    struct samples samples;
    struct gathered starts, ends;
    struct report *report;
    json_t *rows;
};

/* ---- what was measured ---- */

static enum status measure_load(const struct audit_options *options, struct load *load, struct error *err)
{
    enum status status = in_flight_count(load->start_s, load->end_s, load->n, &load->in_flight, err);
    if (status != OK) {
        return status;
    }
    double busy_s = 0, first_s = INFINITY, last_s = -INFINITY;
    for (size_t i = 0; i < load->n; i++) {
        busy_s += load->end_s[i] - load->start_s[i];
        first_s = fmin(first_s, load->start_s[i]);
        last_s = fmax(last_s, load->end_s[i]);
    }
    load->per_s = (double)load->n / (last_s - first_s);
    load->mean_s = busy_s / (double)load->n;
    load->closed = fmin(load->in_flight.at_most, load->in_flight.following) >= CLOSED &&
                   load->n >= 10 * load->in_flight.most;
    load->users = !isnan(options->users) ? options->users : load->closed ? (double)load->in_flight.most : NAN;
    double wait_s = isnan(options->wait_s) ? 0 : options->wait_s;
    load->expected_per_s = isnan(options->users) ? NAN : options->users / (load->mean_s + wait_s);
    load->interval_s = load->users / load->per_s;
    load->failed = load->sample->failed;
    return OK;
}

/* Adds a text to an array. */
static enum status notes_print(json_t *notes, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum status notes_print(json_t *notes, struct error *err, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return json_array_append_new(notes, json_string(line)) == 0 ? OK : error_no_memory(err);
}

static enum status note_load(const struct audit_options *options, const struct load *load, struct error *err)
{
    enum status status = OK;
    if (load->closed) {
        status = notes_print(
            load->notes, err,
            "closed loop: %.3g %% of the requests began when one of %zu in flight returned, so that a "
            "stall stops the clients too; the true tail lies between the plain quantiles and the "
            "corrected ones",
            100 * load->in_flight.following, load->in_flight.most);
    }
    double share = load->per_s / load->expected_per_s;
    if (status == OK && fabs(share - 1) > OFF) {
        status = notes_print(
            load->notes, err,
            "Little's law: %g users who wait %g s between requests of %.4g s make %.4g requests a "
            "second, and there were %.4g, %.3g %%: %s",
            load->users, isnan(options->wait_s) ? 0 : options->wait_s, load->mean_s, load->expected_per_s,
            load->per_s, 100 * share,
            share < 1 ? "the generator did not keep up, or the users were not all there all the time"
                      : "there were more users, or they waited less");
    }
    if (status == OK && load->failed > 0) {
        status =
            notes_print(load->notes, err,
                        "%zu requests failed; they count in flight and not in the quantiles", load->failed);
    }
    return status;
}

/* ---- what was published ---- */

static double number_at(const struct table *table, const char *name, size_t row)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE ? column->values[row] : NAN;
}

/* Of a rate and a mean alone; false when the row tells neither. */
static bool take_published(const struct auditing *auditing, struct load *load)
{
    const struct published *published = &load->sample->published;
    const struct audit_options *options = auditing->options;
    if (published->rows != 1 || load->sample->n_buckets > 0) {
        return false;
    }
    load->per_s = number_at(auditing->table, "requests_per_s", published->row);
    load->mean_s = published->mean;
    double users = number_at(auditing->table, "users", published->row);
    load->users = isnan(options->users) ? users : options->users;
    load->n = isnan(published->n) ? 0 : (size_t)published->n;
    load->failed = isnan(published->failed) ? 0 : (size_t)published->failed;
    load->in_flight = (struct in_flight){.mean = load->per_s * load->mean_s};
    load->expected_per_s = load->users / (load->mean_s + (isnan(options->wait_s) ? 0 : options->wait_s));
    load->interval_s = NAN;
    return load->per_s > 0 && load->mean_s > 0;
}

/* ---- quantiles, as measured and corrected ---- */

static enum status add_quantiles(const struct auditing *auditing, const struct load *load, size_t column,
                                 struct error *err)
{
    const struct audit_options *options = auditing->options;
    struct error why = {{0}};
    double *corrected = NULL;
    size_t n, n_corrected = 0;
    double *sorted = sample_sort(load->sample, &n, err);
    if (sorted == NULL) {
        return BAD_SERVICE;
    }
    bool can = n > 0 && load->sample->censored == 0 && load->interval_s > 0;
    enum status status = OK;
    if (can) {
        status = omission_correct(sorted, n, load->interval_s, &corrected, &n_corrected, &why);
        can = status == OK;
        status = error_forgive(status, &why, err);
    }
    if (can) {
        sort_values(corrected, n_corrected);
    }
    for (size_t q = 0; status == OK && n > 0 && q < options->n_quantiles; q++) {
        double p = options->quantiles[q], plain = quantile_sorted(sorted, n, p, QUANTILE_TYPE_DEFAULT);
        double bound = can ? quantile_sorted(corrected, n_corrected, p, QUANTILE_TYPE_DEFAULT) : NAN;
        if (isfinite(plain)) {
            cell_set_number(report_cell(auditing->report, column + 2 * q), plain);
        }
        if (can) {
            cell_set_number(report_cell(auditing->report, column + 2 * q + 1), bound);
        }
        json_t *object = json_pack("{s:f, s:o, s:o}", "p", p, "value", json_finite(plain), "corrected",
                                   json_finite(bound));
        status =
            object == NULL || json_array_append_new(load->quantiles, object) != 0 ? error_no_memory(err) : OK;
    }
    free(sorted);
    free(corrected);
    return status;
}

/* ---- rows ---- */

static enum status show_load(const struct auditing *auditing, const struct load *load, struct error *err)
{
    struct report *report = auditing->report;
    size_t first = auditing->grouping->n_by;
    const struct {
        size_t column;
        double value;
    } numbers[] = {{RATE, load->per_s},
                   {MEAN, load->mean_s},
                   {IN_FLIGHT, load->in_flight.mean},
                   {USERS, load->users},
                   {EXPECTED, load->expected_per_s}};
    cell_set_count(report_cell(report, first + N_COLUMN), load->n);
    cell_set_count(report_cell(report, first + FAILED), load->failed);
    if (load->in_flight.most > 0) {
        cell_set_count(report_cell(report, first + MOST), load->in_flight.most);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (isfinite(numbers[i].value)) {
            cell_set_number(report_cell(report, first + numbers[i].column), numbers[i].value);
        }
    }
    enum status status =
        cell_set_text(report_cell(report, first + LOOP), load->closed ? "closed" : "not seen", err);
    return status == OK ? add_quantiles(auditing, load, first + QUANTILES, err) : status;
}

static enum status add_load(const struct auditing *auditing, size_t group, struct load *load,
                            struct error *err)
{
    const struct grouping *grouping = auditing->grouping;
    enum status status = report_add_row(auditing->report, err);
    for (size_t i = 0; status == OK && i < grouping->n_by; i++) {
        const char *text = group_text(grouping, &grouping->groups[group], i);
        status = cell_set_text(report_cell(auditing->report, i), text == NULL ? "NA" : text, err);
    }
    if (status == OK) {
        status = show_load(auditing, load, err);
    }
    if (status == OK) {
        status = note_load(auditing->options, load, err);
    }
    if (status != OK) {
        return status;
    }
    json_t *row =
        json_pack("{s:o, s:I, s:I, s:f, s:f, s:f, s:I, s:f, s:f, s:b, s:o, s:o, s:O, s:O}", "by",
                  group_json(grouping, &grouping->groups[group]), "n", (json_int_t)load->n, "failed",
                  (json_int_t)load->failed, "throughput_per_s", load->per_s, "mean_s", load->mean_s,
                  "in_flight", load->in_flight.mean, "in_flight_most", (json_int_t)load->in_flight.most,
                  "starts_at_most", load->in_flight.at_most, "starts_following", load->in_flight.following,
                  "closed_loop", load->closed, "users", json_finite(load->users), "expected_per_s",
                  json_finite(load->expected_per_s), "quantiles", load->quantiles, "notes", load->notes);
    return row == NULL || json_array_append_new(auditing->rows, row) != 0 ? error_no_memory(err) : OK;
}

static enum status audit_load(const struct auditing *auditing, size_t group, struct load *load,
                              struct error *err)
{
    struct error why = {{0}};
    if (load->n == 0) {
        return take_published(auditing, load) ? add_load(auditing, group, load, err) : OK;
    }
    enum status status = measure_load(auditing->options, load, &why);
    if (status == OK) {
        return add_load(auditing, group, load, err);
    }
    status = error_forgive(status, &why, err);
    return status == OK ? text_print(&auditing->report->notes, err, "group %zu: %s\n", group + 1, why.text)
                        : status;
}

static enum status audit_group(const struct auditing *auditing, size_t group, struct error *err)
{
    struct load load = {
        .sample = &auditing->samples.samples[group], .notes = json_array(), .quantiles = json_array()};
    if (auditing->starts.values != NULL) {
        size_t first = auditing->starts.starts[group];
        load.start_s = auditing->starts.values + first;
        load.end_s = auditing->ends.values + first;
        load.n = auditing->starts.starts[group + 1] - first;
    }
    enum status status = load.notes == NULL || load.quantiles == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = audit_load(auditing, group, &load, err);
    }
    json_decref(load.notes);
    json_decref(load.quantiles);
    return status;
}

static enum status add_columns(const struct auditing *auditing, struct error *err)
{
    static const char *const names[] = {"n",      "failed",         "throughput_per_s",
                                        "mean_s", "in_flight",      "in_flight_most",
                                        "users",  "expected_per_s", "loop"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < auditing->options->n_by; i++) {
        status = report_add_column(auditing->report, auditing->options->by[i], false, false, err);
    }
    for (size_t i = 0; status == OK && i < sizeof names / sizeof *names; i++) {
        status = report_add_column(auditing->report, names[i], false, false, err);
    }
    for (size_t q = 0; status == OK && q < auditing->options->n_quantiles; q++) {
        char name[STATISTIC_NAME], corrected[STATISTIC_NAME + 16];
        quantile_name(auditing->options->quantiles[q], name);
        snprintf(corrected, sizeof corrected, "%s_corrected", name);
        status = report_add_column(auditing->report, name, false, false, err);
        if (status == OK) {
            status = report_add_column(auditing->report, corrected, false, false, err);
        }
    }
    return status;
}

/* When every request began and ended, failed ones too: they kept a client busy. */
static enum status gather_clock(struct auditing *auditing, const struct table *table, struct error *err)
{
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
    enum status status =
        grouping_gather(auditing->grouping, start, table->rows, skip, &auditing->starts, err);
    if (status == OK) {
        status = grouping_gather(auditing->grouping, length, table->rows, skip, &auditing->ends, err);
    }
    for (size_t i = 0; status == OK && i < auditing->starts.starts[auditing->grouping->n]; i++) {
        auditing->ends.values[i] += auditing->starts.values[i];
    }
    free(skip);
    return status;
}

enum status audit_report(struct table *table, const struct audit_options *options, struct report *report,
                         struct error *err)
{
    struct grouping grouping = {0};
    struct auditing auditing = {
        .options = options, .table = table, .grouping = &grouping, .report = report, .rows = json_array()};
    enum status status = auditing.rows == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = table_group(table, options->by, options->n_by, &grouping, err);
    }
    if (status == OK) {
        status = gather_clock(&auditing, table, err);
    }
    if (status == OK) {
        status = samples_collect(table, &grouping, options->measure, NULL, &auditing.samples, err);
    }
    if (status == OK) {
        status = add_columns(&auditing, err);
    }
    for (size_t g = 0; status == OK && g < grouping.n; g++) {
        status = audit_group(&auditing, g, err);
    }
    if (status == OK && report->rows == 0) {
        status = error_set(
            err, BAD_DATA,
            "found no two requests with start_s and %.40s, nor requests_per_s with a mean, expected "
            "clock times or rates",
            options->measure);
    }
    if (status == OK) {
        status = report_gather_notes(report, auditing.rows, err);
    }
    if (status == OK) {
        report->json = json_pack("{s:s, s:O}", "schema", "faastat/audit/1", "groups", auditing.rows);
        status = report->json == NULL ? error_no_memory(err) : OK;
    }
    json_decref(auditing.rows);
    samples_release(&auditing.samples);
    gathered_release(&auditing.starts);
    gathered_release(&auditing.ends);
    grouping_release(&grouping);
    return status;
}
