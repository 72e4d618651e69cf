/*
 * vegeta's JSON report (`vegeta report -type=json`): one summary row a file, times in nanoseconds. Its
 * buckets, if it has any, are counts of the same requests, which are not read.
 */
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "import/summary_record.h"
#include "read/json_records.h"
#include "read/json_summary.h"

enum { RATE_PER_S = SUMMARY_COLUMNS, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [RATE_PER_S] = {"requests_per_s", MEASURE},
};

static const struct json_map latency_maps[] = {
    {"mean", SUMMARY_MEAN_S, JSON_TIME, REQUIRED, NANOSECONDS},
    {"min", SUMMARY_MIN_S, JSON_TIME, OPTIONAL, NANOSECONDS}, /* older reports have none */
    {"max", SUMMARY_MAX_S, JSON_TIME, REQUIRED, NANOSECONDS},
};

/* The members "50th", "99th" and whatever others there are of that form. */
static enum status set_percentiles(const struct json_spot *latencies, struct table *table, struct error *err)
{
    const char *key;
    json_t *value;
    enum status status = OK;
    json_object_foreach(latencies->value, key, value)
    {
        struct json_spot spot = json_member(latencies, key);
        size_t n = strlen(key);
        if (status == OK && n > 2 && strcmp(key + n - 2, "th") == 0) {
            status = json_set_percentile(&spot, key, n - 2, NANOSECONDS, table, err);
        }
    }
    return status;
}

static enum status set_counts(const struct json_spot *root, struct table *table, struct error *err)
{
    struct status_counts sums;
    double requests;
    enum status status = json_get_count(root, "requests", &requests, err);
    if (status != OK || (status = json_get_status_counts(root, "status_codes", &sums, err)) != OK) {
        return status;
    }
    summary_set_counts(table, requests, sums.failed,
                       0); /* one without a response has the code 0, and a time */
    return json_set_rate(root, "rate", table, RATE_PER_S, err);
}

static enum status take_report(const struct json_spot *root, struct table *table, struct error *err)
{
    struct json_spot latencies;
    enum status status = json_get_container(root, "latencies", JSON_OBJECT, &latencies, err);
    if (status != OK || (status = summary_open(table, "summary", err)) != OK ||
        (status = json_copy_members(&latencies, latency_maps, sizeof latency_maps / sizeof *latency_maps,
                                    table, err)) != OK ||
        (status = set_counts(root, table, err)) != OK ||
        (status = set_percentiles(&latencies, table, err)) != OK) {
        return status;
    }
    table_close_row(table);
    return OK;
}

static enum status take_vegeta_report(const struct json_spot *root, const struct record_sink *sink,
                                      struct error *err)
{
    struct error row_error = {{0}};
    enum status status = take_report(root, sink->table, &row_error);
    return record_judge(sink, status, &row_error, err);
}

static enum match probe_vegeta_report(const char *bytes, size_t n)
{
    static const char *const keys[] = {"latencies", "mean", "50th", "requests", "rate", "status_codes"};
    return json_looks_like(bytes, n, '{', keys, sizeof keys / sizeof *keys) ? MATCH : NO_MATCH;
}

static enum status read_vegeta_report(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_vegeta_report};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_vegeta_report = {
    .name = "vegeta-report",
    .writes = "vegeta report -type=json",
    .signs = "latencies with mean and 50th, requests, rate and status_codes",
    .quality = SUMMARY,
    .probe = probe_vegeta_report,
    .read = read_vegeta_report,
};
