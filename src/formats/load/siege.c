/* siege.log: a row a run, with its transactions, which are the requests that ended well, and their mean. */
#include <string.h>

#include "base/date.h"
#include "formats/formats.h"
#include "import/summary_record.h"
#include "read/csv_records.h"

enum { DATE, TRANSACTIONS, RESPONSE, RATE, CONCURRENT, FAILED, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [DATE] = {"Date & Time", true}, [TRANSACTIONS] = {"Trans", true},     [RESPONSE] = {"Resp Time", true},
    [RATE] = {"Trans Rate", false}, [CONCURRENT] = {"Concurrent", false}, [FAILED] = {"Failed", true},
};

enum { START_S = SUMMARY_COLUMNS, RATE_PER_S, IN_FLIGHT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [START_S] = {"start_s", MEASURE},
    [RATE_PER_S] = {"requests_per_s", MEASURE},
    [IN_FLIGHT] = {"concurrent", MEASURE},
};

static const struct csv_map maps[] = {
    {RESPONSE, SUMMARY_MEAN_S, CSV_TIME, OPTIONAL, SECONDS},
    {RATE, RATE_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {CONCURRENT, IN_FLIGHT, CSV_NUMBER, OPTIONAL, NO_UNIT},
};

static enum status take_siege(const struct csv_record *record, struct table *table, bool *keep,
                              struct error *err)
{
    (void)keep;
    size_t n;
    double start_s, transactions, failed;
    const char *date = csv_record_field(record, DATE, &n);
    struct place place = csv_record_place(record, DATE);
    if (date == NULL || !date_parse(date, n, &start_s)) {
        return error_at(err, &place, "found '%.40s', expected a date such as 2024-02-09 08:42:44",
                        date == NULL ? "" : date);
    }
    enum status status = csv_record_get_time(record, TRANSACTIONS, REQUIRED, NO_UNIT, &transactions, err);
    status = status == OK ? csv_record_get_time(record, FAILED, REQUIRED, NO_UNIT, &failed, err) : status;
    status = status == OK ? summary_open(table, "summary", err) : status;
    if (status != OK) {
        return status;
    }
    table_set_number(table, START_S, start_s);
    summary_set_counts(table, transactions, 0, failed);
    return csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take_siege};

static enum match probe_siege(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_siege(struct input *input, const struct import_options *options, struct table *table,
                              struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

static const struct explain_row origins[] = {{"quality", "one run"},
                                             {"start_s", "Date & Time"},
                                             {"latency_mean_s", "Resp Time in s"},
                                             {"published_n", "Trans"},
                                             {"failed_n", "Failed"},
                                             {"requests_per_s", "Trans Rate"},
                                             {"concurrent", "Concurrent"},
                                             {0}};

const struct importer formats_siege = {
    .origins = origins,
    .name = "siege",
    .writes = "siege.log",
    .signs = "columns Date & Time, Trans, Resp Time, Failed",
    .quality = SUMMARY,
    .probe = probe_siege,
    .read = read_siege,
};
