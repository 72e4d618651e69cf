/* Triton's perf_analyzer CSV: a summary for each concurrency or rate, in microseconds; rows are sorted by
 * throughput. */
#include <stdio.h>

#include "formats/formats.h"
#include "import/summary_record.h"
#include "read/csv_records.h"

/* Beside those that it always writes, any whole percentile can be asked for, which has a column of its own.
 */
enum { PERCENTILES = 99 };

enum {
    CONCURRENCY,
    REQUEST_RATE,
    INFERENCES,
    AVERAGE,
    FIRST_PERCENTILE,
    FIELDS = FIRST_PERCENTILE + PERCENTILES
};
enum {
    RATE_PER_S = SUMMARY_COLUMNS,
    CONCURRENCY_TEXT,
    REQUEST_RATE_TEXT,
    FIRST_PERCENTILE_S,
    COLUMNS = FIRST_PERCENTILE_S + PERCENTILES
};

static const struct csv_field some_fields[FIRST_PERCENTILE] = {
    [CONCURRENCY] = {"Concurrency", false},
    [REQUEST_RATE] = {"Request Rate", false},
    [INFERENCES] = {"Inferences/Second", true},
    [AVERAGE] = {"Avg latency", false},
};
static const struct record_column some_columns[FIRST_PERCENTILE_S] = {
    SUMMARY_RECORD_COLUMNS,
    [RATE_PER_S] = {"requests_per_s", MEASURE},
    [CONCURRENCY_TEXT] = {"concurrency", FACTOR},
    [REQUEST_RATE_TEXT] = {"request_rate", FACTOR},
};

static const struct csv_map maps[] = {
    {INFERENCES, RATE_PER_S, CSV_NUMBER, REQUIRED, NO_UNIT},
    {CONCURRENCY, CONCURRENCY_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {REQUEST_RATE, REQUEST_RATE_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {AVERAGE, SUMMARY_MEAN_S, CSV_TIME, OPTIONAL, MICROSECONDS},
};

static enum status take_perf_analyzer(const struct csv_record *record, struct table *table, bool *keep,
                                      struct error *err)
{
    (void)keep;
    enum status status = summary_open(table, "summary", err);
    if (status != OK) {
        return status;
    }
    status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    for (size_t i = 0; status == OK && i < PERCENTILES; i++) {
        double seconds;
        status = csv_record_get_time(record, FIRST_PERCENTILE + i, OPTIONAL, MICROSECONDS, &seconds, err);
        if (status == OK) {
            table_set_number(table, FIRST_PERCENTILE_S + i, seconds);
        }
    }
    return status;
}

/* The dialect with the names of all percentiles, which it borrows. */
struct names {
    char fields[PERCENTILES][sizeof "p99 latency"], columns[PERCENTILES][sizeof "latency_p99_s"];
    struct csv_field field[FIELDS];
    struct record_column column[COLUMNS];
};

static struct csv_dialect make_dialect(struct names *names)
{
    for (size_t i = 0; i < FIRST_PERCENTILE; i++) {
        names->field[i] = some_fields[i];
    }
    for (size_t i = 0; i < FIRST_PERCENTILE_S; i++) {
        names->column[i] = some_columns[i];
    }
    for (size_t i = 0; i < PERCENTILES; i++) {
        unsigned percent = (unsigned)(i % PERCENTILES) + 1;
        snprintf(names->fields[i], sizeof names->fields[i], "p%u latency", percent);
        snprintf(names->columns[i], sizeof names->columns[i], "latency_p%u_s", percent);
        names->field[FIRST_PERCENTILE + i] = (struct csv_field){names->fields[i], false};
        names->column[FIRST_PERCENTILE_S + i] = (struct record_column){names->columns[i], MEASURE};
    }
    return (struct csv_dialect){.fields = names->field,
                                .n_fields = FIELDS,
                                .columns = names->column,
                                .n_columns = COLUMNS,
                                .take = take_perf_analyzer};
}

static enum match probe_perf_analyzer(const char *bytes, size_t n)
{
    struct names names;
    struct csv_dialect dialect = make_dialect(&names);
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_perf_analyzer(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    struct names names;
    struct csv_dialect dialect = make_dialect(&names);
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_perf_analyzer = {
    .name = "perf-analyzer",
    .writes = "Triton's perf_analyzer -f",
    .signs = "a column Inferences/Second",
    .quality = SUMMARY,
    .probe = probe_perf_analyzer,
    .read = read_perf_analyzer,
};
