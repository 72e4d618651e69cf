#include "formats/cloud/lambda_requests.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "formats/cloud/lambda_attempts.h"
#include "formats/cloud/lambda_streams.h"
#include "formats/cloud/lambda_tags.h"

/* ---- what lines say ---- */

/* The code of a text, 0 of none. */
static enum status keep_text(struct lambda_requests *requests, const char *text, uint32_t *code,
                             const struct place *place, struct error *err)
{
    struct error why = {{0}};
    *code = 0;
    enum status status =
        text[0] == '\0' ? OK : dictionary_add(&requests->texts, text, strlen(text), code, &why);
    return status == OK         ? OK
           : status == BAD_DATA ? error_at(err, place, "%s", why.text)
                                : error_set(err, status, "%s", why.text);
}

/* Never 0, which is that of no id. */
static uint64_t hash(struct lambda_requests *requests, const void *bytes, size_t n)
{
    if (!requests->has_hash_key) {
        requests->hash_key = siphash_random_key();
        requests->has_hash_key = true;
    }
    uint64_t value = siphash(&requests->hash_key, bytes, n);
    return value == 0 ? 1 : value;
}

/* Of all that the line itself says. */
static uint64_t hash_figures(struct lambda_requests *requests, const struct lambda_record *record)
{
    const double numbers[] = {record->duration_s,       record->billed_ms, record->memory_mb,
                              record->max_memory_mb,    record->init_s,    record->restore_s,
                              record->billed_restore_ms};
    char bytes[sizeof numbers + sizeof record->status + sizeof record->error_type];
    size_t n = strlen(record->status) + 1, m = strlen(record->error_type) + 1;
    memcpy(bytes, numbers, sizeof numbers);
    memcpy(bytes + sizeof numbers, record->status, n);
    memcpy(bytes + sizeof numbers + n, record->error_type, m);
    return hash(requests, bytes, sizeof numbers + n + m);
}

