/* The results of CloudWatch Logs Insights as `aws logs get-query-results` prints them, and as the console
 * saves them. */
#include <string.h>

#include "formats/cloud/insights.h"
#include "formats/formats.h"
#include "import/json_members.h"

/* A row's cell: a field that is known, or one of the user's. */
struct row {
    const char *texts[INSIGHTS_FIELDS];
    struct place places[INSIGHTS_FIELDS];
    bool has_tags;
};

static enum status take_cell(struct row *row, const char *field, const struct json_spot *value,
                             struct table *tags, struct error *err)
{
    const char *text = json_string_value(value->value);
    struct error why = {{0}};
    struct place place = {field, 0, 0};
    char number[32] = "";
    for (size_t f = 0; f < INSIGHTS_FIELDS; f++) {
        if (strcmp(field, insights_names[f]) == 0) {
            row->texts[f] = text;
            return OK;
        }
    }
    if (json_is_number(value->value)) {
        snprintf(number, sizeof number, "%.17g", json_number_value(value->value));
        text = number;
    }
    row->has_tags |= text != NULL;
    enum status status = text == NULL ? OK : record_set_tag(tags, field, text, strlen(text), &place, &why);
    return json_spot_judge(value, status, &why, err);
}

/* A row is an array of {"field": "@duration", "value": "8.40"}, or of the console an object. */
static enum status take_cells(const struct json_spot *spot, struct row *row, struct table *tags,
                              struct error *err)
{
    enum status status = OK;
    const char *field;
    json_t *value;
    for (size_t i = 0; status == OK && i < json_array_size(spot->value); i++) {
        struct json_spot cell = json_element(spot, i), said = json_member(&cell, "value");
        field = json_string_value(json_object_get(cell.value, "field"));
        if (field == NULL || !json_is_string(said.value)) {
            return json_spot_error(&cell, err,
                                   "found no field with a value, expected {\"field\": .., \"value\": ..}");
        }
        status = take_cell(row, field, &said, tags, err);
    }
    json_object_foreach(spot->value, field, value)
    {
        struct json_spot cell = json_member(spot, field);
        status = status == OK ? take_cell(row, field, &cell, tags, err) : status;
    }
    return status;
}

static enum status take_row(const struct json_spot *spot, struct lambda_log *log,
                            const struct record_sink *sink, struct error *err)
{
    struct row row = {.has_tags = false};
    struct table *tags = &log->requests.tags;
    bool used = false;
    for (size_t f = 0; f < INSIGHTS_FIELDS; f++) {
        row.places[f] = (struct place){insights_names[f], f == INSIGHTS_MESSAGE, 0};
    }
    log->requests.tags_row = 0;
    enum status status = table_open_row(tags, err);
    if (status != OK || (status = take_cells(spot, &row, tags, err)) != OK) {
        return status;
    }
    if (row.has_tags) {
        table_close_row(tags);
        log->requests.tags_row = tags->rows;
    }
    struct json_spot message = json_member(spot, "@message");
    if (json_is_object(message.value)) { /* the console writes out messages that are JSON */
        struct place place = {"@message", 1, 0};
        status = lambda_log_take_object(log, &message, &place, &used, err);
        sink->log->passed += status == OK && !used;
        return status;
    }
    struct error why = {{0}};
    status = insights_take(log, row.texts, row.places, &sink->log->passed, &why);
    return json_spot_judge(spot, status, &why, err);
}

static enum status take_rows(const struct json_spot *results, const struct record_sink *sink,
                             struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(results->value); i++) {
        struct json_spot row = json_element(results, i);
        struct error row_error = {{0}};
        status = json_typeof(row.value) == (results->key == NULL ? JSON_OBJECT : JSON_ARRAY)
                     ? take_row(&row, sink->context, sink, &row_error)
                     : json_spot_error(&row, &row_error, "found no %s, expected the fields of a row",
                                       results->key == NULL ? "object" : "array");
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

static enum status take_insights_json(const struct json_spot *root, const struct record_sink *sink,
                                      struct error *err)
{
    struct json_spot results = *root, state = json_member(root, "status");
    const char *said = json_string_value(state.value);
    if (said != NULL && strcmp(said, "Complete") != 0) {
        return json_spot_error(
            &state, err, "found the status '%.40s', expected 'Complete': ask for the results again", said);
    }
    enum status status =
        json_is_array(root->value) ? OK : json_get_container(root, "results", JSON_ARRAY, &results, err);
    return status == OK ? take_rows(&results, sink, err) : status;
}

static enum match probe_insights_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"results", "field", "value"};
    static const char *const running[] = {"results", "statistics", "status"};
    static const char *const message[] = {"@message"}, *const duration[] = {"@duration"};
    if (json_looks_like(bytes, n, '[', message, 1) || json_looks_like(bytes, n, '[', duration, 1)) {
        return MATCH; /* the console's */
    }
    return json_looks_like(bytes, n, '{', keys, 3) || json_looks_like(bytes, n, '{', running, 3) ? MATCH
                                                                                                 : NO_MATCH;
}

static enum status read_insights_json(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    return lambda_log_read_documents(input, take_insights_json, &sink, err);
}

const struct importer formats_insights_json = {
    .origins = insights_origins,
    .name = "insights-json",
    .writes = "CloudWatch Logs Insights: get-query-results, the console",
    .signs = "results of fields with values, or an array with @message or @duration",
    .quality = EXACT,
    .probe = probe_insights_json,
    .read = read_insights_json,
};
