#include "formats/cloud/lambda_plain.h"

#include <string.h>

#include "base/date.h"

enum { ID = 36 }; /* bytes of a request's id: 8286a188-ba32-4475-8077-530cd35c09a9 */
#define START  "START RequestId: "
#define END    "END RequestId: "
#define REPORT "REPORT RequestId: "
enum { START_N = sizeof START - 1, END_N = sizeof END - 1, REPORT_N = sizeof REPORT - 1 };

/* ---- what a line is ---- */

#define INLINE static inline __attribute__((always_inline))

/* 0 when each of eight bytes is in ASCII from '-' to '?' or from '`' to 'f': so is all that ids are made of,
 * and no letter of what messages and failures are found by. */
INLINE uint64_t find_others(const char *text)
{
    static const uint64_t each = 0x0101010101010101;
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
    uint64_t letters = (bytes & each * 0x40) << 1, small = (bytes & each * 0x20) << 2;
    uint64_t past_f = (bytes & each * 0x1f) + each * (0x80 - 7),
             least = (bytes & each * 0x7f) + each * (0x80 - '-');
    return (bytes | (letters & ~small) | (letters & past_f) | ~least) & each * 0x80;
}

INLINE bool is_id(const char *text)
{
    return (find_others(text) | find_others(text + 8) | find_others(text + 16) | find_others(text + 24) |
            find_others(text + ID - 8)) == 0;
}

/* Whether n > 8 bytes are those of a text of that length, which compilers know: up to 16 at once. */
INLINE bool are(const char *bytes, const char *text, size_t n)
{
    return memcmp(bytes, text, n > 16 ? 16 : 8) == 0 && memcmp(bytes + n - 8, text + n - 8, 8) == 0;
}

/* Whether the n bytes are the key, a number of some bytes, which is cut out, and the unit behind a blank. */
#define FIELD(from, to, key, unit, number) cut_field(from, to, key, sizeof(key) - 1, unit, number)
INLINE bool cut_field(const char *from, const char *to, const char *key, size_t n, const char *unit,
                      struct span *number)
{
    enum { UNIT = 3 }; /* bytes, with the blank */
    if (to - from <= (ptrdiff_t)n + UNIT || !are(from, key, n) || memcmp(to - UNIT, unit, UNIT) != 0) {
        return false;
    }
    *number = (struct span){from + n, (size_t)(to - from) - n - UNIT};
    return true;
}

/* Whether the text is that of its number as it will be written. */
static bool is_whole(struct span number)
{
    size_t digits = 0;
    while (digits < number.n && number.bytes[digits] >= '0' && number.bytes[digits] <= '9') {
        digits++;
    }
    return digits == number.n && digits < 10 && number.bytes[0] != '0';
}

static bool is_report(struct lambda_plain *plain, const struct lambda_cut *line)
{
    enum { FIELDS = 4 };
    size_t i = plain->n_reports, n = line->n_tabs;
    const char *end = line->text + line->n, *tabs[FIELDS + 3];
    if (n < FIELDS || n > FIELDS + 2 || line->n < REPORT_N + ID || !are(line->text, REPORT, REPORT_N)) {
        return false;
    }
    for (size_t k = 0; k < FIELDS + 3; k++) {
        tabs[k] = k < n ? line->tabs_from + line->tabs[k] : end;
    }
    plain->inits[i].n = 0;
    bool has_init = n > FIELDS && tabs[FIELDS + 1] - tabs[FIELDS] > 1;
    return tabs[0] == line->text + REPORT_N + ID && is_id(line->text + REPORT_N) &&
           FIELD(tabs[0] + 1, tabs[1], "Duration: ", " ms", &plain->durations[i]) &&
           FIELD(tabs[1] + 1, tabs[2], "Billed Duration: ", " ms", &plain->billed[i]) &&
           FIELD(tabs[2] + 1, tabs[3], "Memory Size: ", " MB", &plain->memory[i]) &&
           FIELD(tabs[3] + 1, tabs[4], "Max Memory Used: ", " MB", &plain->most_memory[i]) &&
           is_whole(plain->memory[i]) &&
           (!has_init || FIELD(tabs[4] + 1, tabs[5], "Init Duration: ", " ms", &plain->inits[i])) &&
           (n < FIELDS + 2 || tabs[5] + 1 == end);
}

static bool is_start(const struct lambda_cut *line)
{
    static const char behind[] = " Version: $LATEST";
    return line->n == START_N + ID + sizeof behind - 1 && are(line->text, START, START_N) &&
           are(line->text + START_N + ID, behind, sizeof behind - 1) && is_id(line->text + START_N);
}

