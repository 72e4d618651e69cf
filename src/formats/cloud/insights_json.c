/* The results of CloudWatch Logs Insights as `aws logs get-query-results` prints them. */
#include <string.h>

#include "formats/cloud/insights.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

/* A row is an array of {"field": "@duration", "value": "8.40"}. */
static enum status take_row(const struct json_spot *row, const struct record_sink *sink, struct error *err)
{
    const char *texts[INSIGHTS_FIELDS] = {NULL};
    struct place places[INSIGHTS_FIELDS];
    bool added;
    for (size_t f = 0; f < INSIGHTS_FIELDS; f++) {
        places[f] = (struct place){insights_names[f], f == INSIGHTS_MESSAGE, 0};
    }
    for (size_t i = 0; i < json_array_size(row->value); i++) {
        struct json_spot cell = json_element(row, i);
        const char *field = json_string_value(json_object_get(cell.value, "field"));
        const char *value = json_string_value(json_object_get(cell.value, "value"));
        if (field == NULL || value == NULL) {
            return json_spot_error(&cell, err,
                                   "found no field with a value, expected {\"field\": .., \"value\": ..}");
        }
        for (size_t f = 0; f < INSIGHTS_FIELDS; f++) {
            if (strcmp(field, insights_names[f]) == 0) {
                texts[f] = value;
            }
        }
    }
    struct error why = {{0}};
    enum status status = insights_add(texts, places, sink->table, &added, &why);
    sink->log->passed += status == OK && !added;
    return json_spot_judge(row, status, &why, err);
}

static enum status take_insights_json(const struct json_spot *root, const struct record_sink *sink,
                                      struct error *err)
{
    struct json_spot results, state = json_member(root, "status");
    const char *said = json_string_value(state.value);
    if (said != NULL && strcmp(said, "Complete") != 0) {
        return json_spot_error(
            &state, err, "found the status '%.40s', expected 'Complete': ask for the results again", said);
    }
    enum status status = json_get_container(root, "results", JSON_ARRAY, &results, err);
    for (size_t i = 0; status == OK && i < json_array_size(results.value); i++) {
        struct json_spot row = json_element(&results, i);
        struct error row_error = {{0}};
        status = json_is_array(row.value)
                     ? take_row(&row, sink, &row_error)
                     : json_spot_error(&row, &row_error, "found no array, expected the fields of a row");
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

static enum match probe_insights_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"results", "field", "value"};
    static const char *const running[] = {"results", "statistics", "status"};
    return json_looks_like(bytes, n, '{', keys, 3) || json_looks_like(bytes, n, '{', running, 3) ? MATCH
                                                                                                 : NO_MATCH;
}

static enum status read_insights_json(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = lambda_columns, .n_columns = LAMBDA_COLUMNS, .take = take_insights_json};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_insights_json = {
    .name = "insights-json",
    .writes = "CloudWatch Logs Insights: aws logs get-query-results",
    .signs = "results of fields with values",
    .quality = EXACT,
    .probe = probe_insights_json,
    .read = read_insights_json,
};
