/* SeBS's experiment in JSON: every invocation with its times in microseconds and its bill. */
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum {
    LATENCY_S,
    INFERENCE_S,
    DURATION_S,
    INIT_S,
    BILLED_MS,
    MAX_MEMORY_MB,
    MEMORY_MB,
    FUNCTION,
    COLD,
    STATUS,
    REQUEST_ID,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [LATENCY_S] = {"latency_s", MEASURE},
    [INFERENCE_S] = {"inference_s", MEASURE},
    [DURATION_S] = {"duration_s", MEASURE},
    [INIT_S] = {"init_s", MEASURE},
    [BILLED_MS] = {"billed_ms", MEASURE},
    [MAX_MEMORY_MB] = {"max_memory_mb", MEASURE},
    [MEMORY_MB] = {"memory_mb", FACTOR},
    [FUNCTION] = {"function", FACTOR},
    [COLD] = {"cold", FACTOR},
    [STATUS] = {"status", FACTOR},
    [REQUEST_ID] = {"request_id", FACTOR},
};

/* By the part of the invocation that they are in. What `_gb_seconds` counts differs between versions: it is
 * not read. */
static const struct json_map times_maps[] = {{"client", LATENCY_S, JSON_TIME, OPTIONAL, MICROSECONDS},
                                             {"benchmark", INFERENCE_S, JSON_TIME, OPTIONAL, MICROSECONDS}};
static const struct json_map billing_maps[] = {{"_billed_time", BILLED_MS, JSON_TIME, OPTIONAL, NO_UNIT},
                                               {"_memory", MEMORY_MB, JSON_TEXT, OPTIONAL, NO_UNIT}};
static const struct {
    const char *part;
    const struct json_map *maps;
} parts[] = {{"times", times_maps}, {"billing", billing_maps}};

/* A provider's time of 0 is one that there was not, or that SeBS was not told. */
static enum status take_provider_times(const struct json_spot *times, struct table *table, struct error *err)
{
    double duration_s, init_s;
    enum status status = json_get_time(times, "execution", OPTIONAL, MICROSECONDS, &duration_s, err);
    if (status != OK ||
        (status = json_get_time(times, "initialization", OPTIONAL, MICROSECONDS, &init_s, err)) != OK) {
        return status;
    }
    if (duration_s > 0) {
        table_set_number(table, DURATION_S, duration_s);
    }
    if (init_s > 0) {
        table_set_number(table, INIT_S, init_s);
    }
    return OK;
}

static enum status take_stats(const struct json_spot *stats, struct table *table, struct error *err)
{
    static const struct json_map used = {"memory_used", MAX_MEMORY_MB, JSON_TIME, OPTIONAL, NO_UNIT};
    json_t *cold = json_object_get(stats->value, "cold_start"),
           *failure = json_object_get(stats->value, "failure");
    const char *start = json_is_true(cold) ? "true" : "false",
               *fate = json_is_true(failure) ? "failed" : "ok";
    enum status status = json_copy_members(stats, &used, 1, table, err);
    if (status != OK) {
        return status;
    }
    if (json_is_boolean(cold)) {
        status = table_set_text(table, COLD, start, strlen(start), err);
    }
    if (status != OK) {
        return status;
    }
    return json_is_boolean(failure) ? table_set_text(table, STATUS, fate, strlen(fate), err) : OK;
}

static enum status take_invocation(const struct json_spot *invocation, const char *function, const char *id,
                                   const struct record_sink *sink, struct error *err)
{
    struct place place = {invocation->file->name, 0, 0};
    struct json_spot times, stats = json_member(invocation, "stats");
    struct json_spot provider_times = json_member(invocation, "provider_times");
    enum status status = json_get_container(invocation, "times", JSON_OBJECT, &times, err);
    if (status != OK) {
        return status;
    }
    status = table_open_row(sink->table, err);
    for (size_t i = 0; status == OK && i < sizeof parts / sizeof *parts; i++) {
        struct json_spot part = json_member(invocation, parts[i].part);
        status = json_copy_members(&part, parts[i].maps, 2, sink->table, err);
    }
    if (status != OK || (status = take_provider_times(&provider_times, sink->table, err)) != OK ||
        (status = take_stats(&stats, sink->table, err)) != OK ||
        (status = record_set_text(sink->table, FUNCTION, function, strlen(function), &place, err)) != OK ||
        (status = record_set_text(sink->table, REQUEST_ID, id, strlen(id), &place, err)) != OK) {
        return status;
    }
    table_close_row(sink->table);
    return OK;
}

static enum status take_sebs_json(const struct json_spot *root, const struct record_sink *sink,
                                  struct error *err)
{
    struct json_spot functions;
    const char *function, *id;
    json_t *invocations, *value;
    enum status status = json_get_container(root, "_invocations", JSON_OBJECT, &functions, err);
    json_object_foreach(status == OK ? functions.value : NULL, function, invocations)
    {
        struct json_spot all = json_member(&functions, function);
        json_object_foreach(invocations, id, value)
        {
            struct json_spot invocation = json_member(&all, id);
            struct error row_error = {{0}};
            if (status == OK) {
                enum status taken = take_invocation(&invocation, function, id, sink, &row_error);
                status = record_judge(sink, taken, &row_error, err);
            }
        }
    }
    return status;
}

static enum match probe_sebs_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"_invocations", "times"};
    return json_looks_like(bytes, n, '{', keys, 2) ? MATCH : NO_MATCH;
}

static enum status read_sebs_json(struct input *input, const struct import_options *options,
                                  struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_sebs_json};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_sebs_json = {
    .name = "sebs-json",
    .writes = "SeBS: experiments.json",
    .signs = "_invocations with times",
    .quality = EXACT,
    .probe = probe_sebs_json,
    .read = read_sebs_json,
};
