/*
 * oha's JSON: one summary row a file, times in seconds; null is what could not be computed. Newer ones repeat
 * some of the figures in milliseconds, in a member "metrics", which is not read.
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

/* The members "p50", "p99.9" and so on. */
static enum status set_percentiles(const struct json_spot *percentiles, struct table *table,
                                   struct error *err)
{
    const char *key;
    json_t *value;
    enum status status = OK;
    json_object_foreach(percentiles->value, key, value)
    {
        struct json_spot spot = json_member(percentiles, key);
        if (status == OK && key[0] == 'p') {
            status = json_set_percentile(&spot, key + 1, strlen(key + 1), SECONDS, table, err);
        }
    }
    return status;
}

/* What oha calls an error at the end of a timed run is a request that was still under way. */
static const char deadline[] = "aborted due to deadline";

static enum status count_errors(const struct json_spot *root, double *failed, struct error *err)
{
    struct json_spot errors;
    const char *message;
    json_t *value;
    enum status status = json_get_container(root, "errorDistribution", JSON_OBJECT, &errors, err);
    if (status != OK) {
        return status;
    }
    json_object_foreach(errors.value, message, value)
    {
        double count = 0;
        status = status == OK ? json_get_count(&errors, message, &count, err) : status;
        *failed += strcmp(message, deadline) == 0 ? 0 : count;
    }
    return status;
}

/* Latencies are of the requests that have a status; those that failed without one come on top. */
static enum status set_counts(const struct json_spot *root, struct table *table, struct error *err)
{
    struct status_counts sums;
    double others = 0;
    enum status status = json_get_status_counts(root, "statusCodeDistribution", &sums, err);
    status = status == OK ? count_errors(root, &others, err) : status;
    if (status == OK) {
        summary_set_counts(table, sums.all, sums.failed, others);
    }
    return status;
}

/* The times of "summary", all of which are there, null or not. */
static enum status set_summary(const struct json_spot *summary, struct table *table, struct error *err)
{
    static const struct json_map maps[] = {
        {"average", SUMMARY_MEAN_S, JSON_TIME, OPTIONAL, SECONDS},
        {"fastest", SUMMARY_MIN_S, JSON_TIME, OPTIONAL, SECONDS},
        {"slowest", SUMMARY_MAX_S, JSON_TIME, OPTIONAL, SECONDS},
    };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        if (json_member(summary, maps[i].key).value == NULL) {
            return json_spot_error(summary, err, "found no '%s', expected a number there", maps[i].key);
        }
    }
    enum status status = json_copy_members(summary, maps, sizeof maps / sizeof *maps, table, err);
    return status == OK ? json_set_rate(summary, "requestsPerSec", table, RATE_PER_S, err) : status;
}

static enum status take_report(const struct json_spot *root, struct table *table, struct error *err)
{
    struct json_spot summary, percentiles;
    enum status status = json_get_container(root, "summary", JSON_OBJECT, &summary, err);
    if (status != OK ||
        (status = json_get_container(root, "latencyPercentiles", JSON_OBJECT, &percentiles, err)) != OK ||
        (status = summary_open(table, "summary", err)) != OK ||
        (status = set_summary(&summary, table, err)) != OK || (status = set_counts(root, table, err)) != OK ||
        (status = set_percentiles(&percentiles, table, err)) != OK) {
        return status;
    }
    table_close_row(table);
    return OK;
}

static enum status take_oha_json(const struct json_spot *root, const struct record_sink *sink,
                                 struct error *err)
{
    struct error row_error = {{0}};
    enum status status = take_report(root, sink->table, &row_error);
    return record_judge(sink, status, &row_error, err);
}

static enum match probe_oha_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"summary", "successRate", "slowest", "fastest", "requestsPerSec"};
    return json_looks_like(bytes, n, '{', keys, sizeof keys / sizeof *keys) ? MATCH : NO_MATCH;
}

static enum status read_oha_json(struct input *input, const struct import_options *options,
                                 struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_oha_json};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_oha_json = {
    .name = "oha-json",
    .writes = "oha --output-format json",
    .signs = "summary with successRate, slowest, fastest and requestsPerSec",
    .quality = SUMMARY,
    .probe = probe_oha_json,
    .read = read_oha_json,
};
