/* STeLLAR's statistics.csv: one summary, in milliseconds. */
#include "formats/formats.h"
#include "import/summary_record.h"
#include "read/csv_records.h"

enum { COUNT, MEAN, SD, MIN, P25, P50, P75, P95, MAX, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [COUNT] = {"Count", true}, [MEAN] = {"Mean", true},  [SD] = {"Standard Deviation", true},
    [MIN] = {"Min", true},     [P25] = {"25%ile", true}, [P50] = {"50%ile", true},
    [P75] = {"75%ile", true},  [P95] = {"95%ile", true}, [MAX] = {"Max", true},
};

enum { SD_S = SUMMARY_COLUMNS, P25_S, P50_S, P75_S, P95_S, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [SD_S] = {"latency_sd_s", MEASURE}, /* with n - 1, as gonum's StdDev */
    [P25_S] = {"latency_p25_s", MEASURE},
    [P50_S] = {"latency_p50_s", MEASURE},
    [P75_S] = {"latency_p75_s", MEASURE},
    [P95_S] = {"latency_p95_s", MEASURE},
};

static const struct csv_map maps[] = {
    {COUNT, SUMMARY_N, CSV_NUMBER, REQUIRED, NO_UNIT},
    {MEAN, SUMMARY_MEAN_S, CSV_TIME, REQUIRED, MILLISECONDS},
    {SD, SD_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {MIN, SUMMARY_MIN_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {P25, P25_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {P50, P50_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {P75, P75_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {P95, P95_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {MAX, SUMMARY_MAX_S, CSV_TIME, OPTIONAL, MILLISECONDS},
};

static enum status take_stellar_stats(const struct csv_record *record, struct table *table, bool *keep,
                                      struct error *err)
{
    (void)keep;
    enum status status = summary_open(table, "summary", err);
    return status == OK ? csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err)
                        : status;
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_stellar_stats};

static enum match probe_stellar_stats(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_stellar_stats(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_stellar_stats = {
    .name = "stellar-stats",
    .writes = "STeLLAR: statistics.csv",
    .signs = "columns Count, Mean, Standard Deviation, Min, 25%ile, ...",
    .quality = SUMMARY,
    .probe = probe_stellar_stats,
    .read = read_stellar_stats,
};