/* Whether some of the bytes are a sign that the line may say something, as START and REPORT, errors, texts of
 * failures, objects and streams do. Two bytes behind them can be read. All are looked at, so that compilers
 * can do so with many at a time. */
static bool may_say(const char *text, size_t n)
{
    const uint8_t *bytes = (const uint8_t *)text;
    uint8_t signs = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t a = bytes[i], b = bytes[i + 1], c = bytes[i + 2];
        uint8_t is_caps = (uint8_t)((a == 'R') & ((b == 'T') | (b == 'R'))); /* START, REPORT, ERROR */
        uint8_t is_error = (uint8_t)((a == 'r') & (b == 'r'));
        uint8_t is_exit = (uint8_t)((a == 'x') & (b == 'i'));
        uint8_t is_unhandled = (uint8_t)((a == 'U') & (b == 'n'));
        uint8_t is_timed_out = (uint8_t)((a == 'd') & (b == ' ') & (c == 'o'));
        uint8_t is_opening = (uint8_t)((a == '{') | (a == '['));
        signs |= (uint8_t)(is_caps | is_error | is_exit | is_unhandled | is_timed_out | is_opening);
    }
    return signs != 0;
}

/* ---- what stands before a message ---- */

/* A stream that is short enough, of the usual versions, and in which no sign is. */
static bool is_usual_stream(struct span stream, struct span *version)
{
    const char *end = stream.bytes + stream.n, *opening = memchr(stream.bytes, '[', stream.n);
    const char *closing = opening == NULL ? NULL : memchr(opening, ']', (size_t)(end - opening));
    if (closing == NULL || stream.n >= LAMBDA_TEXT || !lambda_text_is_stream(stream)) {
        return false;
    }
    *version = (struct span){opening + 1, (size_t)(closing - opening) - 1};
    size_t digits = 0;
    while (digits < version->n && version->bytes[digits] >= '0' && version->bytes[digits] <= '9') {
        digits++;
    }
    bool is_latest = version->n == 7 && memcmp(version->bytes, "$LATEST", 7) == 0;
    return (is_latest || (digits == version->n && digits > 0)) &&
           !may_say(stream.bytes, (size_t)(opening - stream.bytes)) &&
           !may_say(closing + 1, (size_t)(end - closing) - 1);
}

/* Most lines have the stream of the line before. */
static bool is_known_stream(struct lambda_plain *plain, struct span stream)
{
    if (stream.n > 0 && stream.n == plain->stream.n &&
        memcmp(stream.bytes, plain->stream.bytes, stream.n) == 0) {
        return true;
    }
    bool is_usual = is_usual_stream(stream, &plain->version);
    plain->stream = is_usual ? stream : (struct span){0};
    return is_usual;
}

/* Cuts what looks like a date, and a stream, from the beginning of the line; `line` is then the message. */
static void cut_before(struct lambda_plain *plain, struct lambda_cut *line, struct span *date,
                       struct span *stream)
{
    enum { LEAST_DATE = 19, MOST_DATE = 40 };
    const char *end = line->text + line->n, *blank = NULL;
    *date = *stream = (struct span){line->text, 0};
    if (line->n > LEAST_DATE && line->text[0] >= '0' && line->text[0] <= '9') {
        blank = memchr(line->text, ' ', line->n < MOST_DATE ? line->n : MOST_DATE);
    }
    if (blank == NULL || blank - line->text < LEAST_DATE ||
        may_say(line->text, (size_t)(blank - line->text))) {
        return;
    }
    date->n = (size_t)(blank - line->text);
    const char *word = blank + 1, *behind = memchr(word, ' ', (size_t)(end - word));
    if (behind != NULL && is_known_stream(plain, (struct span){word, (size_t)(behind - word)})) {
        *stream = (struct span){word, (size_t)(behind - word)};
        word = behind + 1;
    }
    line->text = word;
    line->n = (size_t)(end - word);
}

/* Notes what stands before the i-th message of its kind; false for a date that is none. */
static bool set_before(const struct lambda_plain *plain, struct lambda_before *before, size_t i,
                       struct span date, struct span stream)
{
    before->times_s[i] = NAN;
    if (date.n > 0 && !date_parse(date.bytes, date.n, &before->times_s[i])) {
        return false;
    }
    before->streams[i] = stream;
    before->versions[i] = stream.n > 0 ? plain->version : stream;
    before->has_streams |= stream.n > 0;
    before->has_times |= date.n > 0;
    return true;
}

