#include "formats/cloud/lambda_settle.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "formats/cloud/lambda_attempts.h"
#include "formats/cloud/lambda_keys.h"
#include "formats/cloud/lambda_streams.h"

/* An event: its number, which it is of those that said as much, and what it said. */
struct entry {
    uint64_t key;
    uint32_t event, row;
    enum lambda_said said;
    bool is_pair; /* of a START and a REPORT, in whose row it is */
};

struct settling {
    struct lambda_requests *requests;
    struct lambda_keys begun;    /* the starts of requests that no report is there of yet */
    uint32_t *starts;            /* of each report the row of the start that it goes with, plus 1; 0: none */
    struct lambda_keys odd_keys; /* of which there is more than one start and one report after it */
    bool *odd_starts, *odd_reports; /* whether a stream is odd, by its code among starts and reports; NULL:
                                       none is */
    struct lambda_events odd;       /* what is told apart line by line */
    uint32_t success;               /* the code of that status */
    uint8_t *keep;                  /* of each row, 0: it repeats another; NULL: none does */
};

/* How many events were seen, by what they said. */
struct seen {
    uint32_t starts, reports, rest;
};

static struct entry next_entry(const struct lambda_requests *requests, size_t event, struct seen *seen)
{
    enum lambda_said said = requests->said[event] & LAMBDA_SAID;
    uint32_t row = said == LAMBDA_START    ? seen->starts++
                   : said == LAMBDA_REPORT ? seen->reports++
                                           : seen->rest++;
    bool is_pair = (requests->said[event] & LAMBDA_HAS_START) != 0;
    return (struct entry){requests->keys[event], (uint32_t)event, row, said, is_pair};
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
    for (size_t i = 0, rest = 0; rest < requests->rest.n_details; i++) {
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
    enum lambda_said said = entry->said;
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

/* What the START said that the row of its report tells of, which then tells of the report alone. */
static enum status read_start(const struct settling *settling, const struct entry *entry,
                              struct lambda_detail *detail, struct error *err)
{
    struct lambda_rows *rows = &settling->requests->reports;
    size_t row = entry->row, versions = rows->at[LAMBDA_VERSION];
    *detail = (struct lambda_detail){.row = row,
                                     .start_s = NAN,
                                     .end_s = lambda_rows_number(rows, row, LAMBDA_START_S),
                                     .duration_s = NAN,
                                     .init_s = NAN,
                                     .restore_s = NAN,
                                     .waited_s = NAN};
    enum status status = code_of(settling, rows, row, LAMBDA_REQUEST_ID, &detail->id, err);
    if (status != OK ||
        (status = code_of(settling, rows, row, LAMBDA_ENVIRONMENT, &detail->stream, err)) != OK ||
        (status = code_of(settling, rows, row, LAMBDA_VERSION, &detail->version, err)) != OK) {
        return status;
    }
    if (versions != 0 && (settling->requests->said[entry->event] & LAMBDA_HAS_VERSION) == 0) {
        codes_set(&rows->table.columns[versions - 1].codes, row, 0);
    }
    double start_s =
        lambda_rows_number(rows, row, LAMBDA_END_S) - lambda_rows_number(rows, row, LAMBDA_DURATION_S);
    return lambda_rows_set_number(rows, row, LAMBDA_START_S, start_s, err);
}

static enum status add_event(struct settling *settling, const struct entry *entry, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    struct lambda_events *odd = &settling->odd;
    enum lambda_said said = entry->said;
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
    bool has_own_row = said != LAMBDA_START || !entry->is_pair;
    if (!has_own_row) {
        status = read_start(settling, entry, detail, err);
    } else if (said == LAMBDA_START || said == LAMBDA_REPORT) {
        status = read_row(settling, said == LAMBDA_START ? &requests->starts : &requests->reports, entry->row,
                          detail, err);
    } else {
        *detail = requests->rest.details[entry->row];
        detail->row = entry->row;
    }
    events[odd->n] = (struct lambda_event){.key = entry->key,
                                           .time_s = detail->end_s,
                                           .sequence = 2 * (size_t)entry->event + has_own_row,
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

/* ---- requests ---- */

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

/* Whether the START that the row of a report tells of is not later than that. */
static bool is_in_order(const struct lambda_rows *reports, size_t row)
{
    return !(lambda_rows_number(reports, row, LAMBDA_START_S) >
             lambda_rows_number(reports, row, LAMBDA_END_S));
}

/* An event by itself, which has to be told apart from others. */
static bool is_odd(const struct settling *settling, const struct entry *entry)
{
    return entry->said == LAMBDA_FAILURE || entry->said == LAMBDA_INIT || is_in_odd_stream(settling, entry);
}

static enum status pair_event(struct settling *settling, const struct entry *entry, struct error *err)
{
    const struct lambda_key key = {entry->key, entry->event, entry->row};
    if (is_odd(settling, entry)) {
        return lambda_keys_add(&settling->odd_keys, &key, err);
    }
    struct lambda_key *slot = settling->begun.n == 0 ? NULL : lambda_keys_find(&settling->begun, entry->key);
    bool has_begun = slot != NULL && slot->key != 0;
    if (entry->is_pair) { /* whose START is another one where one has begun */
        bool is_odd_pair = has_begun || !is_in_order(&settling->requests->reports, entry->row);
        if (has_begun) {
            lambda_keys_drop(&settling->begun, slot);
        }
        return is_odd_pair ? lambda_keys_add(&settling->odd_keys, &key, err) : OK;
    }
    if (entry->said == LAMBDA_START) {
        return lambda_keys_add(has_begun ? &settling->odd_keys : &settling->begun, &key, err);
    }
    if (!has_begun) {
        return OK;
    }
    bool together = go_together(settling->requests, slot->row, entry->row);
    settling->starts[entry->row] = slot->row + 1;
    lambda_keys_drop(&settling->begun, slot);
    return together ? OK : lambda_keys_add(&settling->odd_keys, &key, err);
}

/* Whether lines other than reports said something. */
static bool has_others(const struct lambda_requests *requests)
{
    return requests->has_pairs || requests->starts.table.rows + requests->rest.n_details > 0;
}

/* Finds the start of each report, which in most logs stands not far before it, and notes which have none of
 * theirs behind them. */
static enum status pair_events(struct settling *settling, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    struct seen seen = {0};
    enum status status = OK;
    if (!has_others(requests)) {
        return OK;
    }
    settling->starts = calloc(requests->reports.table.rows + 1, sizeof *settling->starts);
    if (settling->starts == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < requests->n; i++) {
        const struct entry entry = next_entry(requests, i, &seen);
        status = entry.key == 0 ? OK : pair_event(settling, &entry, err);
    }
    for (size_t i = 0; i < settling->begun.n_slots; i++) {
        const struct lambda_key *slot = &settling->begun.slots[i];
        requests->said[slot->event] |= slot->key == 0 ? 0 : LAMBDA_IS_ALONE;
    }
    return status;
}

/* What did not fail went well in a log that tells when requests began. */
static void set_success(const struct settling *settling, size_t row)
{
    const struct lambda_rows *reports = &settling->requests->reports;
    const struct codes *statuses = &reports->table.columns[reports->at[LAMBDA_STATUS] - 1].codes;
    if (codes_get(statuses, row) == 0) {
        codes_set(statuses, row, settling->success);
    }
}

/* The report of a request whose start is there. */
static enum status complete(struct settling *settling, size_t row, size_t start, struct error *err)
{
    struct lambda_requests *requests = settling->requests;
    struct lambda_rows *reports = &requests->reports;
    const char *version =
        requests->has_versions ? lambda_rows_text(&requests->starts, start, LAMBDA_VERSION) : NULL;
    double start_s = lambda_rows_number(&requests->starts, start, LAMBDA_END_S);
    set_success(settling, row);
    if (version != NULL) {
        enum status status = lambda_rows_set_text(reports, row, LAMBDA_VERSION, text_span(version), err);
        if (status != OK) {
            return status;
        }
    }
    return lambda_rows_set_number(reports, row, LAMBDA_START_S, start_s, err);
}

static enum status add_odd(struct settling *settling, const struct entry *entry, struct error *err)
{
    struct entry start = *entry;
    start.said = LAMBDA_START;
    enum status status = entry->is_pair ? add_event(settling, &start, err) : OK;
    return status == OK ? add_event(settling, entry, err) : status;
}

/* Completes the reports whose start is there, and lists what is odd. */
static enum status settle_events(struct settling *settling, struct error *err)
{
    const struct lambda_requests *requests = settling->requests;
    struct seen seen = {0};
    enum status status = OK;
    if (settling->odd_keys.n == 0 && !has_others(requests)) {
        return OK;
    }
    for (size_t i = 0; status == OK && i < requests->n; i++) {
        const struct entry entry = next_entry(requests, i, &seen);
        bool may_have_start = entry.said == LAMBDA_REPORT && !entry.is_pair && settling->starts != NULL;
        uint32_t start = may_have_start ? settling->starts[entry.row] : 0;
        if (entry.key == 0 ? is_odd(settling, &entry) : lambda_keys_has(&settling->odd_keys, entry.key)) {
            status = add_odd(settling, &entry, err);
        } else if (entry.is_pair) {
            set_success(settling, entry.row);
        } else if (start != 0) {
            status = complete(settling, entry.row, start - 1, err);
        }
    }
    return status;
}

static enum status settle_requests(struct settling *settling, struct error *err)
{
    size_t n = settling->requests->n;
    if (n >= UINT32_MAX) {
        return error_set(err, BAD_DATA, "found %zu lines of requests, expected fewer than %lu", n,
                         (unsigned long)UINT32_MAX);
    }
    enum status status = pair_events(settling, err);
    status = status == OK ? lambda_keys_add_repeated(&settling->odd_keys, settling->requests, err) : status;
    return status == OK ? settle_events(settling, err) : status;
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
    if (status == OK && (requests->has_pairs || requests->starts.table.rows > 0)) {
        status = lambda_rows_code(&requests->reports, LAMBDA_STATUS, "success", &settling.success, err);
    }
    if (status == OK) {
        status = settle_requests(&settling, err);
    }
    if (status == OK && settling.odd.n > 0) {
        status = lambda_streams_settle(&settling.odd, &settled->alone, err);
        status = status == OK
                     ? lambda_attempts_settle(&settling.odd, &settled->repeated, &settled->unused, err)
                     : status;
        status = status == OK ? set_found(&settling, err) : status;
    }
    lambda_events_release(&settling.odd);
    lambda_keys_release(&settling.begun);
    lambda_keys_release(&settling.odd_keys);
    free(settling.starts);
    free(settling.odd_starts);
    free(settling.odd_reports);
    free(settling.keep);
    return status;
}
