#include "formats/cloud/insights.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/units.h"

const char *const insights_names[INSIGHTS_FIELDS] = {
    [INSIGHTS_TIMESTAMP] = "@timestamp",
    [INSIGHTS_MESSAGE] = "@message",
    [INSIGHTS_REQUEST_ID] = "@requestId",
    [INSIGHTS_DURATION] = "@duration",
    [INSIGHTS_BILLED_DURATION] = "@billedDuration",
    [INSIGHTS_INIT_DURATION] = "@initDuration",
    [INSIGHTS_MEMORY_SIZE] = "@memorySize",
    [INSIGHTS_MAX_MEMORY_USED] = "@maxMemoryUsed",
    [INSIGHTS_LOG] = "@log",
    [INSIGHTS_LOG_STREAM] = "@logStream",
    [INSIGHTS_POINTER] = "@ptr",
};

/* Bytes of a megabyte: Insights has counted a thousand squared and 1024 squared, and sizes are whole
 * megabytes of 128 to 10240. */
static double bytes_of_a_megabyte(double bytes)
{
    double thousand = bytes / 1e6;
    return thousand == floor(thousand) && thousand >= 128 && thousand <= 10240 ? 1e6 : 1048576;
}

static enum status read_fields(const char *const texts[INSIGHTS_FIELDS],
                               const struct place places[INSIGHTS_FIELDS], struct lambda_record *record,
                               struct error *err)
{
    const struct {
        size_t field;
        enum unit unit;
        double *number;
    } numbers[] = {{INSIGHTS_DURATION, MILLISECONDS, &record->figures.duration_s},
                   {INSIGHTS_BILLED_DURATION, NO_UNIT, &record->figures.billed_ms},
                   {INSIGHTS_INIT_DURATION, MILLISECONDS, &record->figures.init_s},
                   {INSIGHTS_MEMORY_SIZE, NO_UNIT, &record->figures.memory_mb},
                   {INSIGHTS_MAX_MEMORY_USED, NO_UNIT, &record->figures.max_memory_mb}};
    static const double most_s = 1000; /* 15 minutes, and what a clock may lag */
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        size_t field = numbers[i].field;
        if (texts[field] != NULL) {
            status = record_parse_time(texts[field], strlen(texts[field]), numbers[i].unit, &places[field],
                                       numbers[i].number, err);
        }
    }
    if (status == OK && record->figures.duration_s > most_s) {
        return error_at(
            err, &places[INSIGHTS_DURATION],
            "found %.10g ms, expected at most %.0f, as no request of Lambda takes longer; --from csv "
            "reads another tool's @duration",
            record->figures.duration_s * 1e3, most_s * 1e3);
    }
    double megabyte = bytes_of_a_megabyte(record->figures.memory_mb);
    record->figures.memory_mb /= megabyte;
    record->figures.max_memory_mb /= megabyte;
    const char *id = texts[INSIGHTS_REQUEST_ID];
    if (status != OK) {
        return status;
    }
    if (id != NULL && strlen(id) >= LAMBDA_TEXT) {
        return error_at(err, &places[INSIGHTS_REQUEST_ID], "found %zu bytes, expected a request id",
                        strlen(id));
    }
    if (id != NULL) {
        memcpy(record->request_id, id, strlen(id) + 1);
    }
    return OK;
}

/* A date, or the viewer's milliseconds since the epoch. */
static enum status read_time(const char *text, const struct place *place, double *time_s, struct error *err)
{
    *time_s = NAN;
    if (text == NULL || date_parse(text, strlen(text), time_s) ||
        unit_parse_seconds(text, strlen(text), MILLISECONDS, time_s)) {
        return OK;
    }
    return error_at(err, place, "found '%.40s', expected a date such as 2024-02-09 08:42:44.080", text);
}

static enum status take_fields(struct lambda_log *log, const char *const texts[INSIGHTS_FIELDS],
                               const struct place places[INSIGHTS_FIELDS], struct error *err)
{
    struct lambda_record record;
    lambda_text_begin(&log->line, NULL, &record);
    enum status status = read_fields(texts, places, &record, err);
    return status == OK ? lambda_requests_add_report(&log->requests, &record, &places[INSIGHTS_DURATION], err)
                        : status;
}

enum status insights_take(struct lambda_log *log, const char *const texts[INSIGHTS_FIELDS],
                          const struct place places[INSIGHTS_FIELDS], size_t *passed, struct error *err)
{
    size_t before = log->requests.reports.table.rows, lines = 0;
    enum status status =
        read_time(texts[INSIGHTS_TIMESTAMP], &places[INSIGHTS_TIMESTAMP], &log->line.time_s, err);
    log->line.stream = texts[INSIGHTS_LOG_STREAM];
    log->line.function = lambda_text_function(texts[INSIGHTS_LOG]);
    log->line.id = texts[INSIGHTS_REQUEST_ID];
    if (status == OK && texts[INSIGHTS_MESSAGE] != NULL) {
        status = lambda_log_take_lines(log, texts[INSIGHTS_MESSAGE], &places[INSIGHTS_MESSAGE], &lines, err);
    }
    bool is_told = log->requests.reports.table.rows > before || texts[INSIGHTS_DURATION] == NULL;
    *passed += is_told ? lines + (texts[INSIGHTS_MESSAGE] == NULL) : 0;
    return status != OK || is_told ? status : take_fields(log, texts, places, err);
}

/* Whether a cell of the line is the text. */
static bool has_cell(const char *line, size_t n, const char *text)
{
    for (const char *c = line, *found;
         (found = memmem(c, n - (size_t)(c - line), text, strlen(text))) != NULL; c = found + 1) {
        const char *behind = found + strlen(text);
        bool begins = found == line || strchr(",;\t\" ", found[-1]) != NULL;
        if (begins && (behind == line + n || strchr(",;\t\" \r", *behind) != NULL)) {
            return true;
        }
    }
    return false;
}

bool insights_is_header(const char *bytes, size_t n)
{
    const char *feed = n == 0 ? NULL : memchr(bytes, '\n', n);
    size_t line = feed == NULL ? n : (size_t)(feed - bytes);
    bool is_json = n > 0 && (*bytes == '{' || *bytes == '[');
    return !is_json && (has_cell(bytes, line, "@duration") || has_cell(bytes, line, "@message") ||
                        (has_cell(bytes, line, "timestamp") && has_cell(bytes, line, "message")));
}

const struct explain_row insights_origins[] = {
    {"request_id", "@requestId, or RequestId of @message"},
    {"start_s", "@timestamp, or START of @message, less what was measured before it"},
    {"memory_mb", "@memorySize in bytes, or Memory Size of @message in MB"},
    {"duration_s", "@duration, or Duration of @message, in ms"},
    {"billed_ms", "@billedDuration, or Billed Duration of @message, in ms"},
    {"init_s", "@initDuration, or Init Duration of @message, in ms"},
    {"restore_s", "Restore Duration of @message in ms"},
    {"max_memory_mb", "@maxMemoryUsed in bytes, or Max Memory Used of @message in MB"},
    {"cold", "whether there is an Init Duration or a Restore Duration"},
    {"status", "lines of @message that tell how a request ended"},
    {"error", "lines of @message that tell of a failure"},
    {"censored", "Task timed out in @message"},
    {"environment", "@logStream"},
    {"function", "@log"},
    {"version", "version in the log stream, or Version of START"},
    {"billing", "billed by the duration, or with the initialisation"},
    {"*", "a field of that name"},
    {0}};
