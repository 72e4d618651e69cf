/* fortio's JSON: a histogram of durations in seconds. */
#include <string.h>

#include "import/json_records.h"

enum { QUALITY, LOW_S, HIGH_S, BUCKET_N, LABELS, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},        [LOW_S] = {"latency_low_s", MEASURE},
    [HIGH_S] = {"latency_high_s", MEASURE}, [BUCKET_N] = {"bucket_n", MEASURE},
    [LABELS] = {"labels", FACTOR},
};

static const struct json_map maps[] = {
    {"Start", LOW_S, JSON_TIME, REQUIRED, 1},
    {"End", HIGH_S, JSON_TIME, REQUIRED, 1},
    {"Count", BUCKET_N, JSON_TIME, REQUIRED, 1},
};

static enum status take_bucket(const struct json_spot *bucket, const struct json_spot *root,
                               const struct record_sink *sink, struct error *err)
{
    double low, high;
    enum status status = json_get_time(bucket, "Start", REQUIRED, 1, &low, err);
    status = status == OK ? json_get_time(bucket, "End", REQUIRED, 1, &high, err) : status;
    if (status == OK && high < low) {
        return json_spot_error(bucket, err, "found a bucket from %g to %g, expected one that goes up", low,
                               high);
    }
    status = status == OK ? table_open_row(sink->table, err) : status;
    if (status == OK) {
        status = table_set_text(sink->table, QUALITY, "bucketed", strlen("bucketed"), err);
    }
    status = status == OK ? json_set_text(root, "Labels", sink->table, LABELS, err) : status;
    status =
        status == OK ? json_copy_members(bucket, maps, sizeof maps / sizeof *maps, sink->table, err) : status;
    if (status == OK) {
        table_close_row(sink->table);
    }
    return status;
}

/* Requests that failed are in a histogram of their own, which is not read. */
static enum status take(const struct json_spot *root, const struct record_sink *sink, struct error *err)
{
    struct json_spot histogram, data, errors = json_member(root, "ErrorsDurationHistogram");
    enum status status = json_get_container(root, "DurationHistogram", JSON_OBJECT, &histogram, err);
    status = status == OK ? json_get_container(&histogram, "Data", JSON_ARRAY, &data, err) : status;
    for (size_t i = 0; status == OK && i < json_array_size(data.value); i++) {
        struct json_spot bucket = json_element(&data, i);
        struct error row_error = {{0}};
        status = take_bucket(&bucket, root, sink, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    double failed;
    status = status == OK ? json_get_time(&errors, "Count", OPTIONAL, 1, &failed, err) : status;
    return status == OK && failed > 0
               ? import_note(sink->log, err, "%s: %.15g requests failed, which are in the histogram too",
                             root->file->name, failed)
               : status;
}

static enum match probe_fortio(const char *bytes, size_t n)
{
    static const char *const keys[] = {"RunType", "RequestedQPS", "DurationHistogram"};
    return json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_fortio(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    static const struct json_format format = {.columns = columns, .n_columns = COLUMNS, .take = take};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer import_fortio = {
    .name = "fortio",
    .writes = "fortio load -json",
    .signs = "RunType, RequestedQPS and DurationHistogram",
    .quality = BUCKETED,
    .probe = probe_fortio,
    .read = read_fortio,
};
