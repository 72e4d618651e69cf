#include "formats/cloud/lambda_settle.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "formats/cloud/lambda_attempts.h"
#include "formats/cloud/lambda_streams.h"

/* Keys are looked at in parts of about so many, whose index stays in the processor's cache. */
enum { PART = 1 << 18, MOST_PARTS = 64 };

/* An event of the part: its number, and which it is of those that said as much. */
struct entry {
    uint64_t key;
    uint32_t event, row;
};

/* What there is of one key. */
struct slot {
    uint64_t key;    /* 0: a free slot */
    uint32_t start;  /* its row, from 1; 0: none */
    uint32_t report; /* likewise; ODD: there is more than one of each, or something else, or they do not go
                        together */
};
#define ODD UINT32_MAX

struct settling {
    struct lambda_requests *requests;
    struct entry *entries; /* of the part */
    size_t n_entries;
    struct slot *slots;
    size_t mask;                    /* their number, less 1 */
    bool has_odd;                   /* some slot is */
    bool *odd_starts, *odd_reports; /* whether a stream is odd, by its code among starts and reports; NULL:
                                       none is */
    struct lambda_events odd;       /* what is told apart line by line */
    uint32_t success;               /* the code of that status */
    uint8_t *keep;                  /* of each row, 0: it repeats another; NULL: none does */
};

static enum lambda_said said_of(const struct settling *settling, const struct entry *entry)
{
    return settling->requests->said[entry->event] & LAMBDA_SAID;
}

/* The events whose keys begin with these bits; there is room for one more. */
static void list_part(struct settling *settling, uint64_t part, unsigned shift)
{
    const struct lambda_requests *requests = settling->requests;
    const uint64_t *keys = requests->keys;
    const uint8_t *all_said = requests->said;
    struct entry *entries = settling->entries;
    uint32_t starts = 0, reports = 0, rest = 0;
    size_t n = 0, all = requests->n;
    for (size_t i = 0; i < all; i++) {
        uint64_t key = keys[i];
        unsigned said = all_said[i] & LAMBDA_SAID, is_start = said == LAMBDA_START,
                 is_report = said == LAMBDA_REPORT;
        uint32_t row = is_start ? starts : is_report ? reports : rest;
        entries[n] = (struct entry){key, (uint32_t)i, row};
        n += shift == 64 || key >> shift == part;
        starts += is_start;
        reports += is_report;
        rest += 1 - is_start - is_report;
    }
    settling->n_entries = n;
}

static struct slot *find_slot(const struct settling *settling, uint64_t key)
{
    size_t at = (size_t)key & settling->mask;
    while (settling->slots[at].key != 0 && settling->slots[at].key != key) {
        at = (at + 1) & settling->mask;
    }
    return &settling->slots[at];
}

/* ---- streams in which something has no id of a request ---- */

static const struct dictionary *streams_of(const struct lambda_rows *rows)
{
    size_t at = rows->at[LAMBDA_ENVIRONMENT];
    return at == 0 ? NULL : &rows->table.columns[at - 1].dictionary;
}

static uint32_t stream_of(const struct lambda_rows *rows, size_t row)
{
    size_t at = rows->at[LAMBDA_ENVIRONMENT];
    return at == 0 ? 0 : column_code(&rows->table.columns[at - 1], row);
}

/* Which streams of the rows are odd, by their codes. */
static bool *mark_streams(const struct lambda_requests *requests, const bool *odd,
                          const struct lambda_rows *rows)
{
    const struct dictionary *streams = streams_of(rows);
    size_t n = streams == NULL ? 0 : streams->n;
    bool *marks = calloc(n + 1, sizeof *marks);
    if (marks != NULL) {
        marks[0] = odd[0];
        for (size_t i = 0; i < n; i++) {
            uint32_t code = dictionary_find(&requests->texts, streams->texts[i]);
            marks[i + 1] = code != 0 && odd[code];
        }
    }
    return marks;
}

static enum status find_odd_streams(struct settling *settling, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    bool *odd = calloc(requests->texts.n + 1, sizeof *odd), any = false;
    if (odd == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0, rest = 0; i < requests->n; i++) {
        enum lambda_said said = requests->said[i] & LAMBDA_SAID;
        if (said == LAMBDA_FAILURE || said == LAMBDA_INIT) {
            bool is_odd = said == LAMBDA_INIT || requests->keys[i] == 0;
            odd[requests->rest.details[rest++].stream] |= is_odd;
            any |= is_odd;
        }
    }
    if (any) {
        settling->odd_starts = mark_streams(requests, odd, &requests->starts);
        settling->odd_reports = mark_streams(requests, odd, &requests->reports);
    }
    free(odd);
    return any && (settling->odd_starts == NULL || settling->odd_reports == NULL) ? error_no_memory(err) : OK;
}

