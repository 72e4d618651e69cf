/* hyperfine's JSON (--export-json): every run of every command. Its CSV has no runs, only their summary. */
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum { COMMAND, REQUEST, LATENCY_S, STATUS, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [COMMAND] = {"command", FACTOR},
    [REQUEST] = {"request", MEASURE},
    [LATENCY_S] = {"latency_s", MEASURE},
    [STATUS] = {"status", FACTOR},
};

/* Parameters of the command, such as --parameter-list mem 512,1024: tags of its runs. */
static enum status set_parameters(const struct json_spot *parameters, struct table *table, struct error *err)
{
    const char *key;
    json_t *value;
    struct place place = {parameters->file->name, 0, 0};
    enum status status = OK;
    json_object_foreach(parameters->value, key, value)
    {
        const char *text = json_string_value(value);
        if (status == OK && text != NULL) {
            status = record_set_tag(table, key, text, json_string_length(value), &place, err);
        }
    }
    return status;
}

static enum status take_run(const struct json_spot *result, size_t run, const struct record_sink *sink,
                            struct error *err)
{
    struct json_spot times = json_member(result, "times"), time = json_element(&times, run);
    struct json_spot codes = json_member(result, "exit_codes"), code = json_element(&codes, run);
    struct json_spot parameters = json_member(result, "parameters");
    if (!json_is_number(time.value) || json_number_value(time.value) < 0) {
        return json_spot_error(&time, err, "found no time in seconds, expected one");
    }
    enum status status = table_open_row(sink->table, err);
    if (status != OK || (status = json_set_text(result, "command", sink->table, COMMAND, err)) != OK ||
        (status = set_parameters(&parameters, sink->table, err)) != OK) {
        return status;
    }
    if (json_is_integer(code.value)) {
        const char *verdict = json_integer_value(code.value) == 0 ? "ok" : "failed";
        status = table_set_text(sink->table, STATUS, verdict, strlen(verdict), err);
    }
    if (status != OK) {
        return status;
    }
    table_set_number(sink->table, REQUEST, (double)(run + 1));
    table_set_number(sink->table, LATENCY_S, json_number_value(time.value));
    table_close_row(sink->table);
    return OK;
}

static enum status take_result(const struct json_spot *result, const struct record_sink *sink,
                               struct error *err)
{
    struct json_spot times;
    struct error row_error = {{0}};
    enum status status = json_get_container(result, "times", JSON_ARRAY, &times, &row_error);
    if (status != OK) {
        return record_judge(sink, status, &row_error, err);
    }
    size_t n = json_array_size(times.value);
    for (size_t run = 0; status == OK && run < n; run++) {
        status = take_run(result, run, sink, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

static enum status take_hyperfine(const struct json_spot *root, const struct record_sink *sink,
                                  struct error *err)
{
    struct json_spot results;
    enum status status = json_get_container(root, "results", JSON_ARRAY, &results, err);
    for (size_t i = 0; status == OK && i < json_array_size(results.value); i++) {
        struct json_spot result = json_element(&results, i);
        status = take_result(&result, sink, err);
    }
    return status;
}

static enum match probe_hyperfine(const char *bytes, size_t n)
{
    static const char *const keys[] = {"results", "command", "stddev", "times"};
    return json_looks_like(bytes, n, '{', keys, sizeof keys / sizeof *keys) ? MATCH : NO_MATCH;
}

static enum status read_hyperfine(struct input *input, const struct import_options *options,
                                  struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_hyperfine};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_hyperfine = {
    .name = "hyperfine",
    .writes = "hyperfine --export-json",
    .signs = "results with command, stddev and times",
    .quality = EXACT,
    .probe = probe_hyperfine,
    .read = read_hyperfine,
};
