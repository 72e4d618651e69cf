/* Lambda's text log, as CloudWatch, `aws logs tail` or the local emulator print it: REPORT lines among
 * others. */
#include <math.h>
#include <string.h>

#include "import/lambda_log.h"
#include "import/text_records.h"

static enum status take(const struct text_line *line, void *state, const struct record_sink *sink,
                        struct error *err)
{
    bool used;
    const struct lambda_line logged = {line->text, line->n, line->place, NAN};
    enum status status = lambda_log_take(state, &logged, &used, err);
    sink->log->passed += status == OK && !used && line->n > 0;
    return status;
}

static enum status finish(const struct place *end, void *state, const struct record_sink *sink,
                          struct error *err)
{
    (void)end;
    return lambda_log_finish(state, sink->table, err);
}

static enum match probe_lambda_report(const char *bytes, size_t n)
{
    static const char *const none[] = {NULL};
    bool is_header = n > 2 && (bytes[0] == '@' || (bytes[0] == '"' && bytes[1] == '@')); /* of Insights */
    bool is_json = json_looks_like(bytes, n, '{', none, 0) || json_looks_like(bytes, n, '[', none, 0);
    return !is_json && !is_header && lambda_log_looks_like_text(bytes, n) && memchr(bytes, '\0', n) == NULL
               ? MATCH
               : NO_MATCH;
}

static enum status read_lambda_report(struct input *input, const struct import_options *options,
                                      struct table *table, struct import_log *log, struct error *err)
{
    static const struct text_format format = {
        .columns = lambda_columns, .n_columns = LAMBDA_COLUMNS, .take = take, .finish = finish};
    const struct record_sink sink = {options, table, log};
    struct lambda_log state = {0};
    enum status status = text_lines_read(input, &format, &state, &sink, err);
    lambda_log_release(&state);
    return status;
}

const struct importer import_lambda_report = {
    .name = "lambda-report",
    .writes = "AWS Lambda's REPORT lines: CloudWatch, aws logs tail, the local emulator",
    .signs = "a line with REPORT RequestId:",
    .quality = EXACT,
    .probe = probe_lambda_report,
    .read = read_lambda_report,
};