static bool is_in_odd_stream(const struct settling *settling, const struct entry *entry)
{
    const struct lambda_requests *requests = settling->requests;
    enum lambda_said said = said_of(settling, entry);
    return settling->odd_starts != NULL &&
           (said == LAMBDA_START    ? settling->odd_starts[stream_of(&requests->starts, entry->row)]
            : said == LAMBDA_REPORT ? settling->odd_reports[stream_of(&requests->reports, entry->row)]
                                    : false);
}

/* ---- events that are told apart line by line ---- */

static enum status code_of(const struct settling *settling, const struct lambda_rows *rows, size_t row,
                           size_t column, uint32_t *code, struct error *err)
{
    const char *text = lambda_rows_text(rows, row, column);
    *code = 0;
    return text == NULL ? OK : dictionary_add(settling->odd.texts, text, strlen(text), code, err);
}

/* What the row of a report, or of a start, says. */
static enum status read_row(const struct settling *settling, const struct lambda_rows *rows, size_t row,
                            struct lambda_detail *detail, struct error *err)
{
    const char *cold = lambda_rows_text(rows, row, LAMBDA_COLD);
    double figures = lambda_rows_number(rows, row, LAMBDA_FIGURES);
    bool is_restored = cold != NULL && strcmp(cold, "restored") == 0;
    *detail =
        (struct lambda_detail){.row = row,
                               .figures = isnan(figures) ? 0 : (uint64_t)figures,
                               .start_s = NAN,
                               .end_s = lambda_rows_number(rows, row, LAMBDA_END_S),
                               .duration_s = lambda_rows_number(rows, row, LAMBDA_DURATION_S),
                               .init_s = NAN,
                               .restore_s = is_restored ? 0 : (double)NAN, /* which it was is not asked */
                               .waited_s = NAN,
                               .is_report = true};
    const struct {
        size_t column;
        uint32_t *code;
    } codes[] = {{LAMBDA_REQUEST_ID, &detail->id},      {LAMBDA_STATUS, &detail->status},
                 {LAMBDA_ERROR, &detail->error},        {LAMBDA_PHASE, &detail->phase},
                 {LAMBDA_ENVIRONMENT, &detail->stream}, {LAMBDA_VERSION, &detail->version}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof codes / sizeof *codes; i++) {
        status = code_of(settling, rows, row, codes[i].column, codes[i].code, err);
    }
    return status;
}

static enum status add_event(struct settling *settling, const struct entry *entry, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    struct lambda_events *odd = &settling->odd;
    enum lambda_said said = said_of(settling, entry);
    struct lambda_event *events = array_reserve(odd->events, &odd->capacity, odd->n + 1, sizeof *events);
    odd->events = events == NULL ? odd->events : events;
    struct lambda_detail *details =
        array_reserve(odd->details, &odd->details_capacity, odd->n_details + 1, sizeof *details);
    odd->details = details == NULL ? odd->details : details;
    if (events == NULL || details == NULL) {
        return error_no_memory(err);
    }
    struct lambda_detail *detail = &details[odd->n_details];
    enum status status = OK;
    if (said == LAMBDA_START || said == LAMBDA_REPORT) {
        status = read_row(settling, said == LAMBDA_START ? &requests->starts : &requests->reports, entry->row,
                          detail, err);
    } else {
        *detail = requests->rest.details[entry->row];
        detail->row = entry->row;
    }
    events[odd->n] = (struct lambda_event){.key = entry->key,
                                           .time_s = detail->end_s,
                                           .sequence = entry->event,
                                           .detail = odd->n_details,
                                           .id = detail->id,
                                           .stream = detail->stream,
                                           .version = detail->version,
                                           .said = said,
                                           .is_sure = (requests->said[entry->event] & LAMBDA_IS_SURE) != 0};
    odd->n += status == OK;
    odd->n_details += status == OK && said != LAMBDA_START;
    return status;
}

/* ---- keys ---- */

/* Whether the report is of the attempt that the start began, which stands before it. */
static bool go_together(const struct lambda_requests *requests, size_t start, size_t report)
{
    const struct lambda_rows *starts = &requests->starts, *reports = &requests->reports;
    if (lambda_rows_number(starts, start, LAMBDA_END_S) > lambda_rows_number(reports, report, LAMBDA_END_S)) {
        return false;
    }
    uint32_t one = stream_of(starts, start), other = stream_of(reports, report);
    return one == 0 || other == 0 ||
           strcmp(streams_of(starts)->texts[one - 1], streams_of(reports)->texts[other - 1]) == 0;
}

