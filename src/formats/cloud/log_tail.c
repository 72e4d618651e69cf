/* What `aws lambda invoke --log-type Tail` prints: the last lines of the log in base64. One object a file, or
 * one a line. */
#include <stdlib.h>
#include <string.h>

#include "formats/cloud/lambda_log.h"
#include "formats/cloud/lambda_rows.h"
#include "formats/cloud/packed_text.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"

static enum status take_log_tail(const struct json_spot *value, const struct record_sink *sink,
                                 struct error *err)
{
    struct lambda_log log;
    struct json_spot tail = json_member(value, "LogResult");
    struct place place = {"LogResult", 1, 0};
    struct error why = {{0}};
    char *text = NULL;
    size_t passed = 0;
    lambda_log_init(&log, sink->options);
    enum status status = packed_text_read(&tail, &text, err);
    if (status == OK) {
        status = lambda_log_take_lines(&log, text, &place, &passed, &why);
        status = json_spot_judge(&tail, status, &why, err);
    }
    if (status == OK && log.requests.reports.table.rows == 0) {
        status = json_spot_error(&tail, err, "found a log without a REPORT line, expected one");
    }
    if (status == OK) {
        status = lambda_log_finish(&log, sink, err);
    }
    free(text);
    lambda_log_release(&log);
    return status;
}

static enum match probe_log_tail(const char *bytes, size_t n)
{
    static const char *const keys[] = {"StatusCode", "LogResult"};
    return json_looks_like(bytes, n, '{', keys, 2) ? MATCH : NO_MATCH;
}

/* Whether the first line holds all of an object. */
static bool has_one_a_line(const char *bytes, size_t n)
{
    const char *feed = memchr(bytes, '\n', n);
    size_t line = feed == NULL ? n : (size_t)(feed - bytes);
    return memmem(bytes, line, "\"LogResult\"", 11) != NULL && memchr(bytes, '}', line) != NULL;
}

static enum status read_log_tail(struct input *input, const struct import_options *options,
                                 struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = lambda_columns, .n_columns = LAMBDA_COLUMNS, .take = take_log_tail};
    const char *bytes;
    size_t n;
    enum status status = input_peek(input, PROBE_BYTES, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    return has_one_a_line(bytes, n) ? json_lines_read(input, &format, options, table, log, err)
                                    : json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_log_tail = {
    .origins = lambda_text_origins,
    .name = "log-tail",
    .writes = "aws lambda invoke --log-type Tail",
    .signs = "StatusCode with LogResult",
    .quality = EXACT,
    .probe = probe_log_tail,
    .read = read_log_tail,
};
