/* The results of CloudWatch Logs Insights as the console saves them: the query's field names are the header;
 * and the console's log viewer's. */
#include <string.h>

#include "formats/cloud/insights.h"
#include "formats/formats.h"
#include "read/csv_head.h"
#include "read/csv_records.h"

/* The viewer's names stand behind Insights'. */
enum { VIEWER_TIMESTAMP = INSIGHTS_FIELDS, VIEWER_MESSAGE, VIEWER_LOG_STREAM, FIELDS };
static const struct csv_field fields[FIELDS] = {
    [INSIGHTS_TIMESTAMP] = {"@timestamp", false},
    [INSIGHTS_MESSAGE] = {"@message", false},
    [INSIGHTS_REQUEST_ID] = {"@requestId", false},
    [INSIGHTS_DURATION] = {"@duration", false},
    [INSIGHTS_BILLED_DURATION] = {"@billedDuration", false},
    [INSIGHTS_INIT_DURATION] = {"@initDuration", false},
    [INSIGHTS_MEMORY_SIZE] = {"@memorySize", false},
    [INSIGHTS_MAX_MEMORY_USED] = {"@maxMemoryUsed", false},
    [INSIGHTS_LOG] = {"@log", false},
    [INSIGHTS_LOG_STREAM] = {"@logStream", false},
    [INSIGHTS_POINTER] = {"@ptr", false},
    [VIEWER_TIMESTAMP] = {"timestamp", false},
    [VIEWER_MESSAGE] = {"message", false},
    [VIEWER_LOG_STREAM] = {"logStreamName", false},
};
static const size_t others_name[INSIGHTS_FIELDS] = {[INSIGHTS_TIMESTAMP] = VIEWER_TIMESTAMP,
                                                    [INSIGHTS_MESSAGE] = VIEWER_MESSAGE,
                                                    [INSIGHTS_LOG_STREAM] = VIEWER_LOG_STREAM};

struct rows {
    struct lambda_log log;
    size_t passed;
};

/* The columns that the query added, in a row of tags. */
static enum status take_tags(const struct csv_record *record, struct lambda_requests *requests,
                             struct error *err)
{
    bool any;
    requests->tags_row = 0;
    enum status status = table_open_row(&requests->tags, err);
    if (status == OK) {
        status = csv_record_copy_others(record, &requests->tags, &any, err);
    }
    if (status == OK && any) {
        table_close_row(&requests->tags);
        requests->tags_row = requests->tags.rows;
    }
    return status;
}

/* The rows are added when all are known. */
static enum status take_insights_csv(const struct csv_record *record, struct table *table, bool *keep,
                                     struct error *err)
{
    struct rows *rows = csv_record_state(record);
    const char *texts[INSIGHTS_FIELDS];
    struct place places[INSIGHTS_FIELDS];
    (void)table;
    *keep = false;
    for (size_t f = 0; f < INSIGHTS_FIELDS; f++) {
        size_t n;
        texts[f] = csv_record_field(record, f, &n);
        places[f] = csv_record_place(record, f);
        if (texts[f] == NULL && others_name[f] > 0) {
            texts[f] = csv_record_field(record, others_name[f], &n);
            places[f] = csv_record_place(record, others_name[f]);
        }
    }
    enum status status = take_tags(record, &rows->log.requests, err);
    return status == OK ? insights_take(&rows->log, texts, places, &rows->passed, err) : status;
}

static enum status finish_insights_csv(void *state, const struct record_sink *sink, struct error *err)
{
    struct rows *rows = state;
    sink->log->passed += rows->passed;
    return lambda_log_finish(&rows->log, sink, err);
}

/* The viewer's header may be anybody's: there has to be a report. */
static enum match probe_insights_csv(const char *bytes, size_t n)
{
    struct csv_source source = csv_probe_source(bytes, n);
    const char *feed = source.n == 0 ? NULL : memchr(source.bytes, '\n', source.n);
    size_t line = feed == NULL ? source.n : (size_t)(feed - source.bytes);
    bool is_log = (source.n > 0 && memchr(source.bytes, '@', line) != NULL) ||
                  lambda_text_has_report(bytes, n) || memmem(bytes, n, "platform.report", 15) != NULL;
    return is_log && insights_is_header(source.bytes, source.n) ? MATCH : NO_MATCH;
}

static enum status read_insights_csv(struct input *input, const struct import_options *options,
                                     struct table *table, struct import_log *log, struct error *err)
{
    struct rows rows = {0};
    const struct csv_dialect dialect = {.fields = fields,
                                        .n_fields = FIELDS,
                                        .columns = lambda_columns,
                                        .n_columns = LAMBDA_COLUMNS,
                                        .take = take_insights_csv,
                                        .state = &rows,
                                        .finish = finish_insights_csv};
    lambda_log_init(&rows.log, options);
    enum status status = csv_dialect_read(&dialect, input, options, table, log, err);
    lambda_log_release(&rows.log);
    return status;
}

const struct importer formats_insights_csv = {
    .origins = insights_origins,
    .name = "insights-csv",
    .writes = "Logs Insights and CloudWatch's log viewer: saved as CSV",
    .signs = "a header with @duration or @message, or timestamp and message",
    .quality = EXACT,
    .probe = probe_insights_csv,
    .read = read_insights_csv,
};