static enum status take_key(struct settling *settling, const struct entry *entry, struct error *err)
{
    enum lambda_said said = said_of(settling, entry);
    bool is_odd = is_in_odd_stream(settling, entry) || said == LAMBDA_FAILURE || said == LAMBDA_INIT;
    if (entry->key == 0) { /* by itself; a report is a row as it is */
        return is_odd ? add_event(settling, entry, err) : OK;
    }
    struct slot *slot = find_slot(settling, entry->key);
    slot->key = entry->key;
    if (said == LAMBDA_START) {
        is_odd |= slot->start != 0 || slot->report != 0;
        slot->start = entry->row + 1;
    } else if (said == LAMBDA_REPORT) {
        is_odd |= slot->report != 0 ||
                  (slot->start != 0 && !go_together(settling->requests, slot->start - 1, entry->row));
        slot->report = slot->report == ODD ? ODD : entry->row + 1;
    }
    slot->report = is_odd ? ODD : slot->report;
    settling->has_odd |= is_odd;
    return OK;
}

/* The report of a request whose start is there: what did not fail went well in a log that tells that. */
static enum status complete(struct settling *settling, const struct slot *slot, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    struct lambda_rows *reports = &requests->reports;
    size_t row = slot->report - 1;
    const char *version =
        requests->has_versions ? lambda_rows_text(&requests->starts, slot->start - 1, LAMBDA_VERSION) : NULL;
    double start_s = lambda_rows_number(&requests->starts, slot->start - 1, LAMBDA_END_S);
    struct codes *statuses = &reports->table.columns[reports->at[LAMBDA_STATUS] - 1].codes;
    if (codes_get(statuses, row) == 0) {
        codes_set(statuses, row, settling->success);
    }
    if (version != NULL) {
        enum status status = lambda_rows_set_text(reports, row, LAMBDA_VERSION, text_span(version), err);
        if (status != OK) {
            return status;
        }
    }
    return isnan(start_s) ? OK : lambda_rows_set_number(reports, row, LAMBDA_START_S, start_s, err);
}

static enum status settle_part(struct settling *settling, struct error *err)
{
    enum { AHEAD = 8 }; /* so that the processor's cache has a slot when its turn comes */
    enum status status = OK;
    size_t n = settling->n_entries;
    memset(settling->slots, 0, (settling->mask + 1) * sizeof *settling->slots);
    settling->has_odd = false;
    for (size_t i = 0; status == OK && i < n; i++) {
        const struct entry *later = &settling->entries[i + AHEAD < n ? i + AHEAD : i];
        __builtin_prefetch(&settling->slots[later->key & settling->mask], 1);
        status = take_key(settling, &settling->entries[i], err);
    }
    for (size_t i = 0; status == OK && settling->success != 0 && i <= settling->mask; i++) {
        const struct slot *slot = &settling->slots[i];
        if (slot->start != 0 && slot->report != 0 && slot->report != ODD) {
            status = complete(settling, slot, err);
        }
    }
    for (size_t i = 0; status == OK && settling->has_odd && i < n; i++) {
        const struct entry *entry = &settling->entries[i];
        if (entry->key != 0 && find_slot(settling, entry->key)->report == ODD) {
            status = add_event(settling, entry, err);
        }
    }
    return status;
}

/* The most that are in one part. */
static size_t largest_part(const struct lambda_requests *requests, unsigned shift)
{
    size_t n[MOST_PARTS] = {0}, largest = 0;
    for (size_t i = 0; i < requests->n; i++) {
        n[shift == 64 ? 0 : requests->keys[i] >> shift]++;
    }
    for (size_t i = 0; i < MOST_PARTS; i++) {
        largest = n[i] > largest ? n[i] : largest;
    }
    return largest;
}

static enum status settle_keys(struct settling *settling, struct error *err)
{
    size_t parts = 1, slots = 4, n = settling->requests->n;
    unsigned shift = 64;
    if (n >= ODD) {
        return error_set(err, BAD_DATA, "found %zu lines of requests, expected fewer than %lu", n,
                         (unsigned long)ODD);
    }
    for (; parts < MOST_PARTS && n / parts > PART; parts *= 2) {
        shift--;
    }
    size_t largest = largest_part(settling->requests, shift);
    while (slots < 2 * largest) {
        slots *= 2;
    }
    settling->mask = slots - 1;
    settling->slots = reallocarray(NULL, slots, sizeof *settling->slots);
    settling->entries = reallocarray(NULL, largest + 1, sizeof *settling->entries);
    enum status status = settling->slots == NULL || settling->entries == NULL ? error_no_memory(err) : OK;
    for (size_t part = 0; status == OK && part < parts; part++) {
        list_part(settling, part, shift);
        status = settle_part(settling, err);
    }
    free(settling->slots);
    free(settling->entries);
    return status;
}

/* ---- what was found goes to the rows ---- */

