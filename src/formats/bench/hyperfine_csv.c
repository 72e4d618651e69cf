/* hyperfine's CSV (--export-csv): a summary of each command; its runs are in the JSON alone. */
#include "formats/formats.h"
#include "import/summary_record.h"
#include "read/csv_records.h"

enum { COMMAND, MEAN, SD, MEDIAN, USER, SYSTEM, MIN, MAX, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [COMMAND] = {"command", true}, [MEAN] = {"mean", true}, [SD] = {"stddev", true},
    [MEDIAN] = {"median", true},   [USER] = {"user", true}, [SYSTEM] = {"system", true},
    [MIN] = {"min", true},         [MAX] = {"max", true},
};

enum { SD_S = SUMMARY_COLUMNS, MEDIAN_S, COMMAND_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [SD_S] = {"latency_sd_s", MEASURE},
    [MEDIAN_S] = {"latency_p50_s", MEASURE},
    [COMMAND_TEXT] = {"command", FACTOR},
};

static const struct csv_map maps[] = {
    {COMMAND, COMMAND_TEXT, CSV_TEXT, REQUIRED, NO_UNIT},
    {MEAN, SUMMARY_MEAN_S, CSV_TIME, REQUIRED, SECONDS},
    {SD, SD_S, CSV_TIME, OPTIONAL, SECONDS},
    {MEDIAN, MEDIAN_S, CSV_TIME, OPTIONAL, SECONDS},
    {MIN, SUMMARY_MIN_S, CSV_TIME, OPTIONAL, SECONDS},
    {MAX, SUMMARY_MAX_S, CSV_TIME, OPTIONAL, SECONDS},
};

static enum status take_hyperfine_csv(const struct csv_record *record, struct table *table, bool *keep,
                                      struct error *err)
{
    (void)keep;
    enum status status = summary_open(table, "summary", err);
    return status == OK ? csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err)
                        : status;
}

/* Parameters of the command are columns behind the others. */
static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_hyperfine_csv,
                                           .keeps_others = true};

static enum match probe_hyperfine_csv(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_hyperfine_csv(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_hyperfine_csv = {
    .name = "hyperfine-csv",
    .writes = "hyperfine --export-csv",
    .signs = "columns command, mean, stddev, median, user, system, min, max",
    .quality = SUMMARY,
    .probe = probe_hyperfine_csv,
    .read = read_hyperfine_csv,
};
