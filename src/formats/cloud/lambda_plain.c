#include "formats/cloud/lambda_plain.h"

#include <string.h>

enum { ID = LAMBDA_USUAL_ID };
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

static bool is_report(struct lambda_list *list, const struct lambda_cut *line)
{
    enum { FIELDS = 4 };
    size_t i = list->n_reports, n = line->n_tabs;
    const char *end = line->text + line->n, *tabs[FIELDS + 3];
    if (n < FIELDS || n > FIELDS + 2 || line->n < REPORT_N + ID || !are(line->text, REPORT, REPORT_N)) {
        return false;
    }
    for (size_t k = 0; k < FIELDS + 3; k++) {
        tabs[k] = k < n ? line->tabs_from + line->tabs[k] : end;
    }
    list->inits[i].n = 0;
    bool has_init = n > FIELDS && tabs[FIELDS + 1] - tabs[FIELDS] > 1;
    return tabs[0] == line->text + REPORT_N + ID && is_id(line->text + REPORT_N) &&
           FIELD(tabs[0] + 1, tabs[1], "Duration: ", " ms", &list->durations[i]) &&
           FIELD(tabs[1] + 1, tabs[2], "Billed Duration: ", " ms", &list->billed[i]) &&
           FIELD(tabs[2] + 1, tabs[3], "Memory Size: ", " MB", &list->memory[i]) &&
           FIELD(tabs[3] + 1, tabs[4], "Max Memory Used: ", " MB", &list->most_memory[i]) &&
           lambda_list_is_whole(list->memory[i]) &&
           (!has_init || FIELD(tabs[4] + 1, tabs[5], "Init Duration: ", " ms", &list->inits[i])) &&
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

/* Cuts what looks like a date, and a stream, from the beginning of the line, which is then the message. */
static void cut_before(struct lambda_plain *plain, struct lambda_cut *line)
{
    enum { LEAST_DATE = 19, MOST_DATE = 40 };
    const char *end = line->text + line->n, *blank = NULL;
    plain->date = plain->here = (struct span){line->text, 0};
    if (line->n > LEAST_DATE && line->text[0] >= '0' && line->text[0] <= '9') {
        blank = memchr(line->text, ' ', line->n < MOST_DATE ? line->n : MOST_DATE);
    }
    if (blank == NULL || blank - line->text < LEAST_DATE ||
        may_say(line->text, (size_t)(blank - line->text))) {
        return;
    }
    plain->date.n = (size_t)(blank - line->text);
    const char *word = blank + 1, *behind = memchr(word, ' ', (size_t)(end - word));
    if (behind != NULL && is_known_stream(plain, (struct span){word, (size_t)(behind - word)})) {
        plain->here = (struct span){word, (size_t)(behind - word)};
        word = behind + 1;
    }
    line->text = word;
    line->n = (size_t)(end - word);
}

/* Lists a message whose fields are there if it is a report; false for a date that is none. */
static bool list_message(struct lambda_plain *plain, struct lambda_list *list, const struct lambda_cut *line,
                         const char *id, enum lambda_said said)
{
    static const char latest[DICTIONARY_SLACK] = "$LATEST";
    struct lambda_before *before = said == LAMBDA_START ? &list->before_starts : &list->before_reports;
    size_t i = said == LAMBDA_START ? list->n - list->n_reports : list->n_reports;
    double time_s = NAN;
    if (plain->date.n > 0 && !date_parse_next(&list->minute, plain->date.bytes, plain->date.n, &time_s)) {
        return false;
    }
    lambda_list_set_before(before, i, time_s, plain->here,
                           said == LAMBDA_START ? (struct span){latest, sizeof "$LATEST" - 1}
                           : plain->here.n > 0  ? plain->version
                                                : plain->here);
    list->lines[list->n++] =
        (struct lambda_listed){line->text, line->n, line->number, {id, ID}, (uint8_t)said};
    list->own[i] = said == LAMBDA_REPORT ? NULL : list->own[i];
    list->n_reports += said == LAMBDA_REPORT;
    return true;
}

enum lambda_plainly lambda_plain_list(struct lambda_plain *plain, struct lambda_list *list,
                                      const struct lambda_cut *line)
{
    struct lambda_cut message = *line;
    cut_before(plain, &message);
    bool starts = is_start(&message);
    if (starts || is_report(list, &message)) {
        const char *id = message.text + (starts ? START_N : REPORT_N);
        if (!list_message(plain, list, line, id, starts ? LAMBDA_START : LAMBDA_REPORT)) {
            return LAMBDA_NOT_PLAIN;
        }
        plain->last_stream = plain->here;
        plain->tells_stream = true;
        return LAMBDA_LISTED;
    }
    bool is_end = message.n == END_N + ID && are(message.text, END, END_N) && is_id(message.text + END_N);
    if (!is_end && may_say(message.text, message.n)) {
        return LAMBDA_NOT_PLAIN;
    }
    if (plain->here.n > 0) {
        plain->last_stream = plain->here;
        plain->tells_stream = true;
    }
    return LAMBDA_NOTHING;
}