static enum status add_detail(struct lambda_requests *requests, enum lambda_said said,
                              const struct lambda_record *record, const struct place *place,
                              struct error *err)
{
    struct lambda_detail *grown =
        array_reserve(requests->details, &requests->details_capacity, requests->n_details + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    requests->details = grown;
    struct lambda_detail *detail = &grown[requests->n_details];
    *detail = (struct lambda_detail){.place = *place,
                                     .figures = said == LAMBDA_REPORT ? hash_figures(requests, record) : 0,
                                     .start_s = NAN,
                                     .end_s = record->end_s,
                                     .duration_s = record->duration_s,
                                     .billed_ms = record->billed_ms,
                                     .memory_mb = record->memory_mb,
                                     .max_memory_mb = record->max_memory_mb,
                                     .init_s = record->init_s,
                                     .restore_s = record->restore_s,
                                     .billed_restore_ms = record->billed_restore_ms,
                                     .waited_s = NAN,
                                     .tags_row = requests->tags_row,
                                     .is_report = said == LAMBDA_REPORT};
    enum status status = keep_text(requests, record->status, &detail->status, place, err);
    if (status != OK ||
        (status = keep_text(requests, record->error_type, &detail->error, place, err)) != OK ||
        (status = keep_text(requests, record->phase, &detail->phase, place, err)) != OK ||
        (status = keep_text(requests, record->function, &detail->function, place, err)) != OK) {
        return status;
    }
    requests->n_details++;
    requests->reports += said == LAMBDA_REPORT;
    return OK;
}

enum status lambda_requests_add(struct lambda_requests *requests, enum lambda_said said,
                                const struct lambda_record *record, const struct place *place,
                                struct error *err)
{
    struct lambda_event *grown =
        array_reserve(requests->events, &requests->capacity, requests->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    requests->events = grown;
    struct lambda_event *event = &grown[requests->n];
    size_t n = strlen(record->request_id);
    *event = (struct lambda_event){.key = n == 0 ? 0 : hash(requests, record->request_id, n),
                                   .time_s = record->end_s,
                                   .sequence = requests->n,
                                   .detail = requests->n_details,
                                   .said = said,
                                   .is_sure = record->is_sure};
    enum status status = keep_text(requests, record->environment, &event->stream, place, err);
    if (status == OK) {
        status = keep_text(requests, record->version, &event->version, place, err);
    }
    if (status == OK && requests->keeps_ids) {
        status = keep_text(requests, record->request_id, &event->id, place, err);
    }
    if (status == OK && said != LAMBDA_START) {
        status = add_detail(requests, said, record, place, err);
    }
    if (status == OK) {
        requests->n++;
        requests->has_versions |= event->version != 0 && strcmp(record->version, "$LATEST") != 0;
        if (said != LAMBDA_START) {
            struct lambda_detail *detail = &requests->details[event->detail];
            detail->id = event->id;
            detail->stream = event->stream;
            detail->version = event->version;
        }
    }
    return status;
}

/* Before a request that finds it done are those of provisioned environments and of snapshots. */
enum status lambda_requests_add_report(struct lambda_requests *requests, const struct lambda_record *record,
                                       const struct place *place, struct error *err)
{
    bool has_status = record->status[0] != '\0';
    if (!record->is_init) {
        return lambda_requests_add(requests, LAMBDA_REPORT, record, place, err);
    }
    if (!isnan(record->restore_s) || strcmp(record->phase, "invoke") == 0 ||
        (has_status && strcmp(record->status, "success") != 0)) {
        return lambda_requests_add(requests, LAMBDA_INIT, record, place, err);
    }
    requests->inits_alone += !has_status;
    return OK;
}

/* ---- the rows ---- */

static void copy_text(const struct lambda_requests *requests, uint32_t code, char to[LAMBDA_TEXT])
{
    if (code != 0) {
        const char *text = requests->texts.texts[code - 1];
        memcpy(to, text, strlen(text) + 1); /* which came from such a text */
    }
}

static void restore_record(const struct lambda_requests *requests, const struct lambda_detail *detail,
                           struct lambda_record *record)
{
    *record = (struct lambda_record){.start_s = detail->start_s,
                                     .end_s = detail->end_s,
                                     .duration_s = detail->duration_s,
                                     .billed_ms = detail->billed_ms,
                                     .memory_mb = detail->memory_mb,
                                     .max_memory_mb = detail->max_memory_mb,
                                     .init_s = detail->init_s,
                                     .restore_s = detail->restore_s,
                                     .billed_restore_ms = detail->billed_restore_ms,
                                     .waited_s = detail->waited_s,
                                     .is_cold = detail->is_cold,
                                     .is_unreported = !detail->is_report};
    copy_text(requests, detail->id, record->request_id);
    copy_text(requests, detail->status, record->status);
    copy_text(requests, detail->error, record->error_type);
    copy_text(requests, detail->phase, record->phase);
    copy_text(requests, detail->stream, record->environment);
    copy_text(requests, requests->has_versions ? detail->version : 0, record->version);
    copy_text(requests, detail->function, record->function);
    if (detail->was_started && record->status[0] == '\0') {
        memcpy(record->status, "success", sizeof "success"); /* such a log tells what failed */
    }
}

static enum status add_row(const struct lambda_requests *requests, const struct lambda_detail *detail,
                           const struct lambda_tags *tags, struct table *table, struct error *err)
{
    struct lambda_record record;
    restore_record(requests, detail, &record);
    enum status status = lambda_record_open(&record, &detail->place, table, err);
    if (status == OK && detail->tags_row > 0) {
        status = lambda_tags_set(tags, detail->tags_row - 1, table, err);
    }
    if (status == OK) {
        table_close_row(table);
    }
    return status;
}

/* The reports first, then the failures that none tells of. */
static enum status add_rows(const struct lambda_requests *requests, struct table *table, struct error *err)
{
    struct lambda_tags tags;
    enum status status = lambda_tags_init(&tags, &requests->tags, table, err);
    for (int reports = 1; reports >= 0; reports--) {
        for (size_t i = 0; status == OK && i < requests->n_details; i++) {
            const struct lambda_detail *detail = &requests->details[i];
            if (detail->is_kept && detail->is_report == (reports == 1)) {
                status = add_row(requests, detail, &tags, table, err);
            }
        }
    }
    lambda_tags_release(&tags);
    return status;
}

static enum status note(const struct record_sink *sink, size_t n, const char *of_one, const char *of_many,
                        struct error *err)
{
    return n == 0 ? OK : import_note(sink->log, err, "%zu %s", n, n == 1 ? of_one : of_many);
}

enum status lambda_requests_finish(struct lambda_requests *requests, const struct record_sink *sink,
                                   struct error *err)
{
    size_t alone, repeated, unused = 0;
    enum status status = lambda_streams_settle(requests, &alone, err);
    if (status != OK || (status = lambda_attempts_settle(requests, &repeated, &unused, err)) != OK ||
        (status = add_rows(requests, sink->table, err)) != OK) {
        return status;
    }
    sink->log->passed += unused;
    status = note(sink, repeated, "report was there already: it counts once",
                  "reports were there already: they count once", err);
    alone += requests->inits_alone;
    return status == OK ? note(sink, alone, "initialisation is of no request that is reported",
                               "initialisations are of no request that is reported", err)
                        : status;
}

void lambda_requests_release(struct lambda_requests *requests)
{
    table_release(&requests->tags);
    dictionary_release(&requests->texts);
    free(requests->events);
    free(requests->details);
    *requests = (struct lambda_requests){0};
}
