#include "formats/cloud/lambda_plain.h"

#include <string.h>

enum { ID = 36 }; /* bytes of a request's id: 8286a188-ba32-4475-8077-530cd35c09a9 */

/* Whether the line goes on with the text, which it moves behind then. */
#define PASS(at, end, text) pass(at, end, text, sizeof(text) - 1)
static inline bool pass(const char **at, const char *end, const char *text, size_t n)
{
    bool is_there = (size_t)(end - *at) >= n && memcmp(*at, text, n) == 0;
    *at += is_there ? n : 0;
    return is_there;
}

static inline bool pass_id(const char **at, const char *end)
{
    if (end - *at < ID) {
        return false;
    }
    uint8_t others = 0;
    for (size_t i = 0; i < ID; i++) {
        uint8_t c = (uint8_t)(*at)[i];
        others |= (uint8_t) !((uint8_t)(c - '0') < 10 || (uint8_t)(c - 'a') < 6 || c == '-');
    }
    *at += others ? 0 : ID;
    return !others;
}

static inline struct span cut_word(const char **at, const char *end)
{
    const char *begin = *at;
    while (*at<end &&* * at> ' ') {
        (*at)++;
    }
    return (struct span){begin, (size_t)(*at - begin)};
}

/* A number that is not negative, and its unit. */
#define NUMBER(at, end, unit, in, number) read_number(at, end, " " unit, sizeof(unit), in, number)
static inline bool read_number(const char **at, const char *end, const char *unit, size_t n, enum unit in,
                               double *number)
{
    struct span word = cut_word(at, end);
    return unit_parse_seconds(word.bytes, word.n, in, number) && *number >= 0 && pass(at, end, unit, n);
}

/* The code of a text in a column of the rows: most have that of the row before. */
static inline enum status know(struct lambda_rows *rows, size_t column, struct lambda_known *known,
                               struct span text, struct error *err)
{
    if (known->n == text.n && memcmp(known->text, text.bytes, text.n) == 0) {
        return OK;
    }
    memcpy(known->text, text.bytes, text.n);
    known->text[text.n] = '\0';
    known->n = text.n;
    return lambda_rows_code(rows, column, known->text, &known->code, err);
}

static inline void set_code(const struct lambda_rows *rows, size_t column, const struct lambda_known *known)
{
    codes_set(&rows->table.columns[rows->at[column] - 1].codes, rows->table.rows, known->code);
}

/* ---- START ---- */

static enum status take_start(struct lambda_plain *plain, struct lambda_requests *requests, const char *at,
                              const char *end, enum lambda_plainly *taken, struct error *err)
{
    const char *id = at;
    if (!pass_id(&at, end) || !PASS(&at, end, " Version: ")) {
        return OK;
    }
    struct span version = {at, (size_t)(end - at)};
    if (version.n != strlen("$LATEST") || memcmp(at, "$LATEST", version.n) != 0) {
        return OK;
    }
    struct lambda_rows *starts = &requests->starts;
    enum status status = know(starts, LAMBDA_VERSION, &plain->version, version, err);
    if (status == OK) {
        status = table_open_row(&starts->table, err);
    }
    if (status == OK && starts->keeps[LAMBDA_REQUEST_ID]) {
        status =
            lambda_rows_set_text(starts, starts->table.rows, LAMBDA_REQUEST_ID, (struct span){id, ID}, err);
    }
    if (status != OK) {
        return status;
    }
    set_code(starts, LAMBDA_VERSION, &plain->version);
    table_close_row(&starts->table);
    *taken = LAMBDA_ADDED;
    return lambda_requests_say(requests, lambda_requests_key(requests, id, ID), LAMBDA_START, err);
}

/* ---- REPORT ---- */

/* What such a line has, from its id on; false for any other. Its memory is a text that is that of its number.
 */
static bool read_report(const char *at, const char *end, struct lambda_figures *figures,
                        struct span *memory_mb)
{
    *figures = lambda_no_figures;
    if (!pass_id(&at, end) || !PASS(&at, end, "\tDuration: ") ||
        !NUMBER(&at, end, "ms", MILLISECONDS, &figures->duration_s) ||
        !PASS(&at, end, "\tBilled Duration: ") || !NUMBER(&at, end, "ms", NO_UNIT, &figures->billed_ms) ||
        !PASS(&at, end, "\tMemory Size: ")) {
        return false;
    }
    const char *memory = at;
    if (!NUMBER(&at, end, "MB", NO_UNIT, &figures->memory_mb) || !PASS(&at, end, "\tMax Memory Used: ") ||
        !NUMBER(&at, end, "MB", NO_UNIT, &figures->max_memory_mb)) {
        return false;
    }
    *memory_mb = cut_word(&memory, end);
    size_t digits = 0;
    while (digits < memory_mb->n && memory_mb->bytes[digits] >= '0' && memory_mb->bytes[digits] <= '9') {
        digits++;
    }
    if (digits < memory_mb->n || digits >= 10 || memory_mb->bytes[0] == '0') {
        return false;
    }
    if (PASS(&at, end, "\tInit Duration: ") && !NUMBER(&at, end, "ms", MILLISECONDS, &figures->init_s)) {
        return false;
    }
    while (at < end && (*at == '\t' || *at == ' ')) {
        at++;
    }
    return at == end;
}