enum lambda_plainly lambda_plain_list(struct lambda_plain *plain, const struct lambda_cut *line)
{
    struct lambda_cut message = *line;
    struct span date, stream;
    cut_before(plain, &message, &date, &stream);
    bool starts = is_start(&message);
    if (starts || is_report(plain, &message)) {
        struct lambda_before *before = starts ? &plain->before_starts : &plain->before_reports;
        size_t i = starts ? plain->n - plain->n_reports : plain->n_reports;
        if (!set_before(plain, before, i, date, stream)) {
            return LAMBDA_NOT_PLAIN;
        }
        plain->lines[plain->n++] =
            (struct lambda_plain_line){line->text, line->n, line->number, message.text, starts};
        plain->n_reports += !starts;
        plain->last_stream = stream;
        plain->tells_stream = true;
        return LAMBDA_LISTED;
    }
    bool is_end = message.n == END_N + ID && are(message.text, END, END_N) && is_id(message.text + END_N);
    bool is_object = message.n > 0 && message.text[0] == '{'; /* which has its sign at once */
    if (!is_end && (is_object || may_say(message.text, message.n))) {
        return LAMBDA_NOT_PLAIN;
    }
    if (stream.n > 0) {
        plain->last_stream = stream;
        plain->tells_stream = true;
    }
    return LAMBDA_NOTHING;
}

/* ---- what is listed ---- */

struct numbers {
    double durations_s[LAMBDA_PLAIN], billed_ms[LAMBDA_PLAIN], memory_mb[LAMBDA_PLAIN],
        most_memory_mb[LAMBDA_PLAIN], inits_s[LAMBDA_PLAIN], figures[LAMBDA_PLAIN];
};

/* Numbers that are there, and not negative. */
static bool read_all(const struct span *texts, size_t n, enum unit unit, double *numbers)
{
    bool all = unit_parse_all_seconds(texts, n, unit, numbers);
    for (size_t i = 0; all && i < n; i++) {
        all &= numbers[i] >= 0;
    }
    return all;
}

static bool read_numbers(const struct lambda_plain *plain, struct numbers *numbers)
{
    size_t n = plain->n_reports;
    bool all = read_all(plain->durations, n, MILLISECONDS, numbers->durations_s) &&
               read_all(plain->billed, n, NO_UNIT, numbers->billed_ms) &&
               read_all(plain->memory, n, NO_UNIT, numbers->memory_mb) &&
               read_all(plain->most_memory, n, NO_UNIT, numbers->most_memory_mb);
    for (size_t i = 0; all && i < n; i++) {
        numbers->inits_s[i] = NAN;
        all &= plain->inits[i].n == 0 || read_all(&plain->inits[i], 1, MILLISECONDS, &numbers->inits_s[i]);
    }
    return all;
}

/* Their keys and ids and, of reports, the hashes of what they say. */
static enum status say(const struct lambda_plain *plain, struct lambda_requests *requests,
                       struct numbers *numbers, struct error *err)
{
    struct span ids[2][LAMBDA_PLAIN];
    size_t n[2] = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < plain->n; i++) {
        const struct lambda_plain_line *line = &plain->lines[i];
        const char *id = line->message + (line->is_start ? START_N : REPORT_N);
        size_t k = n[line->is_start]++;
        ids[line->is_start][k] = (struct span){id, ID};
        if (!line->is_start) {
            const struct lambda_figures figures = {numbers->durations_s[k],
                                                   numbers->billed_ms[k],
                                                   numbers->memory_mb[k],
                                                   numbers->most_memory_mb[k],
                                                   numbers->inits_s[k],
                                                   NAN,
                                                   NAN};
            numbers->figures[k] = (double)lambda_requests_hash(requests, &figures, "", "");
        }
        status = lambda_requests_say(requests, lambda_requests_key(requests, id, ID),
                                     line->is_start ? LAMBDA_START : LAMBDA_REPORT, err);
    }
    if (status == OK) {
        status = lambda_rows_set_texts(&requests->starts, LAMBDA_REQUEST_ID, ids[true], err);
    }
    return status == OK ? lambda_rows_set_texts(&requests->reports, LAMBDA_REQUEST_ID, ids[false], err)
                        : status;
}

/* What the few that waited for an initialisation have beside. */
static enum status set_inits(struct lambda_rows *rows, const struct numbers *numbers, size_t n,
                             struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        size_t row = rows->table.rows + i;
        if (isnan(numbers->inits_s[i])) {
            continue;
        }
        const struct lambda_figures figures = {.duration_s = numbers->durations_s[i],
                                               .billed_ms = numbers->billed_ms[i],
                                               .init_s = numbers->inits_s[i],
                                               .billed_restore_ms = NAN};
        const char *rule = lambda_rows_billing(&figures);
        status = lambda_rows_set_number(rows, row, LAMBDA_INIT_S, numbers->inits_s[i], err);
        if (status == OK) {
            status = lambda_rows_set_text(rows, row, LAMBDA_COLD, text_span("true"), err);
        }
        if (status == OK && rule != NULL) {
            status = lambda_rows_set_text(rows, row, LAMBDA_BILLING, text_span(rule), err);
        }
    }
    return status;
}

