#include "formats/cloud/lambda_record.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

const struct record_column lambda_columns[LAMBDA_COLUMNS] = {
    [LAMBDA_REQUEST_ID] = {"request_id", FACTOR},
    [LAMBDA_START_S] = {"start_s", MEASURE},
    [LAMBDA_MEMORY_MB] = {"memory_mb", FACTOR},
    [LAMBDA_DURATION_S] = {"duration_s", MEASURE},
    [LAMBDA_BILLED_MS] = {"billed_ms", MEASURE},
    [LAMBDA_INIT_S] = {"init_s", MEASURE},
    [LAMBDA_RESTORE_S] = {"restore_s", MEASURE},
    [LAMBDA_MAX_MEMORY_MB] = {"max_memory_mb", MEASURE},
    [LAMBDA_COLD] = {"cold", FACTOR},
    [LAMBDA_STATUS] = {"status", FACTOR},
    [LAMBDA_ERROR] = {"error", FACTOR},
    [LAMBDA_CENSORED] = {"censored", FACTOR},
    [LAMBDA_BILLING] = {"billing", FACTOR},
    [LAMBDA_PHASE] = {"phase", FACTOR},
    [LAMBDA_ENVIRONMENT] = {"environment", FACTOR},
    [LAMBDA_VERSION] = {"version", FACTOR},
    [LAMBDA_FUNCTION] = {"function", FACTOR},
};

const struct explain_row lambda_text_origins[] = {
    {"request_id", "RequestId"},
    {"start_s", "time of START, or of REPORT less what was measured before it"},
    {"memory_mb", "Memory Size in MB"},
    {"duration_s", "Duration in ms"},
    {"billed_ms", "Billed Duration in ms"},
    {"init_s", "Init Duration in ms"},
    {"restore_s", "Restore Duration in ms"},
    {"max_memory_mb", "Max Memory Used in MB"},
    {"cold", "Init Duration, Restore Duration"},
    {"status", "Status, and lines that tell of a failure"},
    {"error", "Error Type, and lines that tell of a failure"},
    {"censored", "Task timed out"},
    {"phase", "Phase"},
    {"environment", "log stream"},
    {"version", "version in the log stream"},
    {0}};

const struct explain_row lambda_json_origins[] = {
    {"request_id", "record.requestId"},
    {"start_s", "time of platform.start, or of platform.report less what was measured before it"},
    {"memory_mb", "record.metrics.memorySizeMB"},
    {"duration_s", "record.metrics.durationMs in ms"},
    {"billed_ms", "record.metrics.billedDurationMs in ms"},
    {"init_s", "record.metrics.initDurationMs in ms"},
    {"restore_s", "record.metrics.restoreDurationMs in ms"},
    {"max_memory_mb", "record.metrics.maxMemoryUsedMB"},
    {"cold", "initDurationMs, restoreDurationMs"},
    {"status", "record.status"},
    {"error", "record.errorType"},
    {"phase", "record.phase"},
    {"environment", "log stream"},
    {0}};

void lambda_record_init(struct lambda_record *record)
{
    *record = (struct lambda_record){.start_s = NAN,
                                     .end_s = NAN,
                                     .duration_s = NAN,
                                     .billed_ms = NAN,
                                     .memory_mb = NAN,
                                     .max_memory_mb = NAN,
                                     .init_s = NAN,
                                     .restore_s = NAN,
                                     .billed_restore_ms = NAN,
                                     .waited_s = NAN};
}

/* ---- reading ---- */

/* A field: a number with its unit, or a text. The longer of two names that begin alike stands first. */
struct field {
    const char *key, *unit;
    enum unit read_in; /* of a number that becomes seconds */
    double *number;
    char *text;
};
enum { FIELDS = 11 };

static void list_fields(struct lambda_record *record, struct field fields[FIELDS])
{
    const struct field all[FIELDS] = {
        {"Billed Restore Duration", "ms", NO_UNIT, &record->billed_restore_ms, NULL},
        {"Restore Duration", "ms", MILLISECONDS, &record->restore_s, NULL},
        {"Billed Duration", "ms", NO_UNIT, &record->billed_ms, NULL},
        {"Init Duration", "ms", MILLISECONDS, &record->init_s, NULL},
        {"Duration", "ms", MILLISECONDS, &record->duration_s, NULL},
        {"Max Memory Used", "MB", NO_UNIT, &record->max_memory_mb, NULL},
        {"Memory Size", "MB", NO_UNIT, &record->memory_mb, NULL},
        {"RequestId", NULL, NO_UNIT, NULL, record->request_id},
        {"Status", NULL, NO_UNIT, NULL, record->status},
        {"Error Type", NULL, NO_UNIT, NULL, record->error_type},
        {"Phase", NULL, NO_UNIT, NULL, record->phase},
    };
    memcpy(fields, all, sizeof all);
}

