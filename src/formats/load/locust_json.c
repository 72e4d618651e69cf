/* Locust's JSON (--json): how often each response time was seen, rounded to two digits. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum {
    QUALITY,
    LOW_S,
    HIGH_S,
    BUCKET_N,
    MEAN_S,
    PUBLISHED_N,
    FAILED_N,
    FAILED_INSIDE_N,
    METHOD,
    NAME,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},        [LOW_S] = {"latency_low_s", MEASURE},
    [HIGH_S] = {"latency_high_s", MEASURE}, [BUCKET_N] = {"bucket_n", MEASURE},
    [MEAN_S] = {"latency_mean_s", MEASURE}, [PUBLISHED_N] = {"published_n", MEASURE},
    [FAILED_N] = {"failed_n", MEASURE},     [FAILED_INSIDE_N] = {"failed_inside_n", MEASURE},
    [METHOD] = {"method", FACTOR},          [NAME] = {"name", FACTOR},
};

/* Half of what Locust rounds to, in milliseconds: to whole ones below 100, to tens, hundreds and thousands
 * above. */
static double half_step(double ms)
{
    return ms < 100 ? 0.5 : ms < 1000 ? 5 : ms < 10000 ? 50 : 500;
}

static enum status open_row(const struct json_spot *entry, struct table *table, struct error *err)
{
    enum status status = table_open_row(table, err);
    status = status == OK ? table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err) : status;
    status = status == OK ? json_set_text(entry, "method", table, METHOD, err) : status;
    return status == OK ? json_set_text(entry, "name", table, NAME, err) : status;
}

static enum status add_bucket(const struct json_spot *entry, double ms, double count, struct table *table,
                              struct error *err)
{
    enum status status = open_row(entry, table, err);
    if (status != OK) {
        return status;
    }
    double low_ms = fmax(0, ms - half_step(ms)), high_ms = ms + half_step(ms);
    table_set_number(table, LOW_S, unit_seconds_of_decimal(low_ms, MILLISECONDS));
    table_set_number(table, HIGH_S, unit_seconds_of_decimal(high_ms, MILLISECONDS));
    table_set_number(table, BUCKET_N, count);
    table_close_row(table);
    return OK;
}

/* The mean of all that were measured, failed ones too. */
static enum status add_figures(const struct json_spot *entry, struct table *table, struct error *err)
{
    double requests = NAN, unmeasured = NAN, failed = NAN, sum_ms = NAN;
    enum status status = json_get_time(entry, "num_requests", OPTIONAL, NO_UNIT, &requests, err);
    status = status == OK ? json_get_time(entry, "num_none_requests", OPTIONAL, NO_UNIT, &unmeasured, err)
                          : status;
    status = status == OK ? json_get_time(entry, "num_failures", OPTIONAL, NO_UNIT, &failed, err) : status;
    status =
        status == OK ? json_get_time(entry, "total_response_time", OPTIONAL, NO_UNIT, &sum_ms, err) : status;
    double n = requests - (isnan(unmeasured) ? 0 : unmeasured), inside = fmin(failed, n);
    if (status != OK || !(n > 0)) {
        return status;
    }
    status = open_row(entry, table, err);
    if (status == OK) {
        table_set_number(table, MEAN_S, unit_seconds_of_each(sum_ms, n, MILLISECONDS));
        table_set_number(table, PUBLISHED_N, isnan(failed) ? n : n - inside);
        table_set_number(table, FAILED_N, failed);
        table_set_number(table, FAILED_INSIDE_N, inside > 0 ? inside : NAN);
        table_close_row(table);
    }
    return status;
}

static enum status take_entry(const struct json_spot *entry, const struct record_sink *sink,
                              struct error *err)
{
    struct json_spot times;
    const char *key;
    json_t *value;
    enum status status = json_get_container(entry, "response_times", JSON_OBJECT, &times, err);
    if (status != OK) {
        return status;
    }
    json_object_foreach(times.value, key, value)
    {
        struct json_spot count = json_member(&times, key);
        double ms = NAN;
        struct error row_error = {{0}};
        if (!number_parse(key, strlen(key), &ms) || ms < 0) {
            status =
                json_spot_error(&count, &row_error, "found the time '%.40s', expected milliseconds", key);
        } else if (!json_is_integer(value) || json_integer_value(value) < 1) {
            status = json_spot_error(&count, &row_error, "found no count of '%.40s', expected a whole number",
                                     key);
        } else {
            status = add_bucket(entry, ms, json_number_value(value), sink->table, &row_error);
        }
        status = record_judge(sink, status, &row_error, err);
        if (status != OK) {
            return status;
        }
    }
    struct error row_error = {{0}};
    status = json_object_size(times.value) > 0 ? add_figures(entry, sink->table, &row_error) : OK;
    return record_judge(sink, status, &row_error, err);
}

static enum status take_locust_json(const struct json_spot *root, const struct record_sink *sink,
                                    struct error *err)
{
    enum status status =
        json_is_array(root->value) ? OK : json_spot_error(root, err, "found no array, expected [...]");
    for (size_t i = 0; status == OK && i < json_array_size(root->value); i++) {
        struct json_spot entry = json_element(root, i);
        status = take_entry(&entry, sink, err);
    }
    return status;
}

static enum match probe_locust_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"response_times", "num_requests", "total_response_time"};
    return json_looks_like(bytes, n, '[', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_locust_json(struct input *input, const struct import_options *options,
                                    struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_locust_json, .is_document = true};
    return json_document_read(input, &format, options, table, log, err);
}

static const struct explain_row origins[] = {
    {"quality", "response_times"},
    {"latency_low_s", "response_times: a key in ms, less what it is rounded by"},
    {"latency_high_s", "response_times: a key in ms, and what it is rounded by"},
    {"bucket_n", "response_times: its value"},
    {"latency_mean_s", "total_response_time in ms / num_requests"},
    {"published_n", "num_requests, less num_none_requests and those that failed"},
    {"failed_*n", "num_failures"},
    {"method", "method"},
    {"name", "name"},
    {0}};

const struct importer formats_locust_json = {
    .origins = origins,
    .name = "locust-json",
    .writes = "locust --json",
    .signs = "an array with num_requests, total_response_time and response_times",
    .quality = BUCKETED,
    .probe = probe_locust_json,
    .read = read_locust_json,
};
