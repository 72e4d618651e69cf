#include "formats/cloud/lambda_platform.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
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

static enum lambda_object_kind find_kind(const struct json_spot *spot)
{
    static const struct {
        const char *type;
        enum lambda_object_kind kind;
    } types[] = {{"platform.start", LAMBDA_OBJECT_START},
                 {"platform.report", LAMBDA_OBJECT_REPORT},
                 {"platform.initReport", LAMBDA_OBJECT_INIT},
                 {"platform.restoreReport", LAMBDA_OBJECT_RESTORE},
                 {"platform.runtimeDone", LAMBDA_OBJECT_DONE}};
    const char *type = json_string_value(json_member(spot, "type").value);
    if (type == NULL || strncmp(type, "platform.", strlen("platform.")) != 0) {
        return LAMBDA_NO_OBJECT;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(type, types[i].type) == 0) {
            return types[i].kind;
        }
    }
    return LAMBDA_OTHER;
}

static bool is_report(enum lambda_object_kind kind)
{
    return kind == LAMBDA_OBJECT_REPORT || kind == LAMBDA_OBJECT_INIT || kind == LAMBDA_OBJECT_RESTORE;
}

enum status lambda_object_read(const struct json_spot *spot, struct lambda_object *object, struct error *err)
{
    struct lambda_record *record = &object->record;
    struct json_spot inner, metrics;
    object->kind = find_kind(spot);
    if (object->kind == LAMBDA_NO_OBJECT || object->kind == LAMBDA_OTHER) {
        return OK;
    }
    lambda_record_init(record);
    enum status status = json_get_container(spot, "record", JSON_OBJECT, &inner, err);
    if (status != OK || (status = json_get_date(spot, "time", OPTIONAL, &record->end_s, err)) != OK ||
        (status = copy_text(&inner, "requestId", record->request_id, err)) != OK ||
        (status = copy_text(&inner, "status", record->status, err)) != OK ||
        (status = copy_text(&inner, "errorType", record->error_type, err)) != OK ||
        (status = copy_text(&inner, "version", record->version, err)) != OK ||
        (status = copy_text(&inner, "phase", record->phase, err)) != OK || !is_report(object->kind)) {
        return status;
    }
    enum need need = object->kind == LAMBDA_OBJECT_REPORT ? REQUIRED : OPTIONAL;
    status = json_get_container(&inner, "metrics", JSON_OBJECT, &metrics, err);
    status = status == OK ? read_metrics(&metrics, record, need, err) : status;
    return status == OK && need == REQUIRED && record->request_id[0] == '\0'
               ? json_spot_error(&inner, err, "found no requestId, expected one")
               : status;
}

/* Replaces a text by another, unless that is empty. */
static void set_text(char to[LAMBDA_TEXT], const char *from)
{
    if (from[0] != '\0') {
        memcpy(to, from, strlen(from) + 1);
    }
}

/* What the object does not say is as its line tells. */
static void merge(const struct lambda_object *object, struct lambda_line *line, struct lambda_record *record)
{
    const struct lambda_record *own = &object->record;
    lambda_text_begin(line, line->text == NULL ? NULL : line->text + line->n, record);
    record->is_sure = true;
    if (record->environment[0] == '\0') {
        set_text(record->environment, line->last_stream);
        record->inherits = line->is_last_unknown;
    }
    set_text(record->request_id, own->request_id);
    set_text(record->status, own->status);
    set_text(record->error_type, own->error_type);
    set_text(record->phase, own->phase);
    set_text(record->version, own->version);
    record->end_s = isnan(own->end_s) ? record->end_s : own->end_s;
    record->figures = own->figures;
}

bool lambda_object_says(const struct lambda_object *object)
{
    const char *status = object->record.status;
    return object->kind != LAMBDA_NO_OBJECT && object->kind != LAMBDA_OTHER &&
           (object->kind != LAMBDA_OBJECT_DONE || (status[0] != '\0' && strcmp(status, "success") != 0));
}

