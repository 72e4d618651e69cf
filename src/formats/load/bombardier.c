/* bombardier's JSON (-o json): a summary in microseconds; percentiles with -l. */
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

/* "stddev" is not read: it sums the squares of the different values once each, however often they were
 * measured, and divides by the number of requests, so that it is no standard deviation of them. */
static const struct json_map latency_maps[] = {
    {"mean", SUMMARY_MEAN_S, JSON_TIME, REQUIRED, MICROSECONDS},
    {"max", SUMMARY_MAX_S, JSON_TIME, OPTIONAL, MICROSECONDS},
};

static enum status set_percentiles(const struct json_spot *latency, struct table *table, struct error *err)
{
    struct json_spot percentiles = json_member(latency, "percentiles");
    const char *key;
    json_t *value;
    enum status status = OK;
    json_object_foreach(percentiles.value, key, value)
    {
        struct json_spot percentile = json_member(&percentiles, key);
        status = status == OK ? json_set_percentile(&percentile, key, strlen(key), MICROSECONDS, table, err)
                              : status;
    }
    return status;
}

/* Requests by the class of their status; 2xx and 3xx are successes, the rest and `others` are not. */
static enum status set_counts(const struct json_spot *result, struct table *table, struct error *err)
{
    static const char *const good[] = {"req2xx", "req3xx"}, *const bad[] = {"req1xx", "req4xx", "req5xx",
                                                                            "others"};
    double number, n = 0, failed = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        status = json_get_time(result, good[i], OPTIONAL, NO_UNIT, &number, err);
        n += number; /* NaN when the file does not tell */
    }
    for (size_t i = 0; status == OK && i < 4; i++) {
        status = json_get_time(result, bad[i], OPTIONAL, NO_UNIT, &number, err);
        failed += number;
    }
    summary_set_counts(table, n + failed, failed, 0); /* the latency is that of all */
    return status;
}

static enum status take_bombardier(const struct json_spot *root, const struct record_sink *sink,
                                   struct error *err)
{
    struct json_spot result, latency;
    double per_s;
    enum status status = json_get_container(root, "result", JSON_OBJECT, &result, err);
    if (status != OK || (status = json_get_container(&result, "latency", JSON_OBJECT, &latency, err)) != OK ||
        (status = summary_open(sink->table, "summary", err)) != OK ||
        (status = json_copy_members(&latency, latency_maps, sizeof latency_maps / sizeof *latency_maps,
                                    sink->table, err)) != OK ||
        (status = set_counts(&result, sink->table, err)) != OK) {
        return status;
    }
    struct json_spot rate = json_member(&result, "rps");
    status = json_get_number(&rate, "mean", OPTIONAL, &per_s, err);
    if (status != OK) {
        return status;
    }
    table_set_number(sink->table, RATE_PER_S, per_s);
    status = set_percentiles(&latency, sink->table, err);
    if (status != OK) {
        return status;
    }
    table_close_row(sink->table);
    return OK;
}

static enum match probe_bombardier(const char *bytes, size_t n)
{
    static const char *const keys[] = {"spec", "result", "numberOfConnections", "req2xx"};
    return json_looks_like(bytes, n, '{', keys, 4) ? MATCH : NO_MATCH;
}

static enum status read_bombardier(struct input *input, const struct import_options *options,
                                   struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_bombardier, .is_document = true};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_bombardier = {
    .name = "bombardier",
    .writes = "bombardier -p r -o json",
    .signs = "spec with numberOfConnections, and a result with req2xx",
    .quality = SUMMARY,
    .probe = probe_bombardier,
    .read = read_bombardier,
};
