/* Lambda's log in JSON format: platform.report objects, one a line among others, or a pretty-printed array of
 * them. */
#include <string.h>

#include "formats/cloud/collect_logs.h"
#include "formats/cloud/insights.h"
#include "formats/cloud/lambda_lines.h"
#include "formats/cloud/lambda_log.h"
#include "formats/formats.h"
#include "import/json_members.h"

static enum status take_array(const struct json_spot *array, const struct record_sink *sink,
                              struct error *err)
{
    struct place place = {array->file->name, 0, 0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(array->value); i++) {
        struct json_spot element = json_element(array, i);
        struct error row_error = {{0}};
        bool used;
        status = lambda_log_take_object(sink->context, &element, &place, &used, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

static bool is_array(const char *bytes, size_t n)
{
    static const char *const keys[] = {"type", "record"};
    return json_looks_like(bytes, n, '[', keys, 2);
}

/* Text of the function's may stand before the first object; where there are reports in text, too, the other
 * reader of lines has them. */
static enum match probe_lambda_json(const char *bytes, size_t n)
{
    static const struct {
        char opening;
        const char *key;
    } others[] = {
        {'{', "logStreamName"}, {'{', "events"}, {'{', "logEvents"}, {'{', "results"}, {'[', "@message"}};
    static const char *const none[] = {NULL};
    bool is_json = json_looks_like(bytes, n, '{', none, 0) || json_looks_like(bytes, n, '[', none, 0);
    bool has_report =
        memmem(bytes, n, "\"platform.report\"", 17) != NULL && memmem(bytes, n, "\"durationMs\"", 12) != NULL;
    has_report &= !collect_logs_begins(bytes, n);
    has_report &= is_json || (!lambda_text_has_report(bytes, n) && !insights_is_header(bytes, n));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        has_report &= !json_looks_like(bytes, n, others[i].opening, &others[i].key, 1);
    }
    return has_report ? MATCH : NO_MATCH;
}

static enum status read_lambda_json(struct input *input, const struct import_options *options,
                                    struct table *table, struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    const char *bytes;
    size_t n;
    enum status status = input_peek(input, PROBE_BYTES, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    return is_array(bytes, n) ? lambda_log_read_documents(input, take_array, &sink, err)
                              : lambda_lines_read(input, options, table, log, err);
}

const struct importer formats_lambda_json = {
    .origins = lambda_json_origins,
    .name = "lambda-json",
    .writes = "AWS Lambda's log in JSON format: platform.report",
    .signs = "\"platform.report\" with durationMs",
    .quality = EXACT,
    .probe = probe_lambda_json,
    .read = read_lambda_json,
};
