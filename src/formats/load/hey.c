/* hey's CSV (`hey -o csv`): completed requests in the order in which they ended; seconds with four decimals.
 */
#include "formats/formats.h"
#include "read/csv_records.h"

enum { RESPONSE_TIME, STATUS_CODE, OFFSET, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [RESPONSE_TIME] = {"response-time", true},
    [STATUS_CODE] = {"status-code", true},
    [OFFSET] = {"offset", true}, /* of the request's start from the run's, which the file doesn't tell */
};

enum { LATENCY_S, STATUS, OFFSET_S, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [LATENCY_S] = {"latency_s", MEASURE},
    [STATUS] = {"status", FACTOR},
    [OFFSET_S] = {"start_s", MEASURE},
};

static enum status take_hey(const struct csv_record *record, struct table *table, bool *keep,
                            struct error *err)
{
    (void)keep;
    double latency_s, offset_s;
    enum status status = csv_record_get_time(record, RESPONSE_TIME, REQUIRED, SECONDS, &latency_s, err);
    if (status == OK) {
        status = csv_record_get_time(record, OFFSET, REQUIRED, SECONDS, &offset_s, err);
    }
    if (status != OK) {
        return status;
    }
    table_set_number(table, LATENCY_S, latency_s);
    table_set_number(table, OFFSET_S, offset_s);
    return csv_record_copy_text(record, STATUS_CODE, table, STATUS, err);
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take_hey};

static enum match probe_hey(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_hey(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_hey = {
    .name = "hey",
    .writes = "hey -o csv",
    .signs = "columns response-time, status-code, offset",
    .quality = EXACT,
    .probe = probe_hey,
    .read = read_hey,
};
