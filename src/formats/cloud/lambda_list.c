#include "formats/cloud/lambda_list.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* An empty text, behind which can be read. */
static const char nothing[DICTIONARY_SLACK] = "";

struct numbers {
    double durations_s[LAMBDA_LIST], billed_ms[LAMBDA_LIST], memory_mb[LAMBDA_LIST],
        most_memory_mb[LAMBDA_LIST], inits_s[LAMBDA_LIST], figures[LAMBDA_LIST],
        begun_s[LAMBDA_LIST]; /* when a START told of it, which has no row of its own; NaN: none did */
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

static bool read_numbers(const struct lambda_list *list, struct numbers *numbers)
{
    size_t n = list->n_reports;
    bool all = read_all(list->durations, n, MILLISECONDS, numbers->durations_s) &&
               read_all(list->billed, n, NO_UNIT, numbers->billed_ms) &&
               read_all(list->memory, n, NO_UNIT, numbers->memory_mb) &&
               read_all(list->most_memory, n, NO_UNIT, numbers->most_memory_mb);
    for (size_t i = 0; all && i < n; i++) {
        numbers->inits_s[i] = numbers->begun_s[i] = NAN;
        all &= list->inits[i].n == 0 || read_all(&list->inits[i], 1, MILLISECONDS, &numbers->inits_s[i]);
    }
    return all;
}

static bool is_same(struct span a, struct span b)
{
    return a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0;
}

/* Whether behind the START, the s-th of the list, stands the REPORT of its request, the r-th, in whose row is
 * room for all that it says. */
static bool is_pair(const struct lambda_list *list, const struct lambda_listed *start, size_t s, size_t r,
                    const struct numbers *numbers)
{
    const struct lambda_listed *report = start + 1;
    const struct lambda_before *starts = &list->before_starts, *reports = &list->before_reports;
    const unsigned flags = LAMBDA_IS_SURE | LAMBDA_INHERITS;
    return !lambda_list_is_start(report) && is_same(start->id, report->id) &&
           (start->said & flags) == (report->said & flags) && !isnan(starts->times_s[s]) &&
           !isnan(reports->times_s[r]) && isnan(numbers->inits_s[r]) &&
           is_same(starts->streams[s], reports->streams[r]) &&
           (reports->versions[r].n == 0 || is_same(starts->versions[s], reports->versions[r]));
}

/* Takes those starts from the list that rows of reports tell of, as most do; whether there is any. */
static bool join_pairs(struct lambda_list *list, struct numbers *numbers)
{
    struct lambda_before *starts = &list->before_starts, *reports = &list->before_reports;
    size_t lines = 0, n_starts = 0, s = 0, r = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct lambda_listed *line = &list->lines[i];
        bool is_start = lambda_list_is_start(line);
        if (is_start && i + 1 < list->n && is_pair(list, line, s, r, numbers)) {
            bool has_version = reports->versions[r].n > 0;
            list->lines[i + 1].said |= (uint8_t)(LAMBDA_HAS_START | (has_version ? LAMBDA_HAS_VERSION : 0));
            numbers->begun_s[r] = starts->times_s[s];
            reports->versions[r] = starts->versions[s++];
            reports->has_versions |= reports->versions[r].n > 0;
            continue;
        }
        if (is_start) {
            starts->times_s[n_starts] = starts->times_s[s];
            starts->streams[n_starts] = starts->streams[s];
            starts->versions[n_starts++] = starts->versions[s++];
        }
        r += !is_start;
        list->lines[lines++] = *line;
    }
    bool any = lines < list->n;
    list->n = lines;
    return any;
}

