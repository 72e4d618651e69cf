/* Triton's perf_analyzer CSV: a summary for each concurrency or rate, in microseconds; rows are sorted by
 * throughput. */

#include "import/csv_records.h"
#include "import/summary_record.h"

enum { CONCURRENCY, REQUEST_RATE, INFERENCES, P50, P90, P95, P99, AVERAGE, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [CONCURRENCY] = {"Concurrency", false},
    [REQUEST_RATE] = {"Request Rate", false},
    [INFERENCES] = {"Inferences/Second", true},
    [P50] = {"p50 latency", false},
    [P90] = {"p90 latency", false},
    [P95] = {"p95 latency", false},
    [P99] = {"p99 latency", false},
    [AVERAGE] = {"Avg latency", false},
};

enum {
    RATE_PER_S = SUMMARY_COLUMNS,
    CONCURRENCY_TEXT,
    REQUEST_RATE_TEXT,
    P50_S,
    P90_S,
    P95_S,
    P99_S,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [RATE_PER_S] = {"requests_per_s", MEASURE},
    [CONCURRENCY_TEXT] = {"concurrency", FACTOR},
    [REQUEST_RATE_TEXT] = {"request_rate", FACTOR},
    [P50_S] = {"latency_p50_s", MEASURE},
    [P90_S] = {"latency_p90_s", MEASURE},
    [P95_S] = {"latency_p95_s", MEASURE},
    [P99_S] = {"latency_p99_s", MEASURE},
};

static const struct csv_map maps[] = {
    {INFERENCES, RATE_PER_S, CSV_NUMBER, REQUIRED, 0},
    {CONCURRENCY, CONCURRENCY_TEXT, CSV_TEXT, OPTIONAL, 0},
    {REQUEST_RATE, REQUEST_RATE_TEXT, CSV_TEXT, OPTIONAL, 0},
    {P50, P50_S, CSV_TIME, OPTIONAL, 1e6},
    {P90, P90_S, CSV_TIME, OPTIONAL, 1e6},
    {P95, P95_S, CSV_TIME, OPTIONAL, 1e6},
    {P99, P99_S, CSV_TIME, OPTIONAL, 1e6},
    {AVERAGE, SUMMARY_MEAN_S, CSV_TIME, OPTIONAL, 1e6},
};

static enum status take(const struct csv_record *record, struct table *table, bool *keep, struct error *err)
{
    (void)keep;
    enum status status = summary_open(table, "summary", err);
    return status == OK ? record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err) : status;
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take};

static enum match probe_perf_analyzer(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_perf_analyzer(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer import_perf_analyzer = {
    .name = "perf-analyzer",
    .writes = "Triton's perf_analyzer -f",
    .signs = "a column Inferences/Second",
    .quality = SUMMARY,
    .probe = probe_perf_analyzer,
    .read = read_perf_analyzer,
};
