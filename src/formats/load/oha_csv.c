/* oha's CSV: completed requests, whatever their status, in the order in which they began; seconds. */
#include "formats/formats.h"
#include "read/csv_records.h"

enum { REQUEST_START, REQUEST_DURATION, STATUS_CODE, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [REQUEST_START] = {"request-start", true}, /* from the run's start, which the file doesn't tell */
    [REQUEST_DURATION] = {"request-duration", true},
    [STATUS_CODE] = {"status", true},
};

enum { START_S, LATENCY_S, STATUS, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE},
    [LATENCY_S] = {"latency_s", MEASURE},
    [STATUS] = {"status", FACTOR},
};

static const struct csv_map maps[] = {
    {REQUEST_START, START_S, CSV_TIME, REQUIRED, SECONDS},
    {REQUEST_DURATION, LATENCY_S, CSV_TIME, REQUIRED, SECONDS},
    {STATUS_CODE, STATUS, CSV_TEXT, REQUIRED, NO_UNIT},
};

static enum status take_oha_csv(const struct csv_record *record, struct table *table, bool *keep,
                                struct error *err)
{
    (void)keep;
    double code;
    enum status status = csv_record_get_number(record, STATUS_CODE, REQUIRED, &code, err);
    return status == OK ? csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err)
                        : status;
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take_oha_csv};

static enum match probe_oha_csv(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_oha_csv(struct input *input, const struct import_options *options,
                                struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_oha_csv = {
    .name = "oha-csv",
    .writes = "oha --output-format csv",
    .signs = "columns request-start, request-duration, status",
    .quality = EXACT,
    .probe = probe_oha_csv,
    .read = read_oha_csv,
};
