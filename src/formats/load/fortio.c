/* fortio's JSON: a histogram of durations in seconds. */
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum { QUALITY, LOW_S, HIGH_S, BUCKET_N, LABELS, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},        [LOW_S] = {"latency_low_s", MEASURE},
    [HIGH_S] = {"latency_high_s", MEASURE}, [BUCKET_N] = {"bucket_n", MEASURE},
    [LABELS] = {"labels", FACTOR},
};

/* One interval of a histogram. */
struct bucket {
    double low_s, high_s, n;
};

static enum status read_bucket(const struct json_spot *spot, struct bucket *bucket, struct error *err)
{
    enum status status = json_get_time(spot, "Start", REQUIRED, SECONDS, &bucket->low_s, err);
    if (status != OK ||
        (status = json_get_time(spot, "End", REQUIRED, SECONDS, &bucket->high_s, err)) != OK ||
        (status = json_get_time(spot, "Count", REQUIRED, NO_UNIT, &bucket->n, err)) != OK) {
        return status;
    }
    if (bucket->high_s < bucket->low_s) {
        return json_spot_error(spot, err, "found a bucket from %g to %g, expected one that goes up",
                               bucket->low_s, bucket->high_s);
    }
    return OK;
}

/*
 * Takes the failed requests out of the bucket. Both histograms are cut at the same times but for their ends,
 * which are the shortest and the longest duration, so that a bucket of the failed lies within one of all.
 * A bucket holds its end and not its start: one time on the border is in the bucket below it.
 */
static enum status subtract_failed(const struct json_spot *failures, double previous_high_s,
                                   struct bucket *bucket, double *taken, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(failures->value); i++) {
        struct json_spot spot = json_element(failures, i);
        struct bucket failed = {0};
        status = read_bucket(&spot, &failed, err);
        bool is_below = status == OK && failed.high_s <= previous_high_s;
        if (status == OK && !is_below && failed.low_s >= bucket->low_s && failed.high_s <= bucket->high_s) {
            bucket->n -= failed.n;
            *taken += failed.n;
        }
        if (status == OK && bucket->n < 0) {
            return json_spot_error(&spot, err, "found more failed requests than there are, expected fewer");
        }
    }
    return status;
}

static enum status add_bucket(const struct bucket *bucket, const struct json_spot *root, struct table *table,
                              struct error *err)
{
    enum status status = table_open_row(table, err);
    if (status != OK ||
        (status = table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err)) != OK ||
        (status = json_set_text(root, "Labels", table, LABELS, err)) != OK) {
        return status;
    }
    table_set_number(table, LOW_S, bucket->low_s);
    table_set_number(table, HIGH_S, bucket->high_s);
    table_set_number(table, BUCKET_N, bucket->n);
    table_close_row(table);
    return OK;
}

static enum status tell_failed(const struct json_spot *root, double failed, double taken,
                               const struct record_sink *sink, struct error *err)
{
    const char *name = root->file->name;
    enum status status = OK;
    if (taken > 0) {
        status = import_note(sink->log, err, "%s: %.15g requests failed, which are left out", name, taken);
    }
    return status == OK && failed > taken
               ? import_note(sink->log, err, "%s: %.15g requests failed, which are in the histogram too",
                             name, failed - taken)
               : status;
}

/* Durations of requests that failed are in a histogram of their own, and in that of all. */
static enum status take_fortio(const struct json_spot *root, const struct record_sink *sink,
                               struct error *err)
{
    struct json_spot histogram, data, errors = json_member(root, "ErrorsDurationHistogram");
    struct json_spot failures = json_member(&errors, "Data");
    double failed, taken = 0, previous_high_s = -1;
    enum status status = json_get_container(root, "DurationHistogram", JSON_OBJECT, &histogram, err);
    if (status != OK) {
        return status;
    }
    status = json_get_container(&histogram, "Data", JSON_ARRAY, &data, err);
    for (size_t i = 0; status == OK && i < json_array_size(data.value); i++) {
        struct json_spot spot = json_element(&data, i);
        struct error row_error = {{0}};
        struct bucket bucket = {0};
        status = read_bucket(&spot, &bucket, &row_error);
        if (status == OK) {
            double high_s = bucket.high_s;
            status = subtract_failed(&failures, previous_high_s, &bucket, &taken, &row_error);
            previous_high_s = high_s;
        }
        if (status == OK && bucket.n > 0) {
            status = add_bucket(&bucket, root, sink->table, &row_error);
        }
        status = record_judge(sink, status, &row_error, err);
    }
    if (status != OK || (status = json_get_time(&errors, "Count", OPTIONAL, NO_UNIT, &failed, err)) != OK) {
        return status;
    }
    return tell_failed(root, failed, taken, sink, err);
}

static enum match probe_fortio(const char *bytes, size_t n)
{
    static const char *const keys[] = {"RunType", "RequestedQPS", "DurationHistogram"};
    return json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_fortio(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    static const struct json_format format = {.columns = columns, .n_columns = COLUMNS, .take = take_fortio};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_fortio = {
    .name = "fortio",
    .writes = "fortio load -json",
    .signs = "RunType, RequestedQPS and DurationHistogram",
    .quality = BUCKETED,
    .probe = probe_fortio,
    .read = read_fortio,
};
