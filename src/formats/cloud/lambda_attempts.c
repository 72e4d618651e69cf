#include "formats/cloud/lambda_attempts.h"

#include <stdlib.h>

#include "base/array.h"

enum {
    MOST_ATTEMPTS = 3,  /* that Lambda makes of one request: an id with more reports is not one request's */
    LOOKED_BACK_AT = 16 /* attempts that are looked at for one of the same stream */
};

struct attempt {
    double start_s, failed_s;
    struct lambda_detail *report, *failure;  /* NULL: none; of failures the first */
    uint32_t stream, version, status, error; /* the latter two of the failures */
    bool is_started, is_sure, is_given;
    bool is_repeated; /* its lines are there more than once */
};

/* The attempts of the requests with one id. */
struct attempts {
    struct lambda_events *all;
    struct attempt *of;
    size_t n, capacity;
    bool may_repeat;                            /* a report with the same figures is the same one */
    size_t reported[MOST_ATTEMPTS], n_reported; /* those with a report, where one may repeat */
    size_t repeated, unused;
};

static struct attempt *find_last(const struct attempts *attempts, uint32_t stream)
{
    for (size_t i = attempts->n; i-- > 0 && attempts->n - i <= LOOKED_BACK_AT;) {
        struct attempt *attempt = &attempts->of[i];
        if (attempt->stream == stream || attempt->stream == 0 || stream == 0) {
            return attempt;
        }
    }
    return NULL;
}

