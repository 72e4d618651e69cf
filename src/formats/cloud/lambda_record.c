#include "formats/cloud/lambda_record.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

const struct lambda_figures lambda_no_figures = {NAN, NAN, NAN, NAN, NAN, NAN, NAN};

/* Of each text just the beginning is written, as there is one record a line. */
void lambda_record_init(struct lambda_record *record)
{
    char *const texts[] = {record->request_id,  record->status,  record->error_type, record->phase,
                           record->environment, record->version, record->function};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        texts[i][0] = '\0';
    }
    record->start_s = record->end_s = record->waited_s = NAN;
    record->figures = lambda_no_figures;
    record->is_init = record->is_sure = record->is_cold = record->inherits = record->is_unreported = false;
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
        {"Billed Restore Duration", "ms", NO_UNIT, &record->figures.billed_restore_ms, NULL},
        {"Restore Duration", "ms", MILLISECONDS, &record->figures.restore_s, NULL},
        {"Billed Duration", "ms", NO_UNIT, &record->figures.billed_ms, NULL},
        {"Init Duration", "ms", MILLISECONDS, &record->figures.init_s, NULL},
        {"Duration", "ms", MILLISECONDS, &record->figures.duration_s, NULL},
        {"Max Memory Used", "MB", NO_UNIT, &record->figures.max_memory_mb, NULL},
        {"Memory Size", "MB", NO_UNIT, &record->figures.memory_mb, NULL},
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
        init_is_first |= !isnan(record->figures.init_s) && isnan(record->figures.duration_s);
    }
    if (status != OK) {
        return status;
    }
    if (!record->is_init && (record->request_id[0] == '\0' || isnan(record->figures.duration_s))) {
        return error_at(err, place, "found a REPORT without %s, expected one",
                        record->request_id[0] == '\0' ? "RequestId" : "Duration");
    }
    if (init_is_first && !record->is_init && record->figures.max_memory_mb == record->figures.memory_mb) {
        record->figures.max_memory_mb =
            NAN; /* the local emulator, which puts Init first, copies the size there */
    }
    return OK;
}
