/* Locust's _failures.csv and _exceptions.csv: how often what went wrong. */
#include <string.h>

#include "formats/formats.h"
#include "read/csv_records.h"

enum { METHOD, NAME, ERROR, OCCURRENCES, COUNT, MESSAGE, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [METHOD] = {"Method", false},           [NAME] = {"Name", false},   [ERROR] = {"Error", false},
    [OCCURRENCES] = {"Occurrences", false}, [COUNT] = {"Count", false}, [MESSAGE] = {"Message", false},
};

enum { QUALITY, FAILED_N, METHOD_TEXT, NAME_TEXT, ERROR_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR}, [FAILED_N] = {"failed_n", MEASURE}, [METHOD_TEXT] = {"method", FACTOR},
    [NAME_TEXT] = {"name", FACTOR},  [ERROR_TEXT] = {"error", FACTOR},
};

static enum status take_locust_failures(const struct csv_record *record, struct table *table, bool *keep,
                                        struct error *err)
{
    (void)keep;
    size_t n;
    bool failures = csv_record_field(record, OCCURRENCES, &n) != NULL;
    const struct csv_map maps[] = {
        {failures ? OCCURRENCES : COUNT, FAILED_N, CSV_NUMBER, REQUIRED, NO_UNIT},
        {failures ? ERROR : MESSAGE, ERROR_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
        {METHOD, METHOD_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
        {NAME, NAME_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    };
    enum status status = table_set_text(table, QUALITY, "summary", strlen("summary"), err);
    return status == OK ? csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err)
                        : status;
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_locust_failures};

static enum match probe_locust_failures(const char *bytes, size_t n)
{
    const char *feed = memchr(bytes, '\n', n);
    size_t line = feed == NULL ? n : (size_t)(feed - bytes);
    static const char failures[] = "Method,Name,Error,Occurrences",
                      exceptions[] = "Count,Message,Traceback,Nodes";
    return (line >= sizeof failures - 1 && memcmp(bytes, failures, sizeof failures - 1) == 0) ||
                   (line >= sizeof exceptions - 1 && memcmp(bytes, exceptions, sizeof exceptions - 1) == 0)
               ? MATCH
               : NO_MATCH;
}

static enum status read_locust_failures(struct input *input, const struct import_options *options,
                                        struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_locust_failures = {
    .name = "locust-failures",
    .writes = "Locust's _failures.csv and _exceptions.csv",
    .signs = "a header Method,Name,Error,Occurrences or Count,Message,Traceback,Nodes",
    .quality = SUMMARY,
    .probe = probe_locust_failures,
    .read = read_locust_failures,
};
