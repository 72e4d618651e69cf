/* Locust's _stats_history.csv: figures up to a time, every second; percentiles are those of a short time
 * before. */
#include <math.h>

#include "formats/formats.h"
#include "formats/load/locust_csv.h"
#include "import/summary_record.h"

enum {
    TIMESTAMP,
    USERS,
    TYPE,
    NAME,
    RATE,
    FAILURE_RATE,
    TOTAL,
    TOTAL_FAILURES,
    AVERAGE,
    MIN,
    MAX,
    PERCENTILES,
    FIELDS = PERCENTILES + LOCUST_PERCENTILES_N
};
static const struct csv_field fields[FIELDS] = {{"Timestamp", true},
                                                {"User Count", true},
                                                {"Type", false},
                                                {"Name", true},
                                                {"Requests/s", true},
                                                {"Failures/s", false},
                                                {"Total Request Count", false},
                                                {"Total Failure Count", false},
                                                {"Total Average Response Time", false},
                                                {"Total Min Response Time", false},
                                                {"Total Max Response Time", false},
                                                LOCUST_PERCENTILES(LOCUST_PERCENTILE_FIELD)};

enum { START_S = SUMMARY_COLUMNS, USER_COUNT, RATE_PER_S, FAILURES_PER_S, METHOD_TEXT, NAME_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [START_S] = {"start_s", MEASURE},
    [USER_COUNT] = {"users", MEASURE},
    [RATE_PER_S] = {"requests_per_s", MEASURE},
    [FAILURES_PER_S] = {"failures_per_s", MEASURE},
    [METHOD_TEXT] = {"method", FACTOR},
    [NAME_TEXT] = {"name", FACTOR},
};

static const struct csv_map maps[] = {
    {TIMESTAMP, START_S, CSV_TIME, REQUIRED, SECONDS},
    {USERS, USER_COUNT, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TYPE, METHOD_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {NAME, NAME_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {RATE, RATE_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {FAILURE_RATE, FAILURES_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TOTAL, SUMMARY_N, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TOTAL_FAILURES, SUMMARY_FAILED, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {AVERAGE, SUMMARY_MEAN_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {MIN, SUMMARY_MIN_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {MAX, SUMMARY_MAX_S, CSV_TIME, OPTIONAL, MILLISECONDS},
};

static enum status take_locust_history(const struct csv_record *record, struct table *table, bool *keep,
                                       struct error *err)
{
    static const size_t figures[] = {SUMMARY_MEAN_S, SUMMARY_MIN_S, SUMMARY_MAX_S};
    (void)keep;
    double requests;
    enum status status = csv_record_get_number(record, TOTAL, OPTIONAL, &requests, err);
    if (status == OK) {
        status = summary_open(table, "summary", err);
    }
    if (status == OK) {
        status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    }
    for (size_t i = 0; requests == 0 && i < sizeof figures / sizeof *figures; i++) {
        table_set_number(table, figures[i], NAN); /* printed as 0 when there was nothing to measure */
    }
    return status == OK ? locust_set_percentiles(record, PERCENTILES, table, err) : status;
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_locust_history};

static enum match probe_locust_history(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_locust_history(struct input *input, const struct import_options *options,
                                       struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_locust_history = {
    .name = "locust-history",
    .writes = "Locust's _stats_history.csv",
    .signs = "columns Timestamp, User Count, Name, Requests/s",
    .quality = SUMMARY,
    .probe = probe_locust_history,
    .read = read_locust_history,
};
