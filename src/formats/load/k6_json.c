/* k6's JSON lines (--out json): points of all metrics, of which those of http_req_duration are requests. */
#include <string.h>

#include "formats/formats.h"
#include "formats/load/k6_tags.h"
#include "import/json_members.h"
#include "read/json_records.h"

/* Tags whose value is a text; a URL that repeats the name would only be more of the same. */
static enum status set_tags(const struct json_spot *tags, struct table *table, struct error *err)
{
    const char *key;
    json_t *value;
    struct place place = {tags->file->name, tags->file->first_line, 0};
    const char *name = json_string_value(json_object_get(tags->value, "name"));
    const char *code = json_string_value(json_object_get(tags->value, "status"));
    const char *expected = json_string_value(json_object_get(tags->value, "expected_response"));
    enum status status = code == NULL && expected != NULL ? k6_set_verdict(table, expected, err) : OK;
    json_object_foreach(tags->value, key, value)
    {
        const char *text = json_string_value(value);
        bool repeats = text != NULL && name != NULL && strcmp(key, "url") == 0 && strcmp(text, name) == 0;
        if (status == OK && text != NULL && !repeats) {
            status = k6_set_tag(table, key, text, json_string_length(value), &place, err);
        }
    }
    return status;
}

static enum status take_point(const struct json_spot *data, const struct record_sink *sink, struct error *err)
{
    struct json_spot tags = json_member(data, "tags");
    double end_s, latency_s;
    enum status status = json_get_date(data, "time", REQUIRED, &end_s, err);
    if (status != OK ||
        (status = json_get_time(data, "value", REQUIRED, MILLISECONDS, &latency_s, err)) != OK ||
        (status = table_open_row(sink->table, err)) != OK ||
        (status = set_tags(&tags, sink->table, err)) != OK) {
        return status;
    }
    k6_set_times(sink->table, end_s, latency_s);
    table_close_row(sink->table);
    return OK;
}

static enum status take_k6_json(const struct json_spot *value, const struct record_sink *sink,
                                struct error *err)
{
    struct json_spot metric = json_member(value, "metric"), type = json_member(value, "type"), data;
    const char *name = json_string_value(metric.value), *kind = json_string_value(type.value);
    if (name == NULL || kind == NULL) {
        return json_spot_error(value, err, "found no 'metric' and 'type', expected a line of k6");
    }
    if (strcmp(kind, "Point") != 0 || strcmp(name, k6_metric) != 0) {
        return OK;
    }
    enum status status = json_get_container(value, "data", JSON_OBJECT, &data, err);
    return status == OK ? take_point(&data, sink, err) : status;
}

static enum match probe_k6_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"type", "data", "metric"};
    bool is_point = memmem(bytes, n, "\"Point\"", 7) != NULL || memmem(bytes, n, "\"Metric\"", 8) != NULL;
    return is_point && json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_k6_json(struct input *input, const struct import_options *options,
                                struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = k6_columns, .n_columns = K6_COLUMNS, .take = take_k6_json};
    return json_lines_read(input, &format, options, table, log, err);
}

const struct importer formats_k6_json = {
    .name = "k6-json",
    .writes = "k6 run --out json",
    .signs = "a first line with type, data and metric",
    .quality = EXACT,
    .probe = probe_k6_json,
    .read = read_k6_json,
};
