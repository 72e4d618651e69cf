/* criterion.rs's raw.csv: each row is the time of many iterations. */
#include <string.h>

#include "formats/formats.h"
#include "read/csv_records.h"

enum { GROUP, FUNCTION, VALUE, MEASURED, UNIT, ITERATIONS, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [GROUP] = {"group", true},  [FUNCTION] = {"function", true},
    [VALUE] = {"value", false}, [MEASURED] = {"sample_measured_value", true},
    [UNIT] = {"unit", true},    [ITERATIONS] = {"iteration_count", true},
};

enum { LATENCY_S, ITERATION_COUNT, GROUP_TEXT, FUNCTION_TEXT, VALUE_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [LATENCY_S] = {"latency_s", MEASURE}, [ITERATION_COUNT] = {"iterations", MEASURE},
    [GROUP_TEXT] = {"group", FACTOR},     [FUNCTION_TEXT] = {"function", FACTOR},
    [VALUE_TEXT] = {"value", FACTOR},
};

static const struct csv_map maps[] = {
    {GROUP, GROUP_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {FUNCTION, FUNCTION_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {VALUE, VALUE_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {ITERATIONS, ITERATION_COUNT, CSV_NUMBER, REQUIRED, NO_UNIT},
};

static enum status read_unit(const struct csv_record *record, enum unit *unit, struct error *err)
{
    size_t n = 0;
    const char *name = csv_record_field(record, UNIT, &n);
    struct place place = csv_record_place(record, UNIT);
    *unit = name == NULL ? NO_UNIT : unit_find(name, n, PICOSECONDS, SECONDS);
    return *unit != NO_UNIT ? OK
                            : error_at(err, &place, "found the unit '%.40s', expected a time such as ns",
                                       name == NULL ? "" : name);
}

static enum status take_criterion(const struct csv_record *record, struct table *table, bool *keep,
                                  struct error *err)
{
    (void)keep;
    enum unit unit;
    double total, iterations;
    struct place place = csv_record_place(record, ITERATIONS);
    enum status status = read_unit(record, &unit, err);
    if (status != OK ||
        (status = csv_record_get_time(record, MEASURED, REQUIRED, NO_UNIT, &total, err)) != OK ||
        (status = csv_record_get_number(record, ITERATIONS, REQUIRED, &iterations, err)) != OK) {
        return status;
    }
    if (!(iterations >= 1)) {
        return error_at(err, &place, "found %g iterations, expected one or more", iterations);
    }
    table_set_number(table, LATENCY_S, unit_seconds_of_each(total, iterations, unit));
    return csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take_criterion};

static enum match probe_criterion(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_criterion(struct input *input, const struct import_options *options,
                                  struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_criterion = {
    .name = "criterion",
    .writes = "criterion.rs: raw.csv",
    .signs = "columns group, function, sample_measured_value, unit, iteration_count",
    .quality = EXACT,
    .probe = probe_criterion,
    .read = read_criterion,
};
