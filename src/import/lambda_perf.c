/* lambda-perf's last.json: for each runtime ten initialisations, and the mean duration of a warm and of a
 * cold request, in milliseconds. */
#include <string.h>

#include "import/json_records.h"

enum {
    INIT_S,
    DURATION_MEAN_S,
    QUALITY,
    MAX_MEMORY_MB,
    MEMORY_MB,
    RUNTIME,
    PACKAGE,
    ARCHITECTURE,
    COLD,
    REQUEST,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [INIT_S] = {"init_s", MEASURE},      [DURATION_MEAN_S] = {"duration_mean_s", MEASURE},
    [QUALITY] = {"quality", FACTOR},     [MAX_MEMORY_MB] = {"max_memory_mb", MEASURE},
    [MEMORY_MB] = {"memory_mb", FACTOR}, [RUNTIME] = {"runtime", FACTOR},
    [PACKAGE] = {"package", FACTOR},     [ARCHITECTURE] = {"architecture", FACTOR},
    [COLD] = {"cold", FACTOR},           [REQUEST] = {"request", MEASURE},
};

static const struct json_map maps[] = {
    {"r", RUNTIME, JSON_TEXT, OPTIONAL, 0},
    {"p", PACKAGE, JSON_TEXT, OPTIONAL, 0},
    {"a", ARCHITECTURE, JSON_TEXT, OPTIONAL, 0},
    {"m", MEMORY_MB, JSON_TEXT, OPTIONAL, 0},
};

static enum status open_row(const struct json_spot *entry, const char *cold, struct table *table,
                            struct error *err)
{
    enum status status = table_open_row(table, err);
    status = status == OK ? json_copy_members(entry, maps, sizeof maps / sizeof *maps, table, err) : status;
    return status == OK && cold != NULL ? table_set_text(table, COLD, cold, strlen(cold), err) : status;
}

static enum status take_inits(const struct json_spot *entry, struct table *table, struct error *err)
{
    struct json_spot inits;
    double used_mb;
    enum status status = json_get_container(entry, "i", JSON_ARRAY, &inits, err);
    status = status == OK ? json_get_time(entry, "mu", OPTIONAL, 1, &used_mb, err) : status;
    for (size_t i = 0; status == OK && i < json_array_size(inits.value); i++) {
        struct json_spot init = json_element(&inits, i);
        if (!json_is_number(init.value) || json_number_value(init.value) < 0) {
            return json_spot_error(&init, err, "found no time in milliseconds, expected one");
        }
        status = open_row(entry, "true", table, err);
        if (status == OK) {
            table_set_number(table, INIT_S, json_number_value(init.value) / 1000);
            table_set_number(table, MAX_MEMORY_MB, used_mb);
            table_set_number(table, REQUEST, (double)(i + 1));
            table_close_row(table);
        }
    }
    return status;
}

/* A mean, of a number of requests that the file does not tell. */
static enum status take_mean(const struct json_spot *entry, const char *key, const char *cold,
                             struct table *table, struct error *err)
{
    double seconds;
    enum status status = json_get_time(entry, key, OPTIONAL, 1e3, &seconds, err);
    if (status != OK || !(seconds >= 0)) {
        return status;
    }
    status = open_row(entry, cold, table, err);
    status = status == OK ? table_set_text(table, QUALITY, "summary", strlen("summary"), err) : status;
    if (status == OK) {
        table_set_number(table, DURATION_MEAN_S, seconds);
        table_close_row(table);
    }
    return status;
}

static enum status take_entry(const struct json_spot *entry, const struct record_sink *sink,
                              struct error *err)
{
    enum status status = take_inits(entry, sink->table, err);
    status = status == OK ? take_mean(entry, "ad", "false", sink->table, err) : status;
    return status == OK ? take_mean(entry, "acd", "true", sink->table, err) : status;
}

static enum status take(const struct json_spot *root, const struct record_sink *sink, struct error *err)
{
    struct json_spot entries;
    enum status status = json_get_container(root, "runtimeData", JSON_ARRAY, &entries, err);
    for (size_t i = 0; status == OK && i < json_array_size(entries.value); i++) {
        struct json_spot entry = json_element(&entries, i);
        struct error row_error = {{0}};
        status = take_entry(&entry, sink, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

static enum match probe_lambda_perf(const char *bytes, size_t n)
{
    static const char *const keys[] = {"runtimeData", "acd"};
    return json_looks_like(bytes, n, '{', keys, 2) ? MATCH : NO_MATCH;
}

static enum status read_lambda_perf(struct input *input, const struct import_options *options,
                                    struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {.columns = columns, .n_columns = COLUMNS, .take = take};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer import_lambda_perf = {
    .name = "lambda-perf",
    .writes = "lambda-perf: last.json",
    .signs = "runtimeData with acd",
    .quality = EXACT,
    .probe = probe_lambda_perf,
    .read = read_lambda_perf,
};
