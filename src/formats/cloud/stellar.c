/* STeLLAR's latencies.csv: requests in bursts, their times in whole milliseconds and their clock in whole
 * seconds. */
#include "base/date.h"
#include "formats/formats.h"
#include "read/csv_records.h"

enum { REQUEST, HOST, SENT, RECEIVED, LATENCY, BURST, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [REQUEST] = {"Request ID", false},
    [HOST] = {"Host", false},
    [SENT] = {"Sent At", true},
    [RECEIVED] = {"Received At", true},
    [LATENCY] = {"Client Latency (ms)", true},
    [BURST] = {"Burst ID", true},
};

enum { START_S, LATENCY_S, HOST_TEXT, BURST_TEXT, REQUEST_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE}, [LATENCY_S] = {"latency_s", MEASURE},    [HOST_TEXT] = {"host", FACTOR},
    [BURST_TEXT] = {"burst", FACTOR}, [REQUEST_TEXT] = {"request_id", FACTOR},
};

static const struct csv_map maps[] = {
    {LATENCY, LATENCY_S, CSV_TIME, REQUIRED, MILLISECONDS},
    {HOST, HOST_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {BURST, BURST_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {REQUEST, REQUEST_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
};

static enum status take_stellar(const struct csv_record *record, struct table *table, bool *keep,
                                struct error *err)
{
    (void)keep;
    size_t n;
    double start_s;
    const char *sent = csv_record_field(record, SENT, &n);
    struct place place = csv_record_place(record, SENT);
    if (sent != NULL && !date_parse(sent, n, &start_s)) {
        return error_at(err, &place, "found '%.40s', expected a date (RFC 3339)", sent);
    }
    if (sent != NULL) {
        table_set_number(table, START_S, start_s);
    }
    return csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take_stellar};

static enum match probe_stellar(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_stellar(struct input *input, const struct import_options *options,
                                struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_stellar = {
    .name = "stellar",
    .writes = "STeLLAR: latencies.csv",
    .signs = "columns Sent At, Received At, Client Latency (ms), Burst ID",
    .quality = EXACT,
    .probe = probe_stellar,
    .read = read_stellar,
};