/* The columns of what stands before the messages. */
static enum status add_before(struct lambda_rows *rows, const struct lambda_before *before, bool is_report,
                              struct error *err)
{
    enum status status = OK;
    if (before->has_streams) {
        status = lambda_rows_set_texts(rows, LAMBDA_ENVIRONMENT, before->streams, err);
    }
    if (status == OK && before->has_streams && is_report) {
        status = lambda_rows_set_texts(rows, LAMBDA_VERSION, before->versions, err);
    }
    return status == OK && before->has_times
               ? lambda_rows_set_numbers(rows, LAMBDA_END_S, before->times_s, err)
               : status;
}

/* When requests started, by when they were told of. */
static enum status set_starts(struct lambda_rows *rows, const struct lambda_before *before,
                              const struct numbers *numbers, struct error *err)
{
    double starts_s[LAMBDA_PLAIN];
    if (!before->has_times) {
        return OK;
    }
    for (size_t i = 0; i < rows->open; i++) {
        double before_s = isnan(numbers->inits_s[i]) ? 0 : numbers->inits_s[i];
        starts_s[i] = before->times_s[i] - (numbers->durations_s[i] + before_s);
    }
    return lambda_rows_set_numbers(rows, LAMBDA_START_S, starts_s, err);
}

static bool has_versions(const struct lambda_before *before, size_t n)
{
    bool has = false;
    for (size_t i = 0; before->has_streams && i < n; i++) {
        has |= before->versions[i].n > 0 && before->versions[i].bytes[0] != '$';
    }
    return has;
}

static enum status add_reports(const struct lambda_plain *plain, struct lambda_requests *requests,
                               const struct numbers *numbers, struct error *err)
{
    struct lambda_rows *rows = &requests->reports;
    size_t n = plain->n_reports;
    const struct {
        size_t column;
        const double *numbers;
    } measures[] = {{LAMBDA_DURATION_S, numbers->durations_s},
                    {LAMBDA_BILLED_MS, numbers->billed_ms},
                    {LAMBDA_MAX_MEMORY_MB, numbers->most_memory_mb},
                    {LAMBDA_FIGURES, numbers->figures}};
    enum status status = add_before(rows, &plain->before_reports, true, err);
    for (size_t i = 0; status == OK && i < sizeof measures / sizeof *measures; i++) {
        status = lambda_rows_set_numbers(rows, measures[i].column, measures[i].numbers, err);
    }
    if (status == OK) {
        status = lambda_rows_set_texts(rows, LAMBDA_MEMORY_MB, plain->memory, err);
    }
    if (status == OK) {
        status = lambda_rows_set_all(rows, LAMBDA_COLD, "false", err);
    }
    if (status == OK) {
        status = set_starts(rows, &plain->before_reports, numbers, err);
    }
    return status == OK ? set_inits(rows, numbers, n, err) : status;
}

void lambda_plain_empty(struct lambda_plain *plain)
{
    plain->n = plain->n_reports = 0;
    plain->before_reports.has_streams = plain->before_reports.has_times = false;
    plain->before_starts.has_streams = plain->before_starts.has_times = false;
}

enum status lambda_plain_add(struct lambda_plain *plain, struct lambda_requests *requests, bool *added,
                             struct error *err)
{
    struct numbers numbers;
    size_t reports = plain->n_reports, starts = plain->n - reports;
    *added = read_numbers(plain, &numbers);
    if (!*added) {
        return OK;
    }
    enum status status = lambda_rows_open(&requests->reports, reports, err);
    if (status != OK || (status = lambda_rows_open(&requests->starts, starts, err)) != OK ||
        (status = say(plain, requests, &numbers, err)) != OK ||
        (status = add_reports(plain, requests, &numbers, err)) != OK ||
        (status = add_before(&requests->starts, &plain->before_starts, false, err)) != OK ||
        (status = lambda_rows_set_all(&requests->starts, LAMBDA_VERSION, "$LATEST", err)) != OK) {
        return status;
    }
    lambda_rows_close(&requests->reports);
    lambda_rows_close(&requests->starts);
    requests->has_versions |= has_versions(&plain->before_reports, reports);
    lambda_plain_empty(plain);
    return OK;
}
