/*
 * lambda-perf's last.json: for each runtime the initialisations of up to ten cold starts, in milliseconds.
 * Every request was made to a function that had just been changed, so that "ad", the mean duration, is one of
 * cold requests too. "acd" is the mean of the initialisations, which are here themselves, and is not read.
 */
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum {
    INIT_S,
    RESTORE_S,
    DURATION_MEAN_S,
    MAX_MEMORY_MEAN_MB,
    QUALITY,
    MEMORY_MB,
    RUNTIME,
    PACKAGE,
    ARCHITECTURE,
    COLD,
    REQUEST,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [INIT_S] = {"init_s", MEASURE},
    [RESTORE_S] = {"restore_s", MEASURE},
    [DURATION_MEAN_S] = {"duration_mean_s", MEASURE},
    [MAX_MEMORY_MEAN_MB] = {"max_memory_mean_mb", MEASURE},
    [QUALITY] = {"quality", FACTOR},
    [MEMORY_MB] = {"memory_mb", FACTOR},
    [RUNTIME] = {"runtime", FACTOR},
    [PACKAGE] = {"package", FACTOR},
    [ARCHITECTURE] = {"architecture", FACTOR},
    [COLD] = {"cold", FACTOR},
    [REQUEST] = {"request", MEASURE},
};

static const struct json_map maps[] = {
    {"r", RUNTIME, JSON_TEXT, OPTIONAL, NO_UNIT},
    {"p", PACKAGE, JSON_TEXT, OPTIONAL, NO_UNIT},
    {"a", ARCHITECTURE, JSON_TEXT, OPTIONAL, NO_UNIT},
    {"m", MEMORY_MB, JSON_TEXT, OPTIONAL, NO_UNIT},
};

/* What the tool takes for the initialisation is the restoration where a snapshot is used, which only the
 * runtime's name tells, such as java17_snapstart. */
static bool is_restored(const struct json_spot *entry)
{
    const char *runtime = json_string_value(json_object_get(entry->value, "r"));
    return runtime != NULL && strstr(runtime, "snapstart") != NULL;
}

static enum status open_row(const struct json_spot *entry, struct table *table, struct error *err)
{
    const char *cold = is_restored(entry) ? "restored" : "true";
    enum status status = table_open_row(table, err);
    if (status != OK ||
        (status = json_copy_members(entry, maps, sizeof maps / sizeof *maps, table, err)) != OK) {
        return status;
    }
    return table_set_text(table, COLD, cold, strlen(cold), err);
}

static enum status take_inits(const struct json_spot *entry, struct table *table, struct error *err)
{
    struct json_spot inits;
    enum status status = json_get_container(entry, "i", JSON_ARRAY, &inits, err);
    for (size_t i = 0; status == OK && i < json_array_size(inits.value); i++) {
        struct json_spot init = json_element(&inits, i);
        if (!json_is_number(init.value) || json_number_value(init.value) < 0) {
            return json_spot_error(&init, err, "found no time in milliseconds, expected one");
        }
        status = open_row(entry, table, err);
        if (status == OK) {
            table_set_number(table, is_restored(entry) ? RESTORE_S : INIT_S,
                             json_seconds(init.value, MILLISECONDS));
            table_set_number(table, REQUEST, (double)(i + 1));
            table_close_row(table);
        }
    }
    return status;
}

/* The means of the requests, how many of them the file does not tell: it has at most ten of their
 * initialisations. */
static enum status take_means(const struct json_spot *entry, struct table *table, struct error *err)
{
    double duration_s, used_mb;
    enum status status = json_get_time(entry, "ad", OPTIONAL, MILLISECONDS, &duration_s, err);
    if (status != OK || (status = json_get_time(entry, "mu", OPTIONAL, NO_UNIT, &used_mb, err)) != OK ||
        (!(duration_s >= 0) && !(used_mb >= 0))) {
        return status;
    }
    status = open_row(entry, table, err);
    if (status != OK || (status = table_set_text(table, QUALITY, "summary", strlen("summary"), err)) != OK) {
        return status;
    }
    table_set_number(table, DURATION_MEAN_S, duration_s);
    table_set_number(table, MAX_MEMORY_MEAN_MB, used_mb);
    table_close_row(table);
    return OK;
}

static enum status take_entry(const struct json_spot *entry, const struct record_sink *sink,
                              struct error *err)
{
    enum status status = take_inits(entry, sink->table, err);
    return status == OK ? take_means(entry, sink->table, err) : status;
}

static enum status take_lambda_perf(const struct json_spot *root, const struct record_sink *sink,
                                    struct error *err)
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
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_lambda_perf};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_lambda_perf = {
    .name = "lambda-perf",
    .writes = "lambda-perf: last.json",
    .signs = "runtimeData with acd",
    .quality = EXACT,
    .probe = probe_lambda_perf,
    .read = read_lambda_perf,
};