static enum status set_figures(struct lambda_rows *rows, const struct lambda_figures *figures, uint64_t hash,
                               struct error *err)
{
    size_t row = rows->table.rows;
    const char *rule = isnan(figures->init_s) ? NULL : lambda_rows_billing(figures);
    enum status status = lambda_rows_set_number(rows, row, LAMBDA_DURATION_S, figures->duration_s, err);
    if (status != OK ||
        (status = lambda_rows_set_number(rows, row, LAMBDA_BILLED_MS, figures->billed_ms, err)) != OK ||
        (status = lambda_rows_set_number(rows, row, LAMBDA_MAX_MEMORY_MB, figures->max_memory_mb, err)) !=
            OK ||
        (status = lambda_rows_set_number(rows, row, LAMBDA_INIT_S, figures->init_s, err)) != OK) {
        return status;
    }
    status = lambda_rows_set_number(rows, row, LAMBDA_FIGURES, (double)hash, err);
    return status == OK && rule != NULL
               ? lambda_rows_set_text(rows, row, LAMBDA_BILLING, text_span(rule), err)
               : status;
}

static enum status take_report(struct lambda_plain *plain, struct lambda_requests *requests, const char *id,
                               const char *end, enum lambda_plainly *taken, struct error *err)
{
    struct lambda_figures figures;
    struct span memory_mb;
    struct lambda_rows *reports = &requests->reports;
    if (!read_report(id, end, &figures, &memory_mb)) {
        return OK;
    }
    const char *cold = isnan(figures.init_s) ? "false" : "true";
    enum status status = know(reports, LAMBDA_MEMORY_MB, &plain->memory_mb, memory_mb, err);
    if (status == OK) {
        status = know(reports, LAMBDA_COLD, &plain->cold, text_span(cold), err);
    }
    if (status == OK) {
        status = table_open_row(&reports->table, err);
    }
    if (status == OK && reports->keeps[LAMBDA_REQUEST_ID]) {
        status =
            lambda_rows_set_text(reports, reports->table.rows, LAMBDA_REQUEST_ID, (struct span){id, ID}, err);
    }
    if (status == OK) {
        status = set_figures(reports, &figures, lambda_requests_hash(requests, &figures, "", ""), err);
    }
    if (status != OK) {
        return status;
    }
    set_code(reports, LAMBDA_MEMORY_MB, &plain->memory_mb);
    set_code(reports, LAMBDA_COLD, &plain->cold);
    table_close_row(&reports->table);
    *taken = LAMBDA_ADDED;
    return lambda_requests_say(requests, lambda_requests_key(requests, id, ID), LAMBDA_REPORT, err);
}

/* ---- other lines ---- */

/* Whether some of the bytes are a sign that the line may say something, as START and REPORT, errors, texts of
 * failures, objects and streams do. The byte behind them is NUL. */
static bool may_say(const char *text, size_t n)
{
    uint8_t signs = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)text[i], d = (uint8_t)text[i + 1];
        signs |= (uint8_t)((c == 'R' && (d == 'T' || d == 'R')) ||
                           (c == 'r' && d == 'r') || /* START, REPORT, ERROR, error */
                           (c == 'x' && d == 'i') || (c == 'U' && d == 'n') || /* exit, Unhandled */
                           (c == 'd' && d == ' ') || c == '{' || c == '[');    /* timed out */
    }
    return signs != 0;
}

enum status lambda_plain_take(struct lambda_plain *plain, struct lambda_requests *requests, const char *text,
                              size_t n, enum lambda_plainly *taken, struct error *err)
{
    const char *at = text, *end = text + n;
    *taken = LAMBDA_NOT_PLAIN;
    if (PASS(&at, end, "REPORT RequestId: ")) {
        return take_report(plain, requests, at, end, taken, err);
    }
    if (PASS(&at, end, "START RequestId: ")) {
        return take_start(plain, requests, at, end, taken, err);
    }
    if (PASS(&at, end, "END RequestId: ") && pass_id(&at, end) && at == end) {
        *taken = LAMBDA_NOTHING;
        return OK;
    }
    *taken = may_say(text, n) ? LAMBDA_NOT_PLAIN : LAMBDA_NOTHING;
    return OK;
}