static const char *skip_blanks(const char *c, const char *end)
{
    while (c < end && (*c == ' ' || *c == '\t' || *c == '\r')) {
        c++;
    }
    return c;
}

static const char *word_end(const char *c, const char *end)
{
    while (c < end && *c != ' ' && *c != '\t' && *c != '\r') {
        c++;
    }
    return c;
}

/* The field whose key and colon stand at `c`. */
static const struct field *find_field(const struct field *fields, const char *c, const char *end)
{
    for (size_t i = 0; i < FIELDS; i++) {
        size_t n = strlen(fields[i].key);
        if ((size_t)(end - c) > n && strncmp(c, fields[i].key, n) == 0 && c[n] == ':') {
            return &fields[i];
        }
    }
    return NULL;
}

static enum status read_value(const struct field *field, const char **at, const char *end,
                              const struct place *place, struct error *err)
{
    const char *word = skip_blanks(*at, end), *stop = word_end(word, end);
    size_t n = (size_t)(stop - word);
    if (field->number == NULL) {
        if (n == 0 || n >= LAMBDA_TEXT) {
            return error_at(err, place, "found %zu bytes behind '%s:', expected 1 to %d", n, field->key,
                            LAMBDA_TEXT - 1);
        }
        memcpy(field->text, word, n);
        field->text[n] = '\0';
        *at = stop;
        return OK;
    }
    enum status status = record_parse_time(word, n, field->read_in, place, field->number, err);
    const char *unit = skip_blanks(stop, end), *unit_stop = word_end(unit, end);
    if (status == OK && ((size_t)(unit_stop - unit) != strlen(field->unit) ||
                         strncmp(unit, field->unit, strlen(field->unit)) != 0)) {
        return error_at(err, place, "found '%.*s' behind '%s:', expected a number of %s",
                        (int)(unit_stop - word > 40 ? 40 : unit_stop - word), word, field->key, field->unit);
    }
    *at = unit_stop;
    return status;
}

bool lambda_record_has_field(const char *text, const char *end)
{
    struct lambda_record record;
    struct field fields[FIELDS];
    list_fields(&record, fields);
    return find_field(fields, skip_blanks(text, end), end) != NULL;
}

/* Behind a word that is no field, which stands `behind_key` words behind another's colon, 0: not there. With
 * the field that follows on one blank when the word may be the beginning of its key, which is then another's:
 * "Extension Duration: 5 ms". A value may have its unit. */
static const char *pass_word(const char *at, const char *end, unsigned behind_key)
{
    const char *stop = word_end(at, end);
    bool is_title = stop - at > 1 && isupper((unsigned char)at[0]) && islower((unsigned char)at[1]);
    bool is_key = behind_key != 1 && (behind_key != 2 || is_title);
    for (const char *c = at; c < stop; c++) {
        is_key &= isalpha((unsigned char)*c) != 0;
    }
    bool one_blank = end - stop > 1 && *stop == ' ' && stop[1] != ' ' && stop[1] != '\t';
    if (!is_key || !one_blank) {
        return stop;
    }
    const char *next = stop + 1, *next_stop = word_end(next, end);
    while (next_stop > next && next_stop[-1] != ':' && end - next_stop > 1 && *next_stop == ' ' &&
           isalpha((unsigned char)next_stop[1])) {
        next = next_stop + 1;
        next_stop = word_end(next, end);
    }
    return next_stop > next && next_stop[-1] == ':' ? next_stop : stop;
}

