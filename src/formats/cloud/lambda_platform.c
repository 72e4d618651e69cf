#include "formats/cloud/lambda_platform.h"

#include <math.h>
#include <string.h>

#include "import/json_members.h"

static enum status copy_text(const struct json_spot *object, const char *key, char to[LAMBDA_TEXT],
                             struct error *err)
{
    struct json_spot member = json_member(object, key);
    const char *text = json_string_value(member.value);
    if (text == NULL) {
        return OK;
    }
    if (strlen(text) >= LAMBDA_TEXT) {
        return json_spot_error(&member, err, "found %zu bytes in '%s', expected at most %d", strlen(text),
                               key, LAMBDA_TEXT - 1);
    }
    memcpy(to, text, strlen(text) + 1);
    return OK;
}

static enum status read_metrics(const struct json_spot *metrics, struct lambda_record *record,
                                enum need duration, struct error *err)
{
    const struct {
        const char *key;
        enum unit unit;
        double *number;
    } numbers[] = {{"billedDurationMs", NO_UNIT, &record->figures.billed_ms},
                   {"memorySizeMB", NO_UNIT, &record->figures.memory_mb},
                   {"maxMemoryUsedMB", NO_UNIT, &record->figures.max_memory_mb},
                   {"initDurationMs", MILLISECONDS, &record->figures.init_s},
                   {"restoreDurationMs", MILLISECONDS, &record->figures.restore_s},
                   {"billedRestoreDurationMs", NO_UNIT, &record->figures.billed_restore_ms}};
    enum status status =
        json_get_time(metrics, "durationMs", duration, MILLISECONDS, &record->figures.duration_s, err);
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        status = json_get_time(metrics, numbers[i].key, OPTIONAL, numbers[i].unit, numbers[i].number, err);
    }
    return status;
}

/* What all of the objects say. */
static enum status begin(const struct json_spot *object, const struct json_spot *inner,
                         struct lambda_line *line, struct lambda_record *record, struct error *err)
{
    double time_s;
    lambda_text_begin(line, line->text == NULL ? NULL : line->text + line->n, record);
    record->is_sure = true;
    if (record->environment[0] == '\0') {
        memcpy(record->environment, line->last_stream, LAMBDA_TEXT);
        record->inherits = line->is_last_unknown;
    }
    enum status status = json_get_date(object, "time", OPTIONAL, &time_s, err);
    if (status != OK || (status = copy_text(inner, "requestId", record->request_id, err)) != OK ||
        (status = copy_text(inner, "status", record->status, err)) != OK ||
        (status = copy_text(inner, "errorType", record->error_type, err)) != OK ||
        (status = copy_text(inner, "version", record->version, err)) != OK) {
        return status;
    }
    record->end_s = isnan(time_s) ? record->end_s : time_s;
    return copy_text(inner, "phase", record->phase, err);
}

static enum status take_platform_report(struct lambda_requests *requests, const struct json_spot *inner,
                                        struct lambda_record *record, bool is_restore,
                                        const struct place *place, struct error *err)
{
    struct json_spot metrics;
    enum status status = json_get_container(inner, "metrics", JSON_OBJECT, &metrics, err);
    if (status != OK ||
        (status = read_metrics(&metrics, record, record->is_init ? OPTIONAL : REQUIRED, err)) != OK) {
        return status;
    }
    if (!record->is_init && record->request_id[0] == '\0') {
        return json_spot_error(inner, err, "found no requestId, expected one");
    }
    if (record->is_init) {
        double *phase_s = is_restore ? &record->figures.restore_s : &record->figures.init_s;
        *phase_s = record->figures.duration_s;
        record->figures.duration_s = NAN;
    }
    return lambda_requests_add_report(requests, record, place, err);
}

enum status lambda_platform_take(struct lambda_requests *requests, const struct json_spot *object,
                                 struct lambda_line *line, bool *used, struct error *err)
{
    struct json_spot member = json_member(object, "type"), inner = json_member(object, "record");
    const char *type = json_string_value(member.value);
    *used = type != NULL && strncmp(type, "platform.", strlen("platform.")) == 0;
    type = *used ? type + strlen("platform.") : "";
    bool is_report = strcmp(type, "report") == 0, is_init = strcmp(type, "initReport") == 0;
    bool is_restore = strcmp(type, "restoreReport") == 0, is_start = strcmp(type, "start") == 0;
    if (!is_report && !is_init && !is_restore && !is_start && strcmp(type, "runtimeDone") != 0) {
        return OK;
    }
    struct lambda_record record;
    enum status status = json_get_container(object, "record", JSON_OBJECT, &inner, err);
    if (status != OK || (status = begin(object, &inner, line, &record, err)) != OK) {
        return status;
    }
    if (is_report || is_init || is_restore) {
        record.is_init = !is_report;
        return take_platform_report(requests, &inner, &record, is_restore, &line->place, err);
    }
    if (is_start) {
        return record.request_id[0] == '\0'
                   ? OK
                   : lambda_requests_add(requests, LAMBDA_START, &record, &line->place, err);
    }
    bool is_failure = record.status[0] != '\0' && strcmp(record.status, "success") != 0;
    return is_failure ? lambda_requests_add(requests, LAMBDA_FAILURE, &record, &line->place, err) : OK;
}
