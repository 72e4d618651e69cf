/* SeBS's result.csv: one request a row, times in microseconds. A memory or a provider's time of 0 is one that
 * SeBS was not told. */
#include <string.h>

#include "formats/formats.h"
#include "read/csv_records.h"

enum { MEMORY, TYPE, IS_COLD, EXEC, CONNECTION, CLIENT, PROVIDER, MEM_USED, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [MEMORY] = {"memory", false},
    [TYPE] = {"type", false},
    [IS_COLD] = {"is_cold", true},
    [EXEC] = {"exec_time", true},
    [CONNECTION] = {"connection_time", false},
    [CLIENT] = {"client_time", true},
    [PROVIDER] = {"provider_time", false},
    [MEM_USED] = {"mem_used", false},
};

enum { LATENCY_S, INFERENCE_S, DURATION_S, CONNECT_S, MAX_MEMORY_MB, MEMORY_MB, EXPERIMENT, COLD, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [LATENCY_S] = {"latency_s", MEASURE},         [INFERENCE_S] = {"inference_s", MEASURE},
    [DURATION_S] = {"duration_s", MEASURE},       [CONNECT_S] = {"connect_s", MEASURE},
    [MAX_MEMORY_MB] = {"max_memory_mb", MEASURE}, [MEMORY_MB] = {"memory_mb", FACTOR},
    [EXPERIMENT] = {"experiment", FACTOR},        [COLD] = {"cold", FACTOR},
};

static const struct csv_map maps[] = {
    {CLIENT, LATENCY_S, CSV_TIME, REQUIRED, MICROSECONDS},
    {EXEC, INFERENCE_S, CSV_TIME, OPTIONAL, MICROSECONDS},
    {CONNECTION, CONNECT_S, CSV_TIME, OPTIONAL, MICROSECONDS},
    {MEM_USED, MAX_MEMORY_MB, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TYPE, EXPERIMENT, CSV_TEXT, OPTIONAL, NO_UNIT},
};

static enum status take_unless_zero(const struct csv_record *record, struct table *table, struct error *err)
{
    double memory_mb, duration_s;
    enum status status = csv_record_get_time(record, MEMORY, OPTIONAL, NO_UNIT, &memory_mb, err);
    if (status != OK ||
        (status = csv_record_get_time(record, PROVIDER, OPTIONAL, MICROSECONDS, &duration_s, err)) != OK) {
        return status;
    }
    if (duration_s > 0) {
        table_set_number(table, DURATION_S, duration_s);
    }
    return memory_mb > 0 ? csv_record_copy_text(record, MEMORY, table, MEMORY_MB, err) : OK;
}

static enum status take_sebs_csv(const struct csv_record *record, struct table *table, bool *keep,
                                 struct error *err)
{
    (void)keep;
    size_t n;
    const char *cold = csv_record_field(record, IS_COLD, &n);
    struct place place = csv_record_place(record, IS_COLD);
    bool is_true = cold != NULL && strcasecmp(cold, "true") == 0;
    if (cold != NULL && !is_true && strcasecmp(cold, "false") != 0) {
        return error_at(err, &place, "found '%.40s', expected True or False", cold);
    }
    enum status status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    if (status != OK) {
        return status;
    }
    status = take_unless_zero(record, table, err);
    const char *text = is_true ? "true" : "false";
    if (status != OK) {
        return status;
    }
    return cold != NULL ? table_set_text(table, COLD, text, strlen(text), err) : OK;
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take_sebs_csv};

static enum match probe_sebs_csv(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_sebs_csv(struct input *input, const struct import_options *options,
                                 struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_sebs_csv = {
    .name = "sebs-csv",
    .writes = "SeBS: result.csv",
    .signs = "columns is_cold, exec_time, client_time",
    .quality = EXACT,
    .probe = probe_sebs_csv,
    .read = read_sebs_csv,
};