static const char *text_of(const struct settling *settling, uint32_t code)
{
    return code == 0 ? "" : settling->odd.texts->texts[code - 1];
}

/* A phase of initialisation that the request waited for. */
static enum status set_waited(struct settling *settling, const struct lambda_detail *detail, double *start_s,
                              struct error *err)
{
    struct lambda_rows *reports = &settling->requests->reports;
    const char *cold = lambda_rows_text(reports, detail->row, LAMBDA_COLD);
    bool was_restored = cold != NULL && strcmp(cold, "restored") == 0;
    bool was_cold = was_restored || (cold != NULL && strcmp(cold, "true") == 0);
    bool is_restored = !was_restored && !isnan(detail->restore_s);
    double waited_s = is_restored ? detail->restore_s : detail->waited_s;
    enum status status = OK;
    if (!was_cold) {
        *start_s = detail->end_s - (detail->duration_s + (isnan(waited_s) ? 0 : waited_s));
    }
    if (isnan(lambda_rows_number(reports, detail->row, LAMBDA_INIT_S))) {
        status = lambda_rows_set_number(reports, detail->row, LAMBDA_INIT_S, detail->waited_s, err);
    }
    if (status == OK && is_restored) {
        status = lambda_rows_set_number(reports, detail->row, LAMBDA_RESTORE_S, detail->restore_s, err);
    }
    if (status == OK) {
        status = lambda_rows_set_text(reports, detail->row, LAMBDA_COLD,
                                      text_span(was_restored || is_restored ? "restored" : "true"), err);
    }
    size_t phases = reports->at[LAMBDA_PHASE];
    if (phases != 0) {
        codes_set(&reports->table.columns[phases - 1].codes, detail->row, 0);
    }
    return status == OK ? lambda_rows_set_text(reports, detail->row, LAMBDA_PHASE,
                                               text_span(text_of(settling, detail->phase)), err)
                        : status;
}

static enum status set_report(struct settling *settling, const struct lambda_detail *detail,
                              struct error *err)
{
    struct lambda_rows *reports = &settling->requests->reports;
    double start_s = NAN;
    bool went_well = detail->was_started && detail->status == 0;
    const char *said = went_well ? "success" : text_of(settling, detail->status);
    enum status status = detail->is_cold ? set_waited(settling, detail, &start_s, err) : OK;
    const struct {
        size_t column;
        const char *text;
    } texts[] = {{LAMBDA_STATUS, said},
                 {LAMBDA_CENSORED, strcmp(said, "timeout") == 0 ? "true" : ""},
                 {LAMBDA_ERROR, text_of(settling, detail->error)},
                 {LAMBDA_VERSION, text_of(settling, detail->version)}};
    for (size_t i = 0; status == OK && i < sizeof texts / sizeof *texts; i++) {
        status = lambda_rows_set_text(reports, detail->row, texts[i].column, text_span(texts[i].text), err);
    }
    start_s = isnan(detail->start_s) ? start_s : detail->start_s;
    return status == OK ? lambda_rows_set_number(reports, detail->row, LAMBDA_START_S, start_s, err) : status;
}

static enum status set_found(struct settling *settling, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    size_t rows = requests->reports.table.rows;
    settling->keep = malloc(rows + 1);
    if (settling->keep == NULL) {
        return error_no_memory(err);
    }
    memset(settling->keep, 1, rows + 1);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < settling->odd.n_details; i++) {
        const struct lambda_detail *detail = &settling->odd.details[i];
        if (!detail->is_report) {
            requests->rest.details[detail->row] = *detail;
        } else if (detail->is_kept) {
            status = set_report(settling, detail, err);
        } else {
            settling->keep[detail->row] = 0;
        }
    }
    return status == OK ? table_keep_rows(&requests->reports.table, settling->keep, err) : status;
}

enum status lambda_settle(struct lambda_requests *requests, struct lambda_settled *settled, struct error *err)
{
    struct settling settling = {.requests = requests, .odd = {.texts = &requests->texts}};
    enum status status = find_odd_streams(&settling, err);
    if (status == OK && requests->starts.table.rows > 0) {
        status = lambda_rows_code(&requests->reports, LAMBDA_STATUS, "success", &settling.success, err);
    }
    if (status == OK) {
        status = settle_keys(&settling, err);
    }
    if (status == OK && settling.odd.n > 0) {
        status = lambda_streams_settle(&settling.odd, &settled->alone, err);
        status = status == OK
                     ? lambda_attempts_settle(&settling.odd, &settled->repeated, &settled->unused, err)
                     : status;
        status = status == OK ? set_found(&settling, err) : status;
    }
    lambda_events_release(&settling.odd);
    free(settling.odd_starts);
    free(settling.odd_reports);
    free(settling.keep);
    return status;
}
