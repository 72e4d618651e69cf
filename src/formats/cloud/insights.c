#include "formats/cloud/insights.h"

#include <math.h>
#include <string.h>

#include "base/date.h"

const char *const insights_names[INSIGHTS_FIELDS] = {
    [INSIGHTS_TIMESTAMP] = "@timestamp",
    [INSIGHTS_MESSAGE] = "@message",
    [INSIGHTS_REQUEST_ID] = "@requestId",
    [INSIGHTS_DURATION] = "@duration",
    [INSIGHTS_BILLED_DURATION] = "@billedDuration",
    [INSIGHTS_INIT_DURATION] = "@initDuration",
    [INSIGHTS_MEMORY_SIZE] = "@memorySize",
    [INSIGHTS_MAX_MEMORY_USED] = "@maxMemoryUsed",
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
    } numbers[] = {{INSIGHTS_DURATION, MILLISECONDS, &record->duration_s},
                   {INSIGHTS_BILLED_DURATION, NO_UNIT, &record->billed_ms},
                   {INSIGHTS_INIT_DURATION, MILLISECONDS, &record->init_s},
                   {INSIGHTS_MEMORY_SIZE, NO_UNIT, &record->memory_mb},
                   {INSIGHTS_MAX_MEMORY_USED, NO_UNIT, &record->max_memory_mb}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        size_t field = numbers[i].field;
        if (texts[field] != NULL) {
            status = record_parse_time(texts[field], strlen(texts[field]), numbers[i].unit, &places[field],
                                       numbers[i].number, err);
        }
    }
    double megabyte = bytes_of_a_megabyte(record->memory_mb);
    record->memory_mb /= megabyte;
    record->max_memory_mb /= megabyte;
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

static enum status read_time(const char *text, const struct place *place, double *time_s, struct error *err)
{
    *time_s = NAN;
    if (text == NULL || date_parse(text, strlen(text), time_s)) {
        return OK;
    }
    return error_at(err, place, "found '%.40s', expected a date such as 2024-02-09 08:42:44.080", text);
}

static enum status add_message(const char *message, const struct place *place, double time_s,
                               struct table *table, bool *added, struct error *err)
{
    struct lambda_log log = {0};
    size_t passed = 0;
    enum status status = lambda_log_take_lines(&log, message, place, time_s, &passed, err);
    *added = log.n > 0;
    if (status == OK) {
        status = lambda_log_finish(&log, table, err);
    }
    lambda_log_release(&log);
    return status;
}

enum status insights_add(const char *const texts[INSIGHTS_FIELDS], const struct place places[INSIGHTS_FIELDS],
                         struct table *table, bool *added, struct error *err)
{
    struct lambda_record record;
    lambda_record_init(&record);
    *added = false;
    enum status status =
        read_time(texts[INSIGHTS_TIMESTAMP], &places[INSIGHTS_TIMESTAMP], &record.end_s, err);
    if (status == OK && texts[INSIGHTS_MESSAGE] != NULL) {
        status =
            add_message(texts[INSIGHTS_MESSAGE], &places[INSIGHTS_MESSAGE], record.end_s, table, added, err);
    }
    if (status != OK || *added || texts[INSIGHTS_DURATION] == NULL) {
        return status;
    }
    *added = true;
    status = read_fields(texts, places, &record, err);
    return status == OK ? lambda_record_add(&record, &places[INSIGHTS_DURATION], table, err) : status;
}