static enum status open_attempt(struct attempts *attempts, const struct lambda_event *event,
                                struct attempt **attempt, struct error *err)
{
    struct attempt *grown = array_reserve(attempts->of, &attempts->capacity, attempts->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    attempts->of = grown;
    *attempt = &grown[attempts->n++];
    **attempt = (struct attempt){.start_s = NAN, .failed_s = NAN, .stream = event->stream};
    return OK;
}

/* ---- the lines of one id ---- */

/* Whether the attempt that starts at that time is the last, which failed in its initialisation. */
static bool failed_before(const struct attempt *last, double time_s)
{
    if (last == NULL || last->is_started || last->report != NULL) {
        return false;
    }
    double since_s = time_s - last->failed_s;
    return isnan(since_s) ? last->is_given : since_s <= LAMBDA_NEAR_S;
}

static enum status take_start(struct attempts *attempts, const struct lambda_event *event, struct error *err)
{
    struct attempt *last = find_last(attempts, event->stream);
    if (last != NULL && last->is_started && last->start_s == event->time_s) {
        return OK; /* the line is there twice */
    }
    enum status status = failed_before(last, event->time_s) ? OK : open_attempt(attempts, event, &last, err);
    if (status == OK) {
        last->is_started = true;
        last->start_s = event->time_s;
        last->version = event->version;
    }
    return status;
}

/* A report of the attempt that is the last: unless that ended long before this began. */
static bool is_of(const struct attempt *last, const struct lambda_detail *report, double time_s)
{
    return last != NULL && last->report == NULL &&
           !(last->failed_s + LAMBDA_NEAR_S < time_s - report->duration_s);
}

/* The attempt whose report says the same. */
static struct attempt *find_same(const struct attempts *attempts, const struct lambda_detail *report)
{
    for (size_t i = 0; i < attempts->n_reported; i++) {
        struct attempt *attempt = &attempts->of[attempts->reported[i]];
        if (attempt->report->figures == report->figures) {
            return attempt;
        }
    }
    return NULL;
}

/* What was said of a report that is there again goes to the first of it. */
static void join_same(struct attempts *attempts, struct attempt *same)
{
    struct attempt *last = same + (&attempts->of[attempts->n - 1] - same);
    same->is_repeated = true;
    attempts->repeated++;
    if (last != same && last->report == NULL) {
        if (same->status == 0) {
            same->status = last->status;
            same->error = last->error;
        }
        if (!same->is_started && last->is_started) {
            same->is_started = true;
            same->start_s = last->start_s;
        }
        attempts->n--;
    }
}

static enum status add_report(struct attempts *attempts, const struct lambda_event *event, struct error *err)
{
    struct lambda_detail *report = &attempts->all->details[event->detail];
    struct attempt *same = find_same(attempts, report), *last = find_last(attempts, event->stream);
    if (same != NULL) {
        join_same(attempts, same);
        return OK;
    }
    enum status status = is_of(last, report, event->time_s) ? OK : open_attempt(attempts, event, &last, err);
    if (status == OK) {
        last->report = report;
        if (attempts->may_repeat) {
            attempts->reported[attempts->n_reported++] = (size_t)(last - attempts->of);
        }
        last->stream = last->stream == 0 ? event->stream : last->stream;
    }
    return status;
}

/* Whether the line is of an attempt that comes after the last one. */
static bool is_of_next(const struct attempt *last, const struct lambda_event *event,
                       const struct lambda_detail *failure)
{
    if (last == NULL) {
        return true;
    }
    if (last->is_repeated) {
        return false;
    }
    double end_s = last->report == NULL ? last->failed_s : last->report->end_s;
    bool is_told_again = last->report != NULL && last->status == failure->status &&
                         last->error == failure->error && !(last->failed_s == event->time_s);
    return event->time_s - end_s > LAMBDA_NEAR_S || is_told_again;
}

static enum status take_failure(struct attempts *attempts, const struct lambda_event *event,
                                struct error *err)
{
    struct lambda_detail *failure = &attempts->all->details[event->detail];
    struct attempt *last = find_last(attempts, event->stream);
    enum status status = is_of_next(last, event, failure) ? open_attempt(attempts, event, &last, err) : OK;
    if (status != OK) {
        return status;
    }
    last->failure = last->failure == NULL ? failure : last->failure;
    last->failed_s = event->time_s;
    last->is_sure |= event->is_sure;
    last->is_given |= event->is_given;
    if (last->status == 0 || lambda_event_is_timeout(attempts->all, failure->status)) {
        last->status = failure->status;
        last->failure = failure;
    }
    last->error = last->error == 0 ? failure->error : last->error;
    return OK;
}

/* ---- their rows ---- */

static void settle_row(struct lambda_detail *row, const struct attempt *attempt)
{
    row->is_kept = true;
    row->start_s = attempt->start_s;
    row->version = attempt->version == 0 ? row->version : attempt->version;
    row->error = row->error == 0 ? attempt->error : row->error;
}

static void settle_attempt(struct attempts *attempts, const struct attempt *attempt)
{
    struct lambda_events *all = attempts->all;
    struct lambda_detail *report = attempt->report, *failure = attempt->failure;
    if (report != NULL) {
        settle_row(report, attempt);
        if (report->status == 0 || lambda_event_is_timeout(all, attempt->status)) {
            report->status = attempt->status;
        }
        report->was_started = attempt->is_started;
    } else if (failure != NULL && (attempt->is_started || attempt->is_sure)) {
        settle_row(failure, attempt);
        failure->stream = attempt->stream;
    } else if (failure != NULL) {
        attempts->unused++; /* the function's own words */
    }
}

static int compare_hashes(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Whether an id's reports are of one request: then those that say the same are the same. */
static enum status may_repeat(const struct lambda_events *all, const struct lambda_event *events, size_t n,
                              bool *may, struct error *err)
{
    uint64_t *figures = calloc(n, sizeof *figures);
    size_t reports = 0, different = 0;
    if (figures == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        if (events[i].said == LAMBDA_REPORT) {
            figures[reports++] = all->details[events[i].detail].figures;
        }
    }
    qsort(figures, reports, sizeof *figures, compare_hashes);
    for (size_t i = 0; i < reports; i++) {
        different += i == 0 || figures[i] != figures[i - 1];
    }
    free(figures);
    *may = different <= MOST_ATTEMPTS;
    return OK;
}

static enum status settle_id(struct attempts *attempts, const struct lambda_event *events, size_t n,
                             struct error *err)
{
    static enum status (*const takes[])(struct attempts *, const struct lambda_event *, struct error *) = {
        [LAMBDA_START] = take_start, [LAMBDA_FAILURE] = take_failure, [LAMBDA_REPORT] = add_report};
    enum status status = may_repeat(attempts->all, events, n, &attempts->may_repeat, err);
    attempts->n = attempts->n_reported = 0;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = events[i].said == LAMBDA_INIT ? OK : takes[events[i].said](attempts, &events[i], err);
    }
    for (size_t i = 0; status == OK && i < attempts->n; i++) {
        settle_attempt(attempts, &attempts->of[i]);
    }
    return status;
}

enum status lambda_attempts_settle(struct lambda_events *all, size_t *repeated, size_t *unused,
                                   struct error *err)
{
    struct attempts attempts = {.all = all};
    const struct lambda_event *events = all->events;
    enum status status = OK;
    lambda_events_sort_by_key(all);
    for (size_t start = 0, end; status == OK && start < all->n; start = end) {
        end = start + 1; /* what has no id is by itself */
        while (events[start].key != 0 && end < all->n && events[end].key == events[start].key) {
            end++;
        }
        status = settle_id(&attempts, events + start, end - start, err);
    }
    *repeated = attempts.repeated;
    *unused = attempts.unused;
    free(attempts.of);
    return status;
}
