/* Locust's _stats.csv, old and new: one row a kind of request, whose percentiles are rounded to two digits.
 */
#include <string.h>

#include "formats/formats.h"
#include "formats/load/locust_csv.h"
#include "import/summary_record.h"

enum {
    TYPE,
    METHOD,
    NAME,
    REQUESTS,
    OLD_REQUESTS,
    FAILURES,
    OLD_FAILURES,
    AVERAGE,
    OLD_AVERAGE,
    MIN,
    OLD_MIN,
    MAX,
    OLD_MAX,
    RATE,
    OLD_RATE,
    FAILURE_RATE,
    PERCENTILES,
    FIELDS = PERCENTILES + LOCUST_PERCENTILES_N
};
static const struct csv_field fields[FIELDS] = {{"Type", false},
                                                {"Method", false},
                                                {"Name", true},
                                                {"Request Count", false},
                                                {"# requests", false},
                                                {"Failure Count", false},
                                                {"# failures", false},
                                                {"Average Response Time", false},
                                                {"Average response time", false},
                                                {"Min Response Time", false},
                                                {"Min response time", false},
                                                {"Max Response Time", false},
                                                {"Max response time", false},
                                                {"Requests/s", false},
                                                {"Requests/sec", false},
                                                {"Failures/s", false},
                                                LOCUST_PERCENTILES(LOCUST_PERCENTILE_FIELD)};

enum { RATE_PER_S = SUMMARY_COLUMNS, FAILURES_PER_S, METHOD_TEXT, NAME_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [RATE_PER_S] = {"requests_per_s", MEASURE},
    [FAILURES_PER_S] = {"failures_per_s", MEASURE},
    [METHOD_TEXT] = {"method", FACTOR},
    [NAME_TEXT] = {"name", FACTOR},
};

/* Old files have other names for the same columns; none has both. */
static const struct csv_map maps[] = {
    {NAME, NAME_TEXT, CSV_TEXT, REQUIRED, NO_UNIT},
    {RATE, RATE_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {FAILURE_RATE, FAILURES_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
};

/* A number under its new name or its old one; required under one of them. */
static enum status copy_either(const struct csv_record *record, size_t new_field, size_t old_field,
                               const struct csv_map *map, struct table *table, struct error *err)
{
    size_t n;
    struct csv_map used = *map;
    used.field = csv_record_field(record, new_field, &n) != NULL ? new_field : old_field;
    return csv_record_copy_fields(record, &used, 1, table, err);
}

static enum status take_locust_stats(const struct csv_record *record, struct table *table, bool *keep,
                                     struct error *err)
{
    static const struct {
        size_t new_field, old_field;
        struct csv_map map;
    } either[] = {{REQUESTS, OLD_REQUESTS, {0, SUMMARY_N, CSV_NUMBER, REQUIRED, NO_UNIT}},
                  {FAILURES, OLD_FAILURES, {0, SUMMARY_FAILED, CSV_NUMBER, OPTIONAL, NO_UNIT}},
                  {AVERAGE, OLD_AVERAGE, {0, SUMMARY_MEAN_S, CSV_TIME, OPTIONAL, MILLISECONDS}},
                  {MIN, OLD_MIN, {0, SUMMARY_MIN_S, CSV_TIME, OPTIONAL, MILLISECONDS}},
                  {MAX, OLD_MAX, {0, SUMMARY_MAX_S, CSV_TIME, OPTIONAL, MILLISECONDS}},
                  {TYPE, METHOD, {0, METHOD_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT}}};
    size_t n;
    const char *name = csv_record_field(record, NAME, &n);
    *keep = name != NULL && strcmp(name, "Aggregated") != 0 &&
            strcmp(name, "Total") != 0; /* the sum of the others */
    enum status status = *keep ? summary_open(table, "summary", err) : OK;
    for (size_t i = 0; status == OK && *keep && i < sizeof either / sizeof *either; i++) {
        status = copy_either(record, either[i].new_field, either[i].old_field, &either[i].map, table, err);
    }
    if (status != OK) {
        return status;
    }
    if (*keep) {
        locust_set_counts(table);
        status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    }
    if (status != OK) {
        return status;
    }
    return *keep ? locust_set_percentiles(record, PERCENTILES, table, err) : OK;
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_locust_stats};

/* Its history has the same columns, and the time. */
static enum match probe_locust_stats(const char *bytes, size_t n)
{
    const char *feed = memchr(bytes, '\n', n);
    size_t line = feed == NULL ? n : (size_t)(feed - bytes);
    bool counts =
        memmem(bytes, line, "Request Count", 13) != NULL || memmem(bytes, line, "# requests", 10) != NULL;
    bool history = memmem(bytes, line, "User Count", 10) != NULL;
    bool figures = memmem(bytes, line, "Requests/s", 10) != NULL || memmem(bytes, line, "50%", 3) != NULL;
    return counts && figures && !history ? csv_dialect_probe(&dialect, bytes, n) : NO_MATCH;
}

static enum status read_locust_stats(struct input *input, const struct import_options *options,
                                     struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

static const struct explain_row origins[] = {
    {"quality", "one row a name"},
    {"method", "Type, Method"},
    {"name", "Name"},
    {"published_n", "Request Count, # requests, less those that failed"},
    {"failed_*n", "Failure Count, # failures"},
    {"latency_mean_s", "Average Response Time in ms"},
    {"latency_min_s", "Min Response Time in ms"},
    {"latency_max_s", "Max Response Time in ms"},
    {"requests_per_s", "Requests/s"},
    {"failures_per_s", "Failures/s"},
    {"latency_p*_s", "the percentages, in ms"},
    {0}};

const struct importer formats_locust_stats = {
    .origins = origins,
    .name = "locust-stats",
    .writes = "Locust's _stats.csv and, of old, _requests.csv and _distribution.csv",
    .signs = "columns Name, a request count, and Requests/s or 50%",
    .quality = SUMMARY,
    .probe = probe_locust_stats,
    .read = read_locust_stats,
};