/* Their keys and ids and, of reports, the hashes of what they say. */
static enum status say(const struct lambda_list *list, struct lambda_requests *requests,
                       struct numbers *numbers, struct error *err)
{
    struct span ids[2][LAMBDA_LIST];
    size_t n[2] = {0};
    const struct lambda_record *own = NULL;
    uint64_t said = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < list->n; i++) {
        const struct lambda_listed *line = &list->lines[i];
        bool is_start = lambda_list_is_start(line);
        size_t k = n[is_start]++;
        ids[is_start][k] = line->id;
        if (!is_start) {
            const struct lambda_figures figures = {numbers->durations_s[k],
                                                   numbers->billed_ms[k],
                                                   numbers->memory_mb[k],
                                                   numbers->most_memory_mb[k],
                                                   numbers->inits_s[k],
                                                   NAN,
                                                   NAN};
            if (list->own[k] != own) {
                own = list->own[k];
                said = own == NULL ? 0 : lambda_requests_hash_texts(requests, own->status, own->error_type);
            }
            numbers->figures[k] = (double)lambda_requests_hash(requests, &figures, said);
        }
        status = lambda_requests_say(requests, lambda_requests_key(requests, line->id.bytes, line->id.n),
                                     line->said, err);
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
static enum status add_before(struct lambda_rows *rows, const struct lambda_before *before, struct error *err)
{
    enum status status = OK;
    if (before->has_streams) {
        status = lambda_rows_set_texts(rows, LAMBDA_ENVIRONMENT, before->streams, err);
    }
    if (status == OK && before->has_versions) {
        status = lambda_rows_set_texts(rows, LAMBDA_VERSION, before->versions, err);
    }
    return status == OK && before->has_times
               ? lambda_rows_set_numbers(rows, LAMBDA_END_S, before->times_s, err)
               : status;
}

/* The texts that reports have of their own. */
static enum status add_own(const struct lambda_list *list, struct lambda_rows *rows, struct error *err)
{
    static const struct {
        size_t column, offset;
    } columns[] = {{LAMBDA_STATUS, offsetof(struct lambda_record, status)},
                   {LAMBDA_ERROR, offsetof(struct lambda_record, error_type)},
                   {LAMBDA_PHASE, offsetof(struct lambda_record, phase)}};
    struct span texts[LAMBDA_LIST];
    enum status status = OK;
    for (size_t c = 0; status == OK && c < sizeof columns / sizeof *columns; c++) {
        bool any = false;
        for (size_t i = 0; i < list->n_reports; i++) {
            const struct lambda_record *own = list->own[i];
            texts[i] = i > 0 && own == list->own[i - 1]
                           ? texts[i - 1]
                           : text_span(own == NULL ? nothing : (const char *)own + columns[c].offset);
            any |= texts[i].n > 0;
        }
        status = any ? lambda_rows_set_texts(rows, columns[c].column, texts, err) : OK;
    }
    return status;
}

/* When requests started, as their START tells, or by when they were reported. */
static enum status set_starts(struct lambda_rows *rows, const struct lambda_before *before,
                              const struct numbers *numbers, struct error *err)
{
    double starts_s[LAMBDA_LIST];
    if (!before->has_times) {
        return OK;
    }
    for (size_t i = 0; i < rows->open; i++) {
        double before_s = isnan(numbers->inits_s[i]) ? 0 : numbers->inits_s[i];
        starts_s[i] = isnan(numbers->begun_s[i]) ? before->times_s[i] - (numbers->durations_s[i] + before_s)
                                                 : numbers->begun_s[i];
    }
    return lambda_rows_set_numbers(rows, LAMBDA_START_S, starts_s, err);
}

static bool has_versions(const struct lambda_before *before, size_t n)
{
    bool has = false;
    for (size_t i = 0; before->has_versions && i < n; i++) {
        const struct span *version = &before->versions[i];
        has |= version->n > 0 && !(version->n == 7 && memcmp(version->bytes, "$LATEST", 7) == 0);
    }
    return has;
}

static enum status add_reports(const struct lambda_list *list, struct lambda_requests *requests,
                               const struct numbers *numbers, struct error *err)
{
    struct lambda_rows *rows = &requests->reports;
    size_t n = list->n_reports;
    const struct {
        size_t column;
        const double *numbers;
    } measures[] = {{LAMBDA_DURATION_S, numbers->durations_s},
                    {LAMBDA_BILLED_MS, numbers->billed_ms},
                    {LAMBDA_MAX_MEMORY_MB, numbers->most_memory_mb},
                    {LAMBDA_FIGURES, numbers->figures}};
    enum status status = add_before(rows, &list->before_reports, err);
    for (size_t i = 0; status == OK && i < sizeof measures / sizeof *measures; i++) {
        status = lambda_rows_set_numbers(rows, measures[i].column, measures[i].numbers, err);
    }
    if (status == OK) {
        status = add_own(list, rows, err);
    }
    if (status == OK) {
        status = lambda_rows_set_texts(rows, LAMBDA_MEMORY_MB, list->memory, err);
    }
    if (status == OK) {
        status = lambda_rows_set_all(rows, LAMBDA_COLD, "false", err);
    }
    if (status == OK) {
        status = set_starts(rows, &list->before_reports, numbers, err);
    }
    return status == OK ? set_inits(rows, numbers, n, err) : status;
}

bool lambda_list_is_whole(struct span number)
{
    size_t digits = 0;
    while (digits < number.n && number.bytes[digits] >= '0' && number.bytes[digits] <= '9') {
        digits++;
    }
    return digits == number.n && digits < 10 && number.bytes[0] != '0';
}

void lambda_list_empty(struct lambda_list *list)
{
    list->n = list->n_reports = 0;
    list->before_reports.has_streams = list->before_reports.has_times = list->before_reports.has_versions =
        false;
    list->before_starts.has_streams = list->before_starts.has_times = list->before_starts.has_versions =
        false;
}

void lambda_list_set_before(struct lambda_before *before, size_t i, double time_s, struct span stream,
                            struct span version)
{
    before->times_s[i] = time_s;
    before->streams[i] = stream;
    before->versions[i] = version;
    before->has_times |= !isnan(time_s);
    before->has_streams |= stream.n > 0;
    before->has_versions |= version.n > 0;
}

enum status lambda_list_add(struct lambda_list *list, struct lambda_requests *requests, bool *added,
                            struct error *err)
{
    struct numbers numbers;
    *added = read_numbers(list, &numbers);
    if (!*added) {
        return OK;
    }
    if (requests->reports.keeps[LAMBDA_START_S]) {
        requests->has_pairs |= join_pairs(list, &numbers);
    }
    size_t reports = list->n_reports, starts = list->n - reports;
    enum status status = lambda_rows_open(&requests->reports, reports, err);
    if (status != OK || (status = lambda_rows_open(&requests->starts, starts, err)) != OK ||
        (status = say(list, requests, &numbers, err)) != OK ||
        (status = add_reports(list, requests, &numbers, err)) != OK ||
        (status = add_before(&requests->starts, &list->before_starts, err)) != OK) {
        return status;
    }
    lambda_rows_close(&requests->reports);
    lambda_rows_close(&requests->starts);
    requests->has_versions |=
        has_versions(&list->before_reports, reports) || has_versions(&list->before_starts, starts);
    lambda_list_empty(list);
    return OK;
}