enum status lambda_record_parse(struct lambda_record *record, const char *text, size_t n,
                                const struct place *place, struct error *err)
{
    struct field fields[FIELDS];
    const char *end = text + n, *at = word_end(text, end);
    bool init_is_first = false;
    unsigned behind_key = 0;
    enum status status = OK;
    lambda_record_init(record);
    list_fields(record, fields);
    record->is_init = *text != 'R' || at - text > (ptrdiff_t)strlen("REPORT");
    while (status == OK && (at = skip_blanks(at, end)) < end) {
        const struct field *field = find_field(fields, at, end);
        if (field == NULL) {
            at = pass_word(at, end, behind_key);
            behind_key = at[-1] == ':' ? 1 : behind_key == 1 ? 2 : 0;
            continue;
        }
        behind_key = 0;
        struct place value = *place;
        at += strlen(field->key) + 1;
        value.column += (size_t)(skip_blanks(at, end) - text);
        status = read_value(field, &at, end, &value, err);
        init_is_first |= !isnan(record->init_s) && isnan(record->duration_s);
    }
    if (status != OK) {
        return status;
    }
    if (!record->is_init && (record->request_id[0] == '\0' || isnan(record->duration_s))) {
        return error_at(err, place, "found a REPORT without %s, expected one",
                        record->request_id[0] == '\0' ? "RequestId" : "Duration");
    }
    if (init_is_first && !record->is_init && record->max_memory_mb == record->memory_mb) {
        record->max_memory_mb = NAN; /* the local emulator, which puts Init first, copies the size there */
    }
    return OK;
}

/* ---- the row ---- */

/* Whole milliseconds that have begun; those of a sum of decimals, which is rounded, too. */
static double begun_ms(double seconds)
{
    return ceil(seconds * 1000 - 1e-9);
}

/* The rule that the bill follows, NULL where it can't be told: a millisecond is what rounding may be off by.
 */
static const char *billing_rule(const struct lambda_record *record)
{
    double duration = begun_ms(record->duration_s), extra = record->billed_restore_ms;
    const char *with = "restore+duration";
    if (!isnan(record->init_s)) {
        extra = begun_ms(record->duration_s + record->init_s) - duration;
        with = "init+duration";
    }
    if (isnan(record->billed_ms) || isnan(extra) || extra <= 1) {
        return NULL;
    }
    bool alone = fabs(record->billed_ms - duration) <= 1;
    bool together = fabs(record->billed_ms - (duration + extra)) <= 1;
    return alone == together ? NULL : alone ? "duration" : with;
}

static bool is_timeout(const struct lambda_record *record)
{
    return strcmp(record->status, "timeout") == 0;
}

/* A request's start, where the log tells it, or else that of what it measured before it wrote the line. */
static double start_of(const struct lambda_record *record)
{
    double before_s = !isnan(record->init_s)      ? record->init_s
                      : !isnan(record->restore_s) ? record->restore_s
                      : !isnan(record->waited_s)  ? record->waited_s
                                                  : 0;
    return !isnan(record->start_s) ? record->start_s : record->end_s - (record->duration_s + before_s);
}

enum status lambda_record_open(const struct lambda_record *record, const struct place *place,
                               struct table *table, struct error *err)
{
    bool cold = record->is_cold || !isnan(record->init_s), restored = !isnan(record->restore_s);
    const char *rule = billing_rule(record);
    double init_s = isnan(record->init_s) ? record->waited_s : record->init_s;
    char memory_mb[32] = "";
    if (!isnan(record->memory_mb)) {
        snprintf(memory_mb, sizeof memory_mb, "%.10g", record->memory_mb);
    }
    const struct {
        size_t column;
        const char *text;
    } texts[] = {{LAMBDA_REQUEST_ID, record->request_id},
                 {LAMBDA_MEMORY_MB, memory_mb},
                 {LAMBDA_COLD, restored                ? "restored"
                               : cold                  ? "true"
                               : record->is_unreported ? ""
                                                       : "false"},
                 {LAMBDA_STATUS, record->status},
                 {LAMBDA_ERROR, record->error_type},
                 {LAMBDA_CENSORED, is_timeout(record) ? "true" : ""},
                 {LAMBDA_BILLING, rule == NULL ? "" : rule},
                 {LAMBDA_PHASE, record->phase},
                 {LAMBDA_ENVIRONMENT, record->environment},
                 {LAMBDA_VERSION, record->version},
                 {LAMBDA_FUNCTION, record->function}};
    enum status status = table_open_row(table, err);
    for (size_t i = 0; status == OK && i < sizeof texts / sizeof *texts; i++) {
        status = record_set_text(table, texts[i].column, texts[i].text, strlen(texts[i].text), place, err);
    }
    if (status != OK) {
        return status;
    }
    table_set_number(table, LAMBDA_DURATION_S, record->duration_s);
    table_set_number(table, LAMBDA_INIT_S, init_s);
    table_set_number(table, LAMBDA_RESTORE_S, record->restore_s);
    table_set_number(table, LAMBDA_START_S, start_of(record));
    table_set_number(table, LAMBDA_BILLED_MS, record->billed_ms);
    table_set_number(table, LAMBDA_MAX_MEMORY_MB, record->max_memory_mb);
    return OK;
}