enum status lambda_object_add(struct lambda_requests *requests, const struct lambda_object *object,
                              struct lambda_line *line, struct error *err)
{
    struct lambda_record record;
    if (!lambda_object_says(object)) {
        return OK;
    }
    merge(object, line, &record);
    if (object->kind == LAMBDA_OBJECT_INIT || object->kind == LAMBDA_OBJECT_RESTORE) {
        struct lambda_figures *figures = &record.figures;
        *(object->kind == LAMBDA_OBJECT_RESTORE ? &figures->restore_s : &figures->init_s) =
            figures->duration_s;
        figures->duration_s = NAN;
        record.is_init = true;
    }
    if (is_report(object->kind)) {
        return lambda_requests_add_report(requests, &record, &line->place, err);
    }
    if (object->kind == LAMBDA_OBJECT_START) {
        return record.request_id[0] == '\0'
                   ? OK
                   : lambda_requests_add(requests, LAMBDA_START, &record, &line->place, err);
    }
    return lambda_requests_add(requests, LAMBDA_FAILURE, &record, &line->place, err);
}

/* ---- objects that are alike ---- */

const struct json_hole lambda_object_holes[LAMBDA_HOLES] = {
    [LAMBDA_TIME] = {{"time"}, 1},
    [LAMBDA_ID] = {{"record", "requestId"}, 2},
    [LAMBDA_DURATION] = {{"record", "metrics", "durationMs"}, 3},
    [LAMBDA_BILLED] = {{"record", "metrics", "billedDurationMs"}, 3},
    [LAMBDA_MEMORY] = {{"record", "metrics", "memorySizeMB"}, 3},
    [LAMBDA_MOST_MEMORY] = {{"record", "metrics", "maxMemoryUsedMB"}, 3},
    [LAMBDA_INIT_DURATION] = {{"record", "metrics", "initDurationMs"}, 3},
    [LAMBDA_RESTORE] = {{"record", "metrics", "restoreDurationMs"}, 3},
    [LAMBDA_BILLED_RESTORE] = {{"record", "metrics", "billedRestoreDurationMs"}, 3},
};

bool lambda_object_fill(struct lambda_object *object, const struct json_filled values[LAMBDA_HOLES])
{
    struct lambda_record *record = &object->record;
    struct lambda_figures *figures = &record->figures;
    const struct {
        enum unit unit;
        double *number;
    } metrics[] = {{MILLISECONDS, &figures->duration_s},  {NO_UNIT, &figures->billed_ms},
                   {NO_UNIT, &figures->memory_mb},        {NO_UNIT, &figures->max_memory_mb},
                   {MILLISECONDS, &figures->init_s},      {MILLISECONDS, &figures->restore_s},
                   {NO_UNIT, &figures->billed_restore_ms}};
    const struct json_filled *time = &values[LAMBDA_TIME], *id = &values[LAMBDA_ID];
    if (time->text != NULL &&
        (time->kind != JSON_KIND_TEXT || !date_parse(time->text, time->n, &record->end_s))) {
        return false;
    }
    if (id->text != NULL) {
        if (id->kind != JSON_KIND_TEXT || id->n >= LAMBDA_TEXT) {
            return false;
        }
        memcpy(record->request_id, id->text, id->n);
        record->request_id[id->n] = '\0';
    }
    for (size_t i = LAMBDA_DURATION; i < LAMBDA_HOLES && is_report(object->kind); i++) {
        const struct json_filled *value = &values[i];
        if (value->text == NULL) {
            continue;
        }
        if (value->kind == JSON_KIND_TEXT || value->number < 0) {
            return false;
        }
        *metrics[i - LAMBDA_DURATION].number =
            unit_seconds_of_decimal(value->number, metrics[i - LAMBDA_DURATION].unit);
    }
    return true;
}
