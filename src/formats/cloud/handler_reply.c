/* Replies of the study's handler and of ours, one a line: {"statusCode":200,"body":"0.091116"}, of old with
 * quotes in the body. */
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

enum { INFERENCE_S, STATUS, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [INFERENCE_S] = {"inference_s", MEASURE}, [STATUS] = {"status", FACTOR}};

/* The seconds in a body: a number, in quotes or not. */
static enum status read_body(const struct json_spot *body, double *seconds, struct error *err)
{
    const char *text = json_string_value(body->value);
    char number[64] = "";
    size_t n = text == NULL ? 0 : strlen(text), quoted = n >= 2 && text[0] == '"' && text[n - 1] == '"';
    if (text != NULL && n - 2 * quoted < sizeof number) {
        memcpy(number, text + quoted, n - 2 * quoted);
    }
    return text != NULL && number_parse(number, strlen(number), seconds) && *seconds >= 0
               ? OK
               : json_spot_error(body, err, "found no time in 'body', expected seconds such as \"0.091116\"");
}

/* The body of a request that failed holds no time. */
static enum status take_handler_reply(const struct json_spot *value, const struct record_sink *sink,
                                      struct error *err)
{
    struct json_spot body = json_member(value, "body"), code = json_member(value, "statusCode");
    double seconds = 0;
    if (!json_is_integer(code.value)) {
        return json_spot_error(&code, err, "found no whole number in 'statusCode', expected one such as 200");
    }
    bool good = json_integer_value(code.value) == 200;
    enum status status = good ? read_body(&body, &seconds, err) : OK;
    if (status != OK || (status = table_open_row(sink->table, err)) != OK ||
        (status = json_set_text(value, "statusCode", sink->table, STATUS, err)) != OK) {
        return status;
    }
    if (good) {
        table_set_number(sink->table, INFERENCE_S, seconds);
    }
    table_close_row(sink->table);
    return OK;
}

static enum match probe_handler_reply(const char *bytes, size_t n)
{
    static const char *const keys[] = {"statusCode", "body"};
    return json_looks_like(bytes, n, '{', keys, 2) ? MATCH : NO_MATCH;
}

static enum status read_handler_reply(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_handler_reply};
    return json_lines_read(input, &format, options, table, log, err);
}

const struct importer formats_handler_reply = {
    .name = "handler-reply",
    .writes = "the Lambda handler: one reply a line",
    .signs = "statusCode and body",
    .quality = EXACT,
    .probe = probe_handler_reply,
    .read = read_handler_reply,
};
