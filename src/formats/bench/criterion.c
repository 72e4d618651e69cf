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
    {GROUP, GROUP_TEXT, CSV_TEXT, OPTIONAL, 0},
    {FUNCTION, FUNCTION_TEXT, CSV_TEXT, OPTIONAL, 0},
    {VALUE, VALUE_TEXT, CSV_TEXT, OPTIONAL, 0},
    {ITERATIONS, ITERATION_COUNT, CSV_NUMBER, REQUIRED, 0},
};

static enum status read_per_second(const struct csv_record *record, double *per_second, struct error *err)
{
    static const struct {
        const char *unit;
        double per_second;
    } units[] = {{"ps", 1e12}, {"ns", 1e9}, {"us", 1e6}, {"ms", 1e3}, {"s", 1}};
    size_t n;
    const char *unit = record_field(record, UNIT, &n);
    struct place place = record_place(record, UNIT);
    for (size_t i = 0; unit != NULL && i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].unit) == 0) {
            *per_second = units[i].per_second;
            return OK;
        }
    }
    return error_at(err, &place, "found the unit '%.40s', expected a time such as ns",
                    unit == NULL ? "" : unit);
}

static enum status take(const struct csv_record *record, struct table *table, bool *keep, struct error *err)
{
    (void)keep;
    double per_second, total, iterations;
    struct place place = record_place(record, ITERATIONS);
    enum status status = read_per_second(record, &per_second, err);
    status = status == OK ? record_get_time(record, MEASURED, REQUIRED, 1, &total, err) : status;
    status = status == OK ? record_get_number(record, ITERATIONS, REQUIRED, &iterations, err) : status;
    if (status == OK && !(iterations >= 1)) {
        return error_at(err, &place, "found %g iterations, expected one or more", iterations);
    }
    if (status == OK) {
        table_set_number(table, LATENCY_S, total / (iterations * per_second)); /* rounded once */
        status = record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    }
    return status;
}

static const struct csv_dialect dialect = {
    .fields = fields, .n_fields = FIELDS, .columns = columns, .n_columns = COLUMNS, .take = take};

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
