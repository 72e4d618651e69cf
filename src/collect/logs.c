#include "collect/logs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "collect/clock.h"
#include "collect/event_ids.h"
#include "collect/stop.h"

/* A slice of time is as long as one of some thousands of events: a run that has to begin one again, because
 * its token is too old, repeats no more; and Insights tells no more. */
enum {
    FIRST_SLICE_MS = 3600 * 1000,
    FEW_FOUND = 2500,
    MANY_READ = 50000,
    SHORTEST_SLICE_MS = 60 * 1000, /* but for Insights, which has to get below its limit */
    MOST_BEGUN = 3                 /* how often a slice is begun before its failure is one */
};
static const double TELL_S = 0.25;

struct run {
    struct logs_wish *wish;
    const struct logs_options *options;
    struct logs_tally *tally;
    struct logs_caller caller;
    struct logs_dump dump;
    struct logs_position at;
    struct log_events *events;
    struct event_ids ids;
    size_t read_of_slice;
    unsigned begun; /* times that the slice was */
    double began_s, told_s, began_at;
};

/* ---- progress ---- */

static double share_before(const struct run *run, double time_ms)
{
    const struct logs_slice *range = &run->wish->range;
    double all_ms = (double)(range->to_ms - range->from_ms);
    return all_ms <= 0 ? 1 : fmin(1, fmax(0, (time_ms - (double)range->from_ms) / all_ms));
}

static void tell(struct run *run, double read_ms)
{
    double now_s = clock_s(), gone_s = now_s - run->began_s;
    if (run->options->tell == NULL || now_s - run->told_s < TELL_S) {
        return;
    }
    run->told_s = now_s;
    double done = share_before(run, read_ms), read = done - run->began_at;
    struct logs_state state = {.group = run->wish->group,
                               .done = done,
                               .events = run->at.events,
                               .per_s = (double)run->tally->read / gone_s,
                               .left_s = read > 0 ? gone_s / read * (1 - done) : NAN};
    run->options->tell(run->options->context, &state);
}

/* ---- events ---- */

static enum status take(struct run *run, const struct logs_found *found, bool *used, struct error *err)
{
    *used = false;
    if (found->id != NULL && event_ids_has(&run->ids, found->id)) {
        return OK; /* it came before, on this page or another */
    }
    enum status status = log_events_take(run->events, &found->event, used, err);
    return status == OK && *used && found->id != NULL ? event_ids_add(&run->ids, found->id, err) : status;
}

/* One that the dump holds. */
static enum status take_kept(const struct logs_found *found, void *context, struct error *err)
{
    bool used;
    return take(context, found, &used, err);
}

static enum status take_page(struct run *run, const struct logs_page *page, struct error *err)
{
    enum status status = OK;
    double latest_ms = (double)run->at.slice.from_ms;
    for (size_t i = 0; status == OK && i < page->n; i++) {
        bool used;
        status = take(run, &page->found[i], &used, err);
        latest_ms = fmax(latest_ms, page->found[i].event.time_ms);
        if (status == OK && used) {
            status = logs_dump_add(&run->dump, &page->found[i], err);
        }
    }
    run->read_of_slice += page->n;
    run->at.events += page->n;
    run->tally->read += page->n;
    tell(run, latest_ms);
    return status;
}

/* ---- slices ---- */

/* The slice that begins at that time; it has to end within the range. */
static void set_slice(struct run *run, long long from_ms, long long length_ms)
{
    long long to_ms = run->wish->range.to_ms;
    run->at.slice.from_ms = from_ms;
    run->at.slice.to_ms = length_ms < to_ms - from_ms ? from_ms + length_ms : to_ms;
    run->read_of_slice = 0;
    run->begun = 1;
}

static void go_on(struct run *run)
{
    struct logs_slice slice = run->at.slice;
    long long length_ms = slice.to_ms - slice.from_ms;
    size_t n = run->read_of_slice;
    if (n < FEW_FOUND) {
        length_ms *= 2;
    } else if (n > MANY_READ && length_ms / 2 >= SHORTEST_SLICE_MS) {
        length_ms /= 2;
    }
    set_slice(run, slice.to_ms, length_ms);
}

static enum status set_token(struct run *run, const char *token, struct error *err)
{
    free(run->at.token);
    run->at.token = NULL;
    if (token == NULL) {
        return OK;
    }
    run->at.token = text_copy(token, strlen(token), err);
    return run->at.token == NULL ? BAD_SERVICE : OK;
}

/* A page that is not there any more, because its token is too old, or its stream was deleted: the slice is
 * begun again, and what was taken of it is known by its ids. */
static bool may_begin_again(const struct run *run)
{
    const char *type = run->caller.type;
    return run->at.token != NULL && run->begun < MOST_BEGUN &&
           (strcmp(type, "InvalidParameterException") == 0 || strcmp(type, "ResourceNotFoundException") == 0);
}

static enum status filter(struct run *run, struct error *err)
{
    struct logs_page page;
    struct error why = {{0}};
    enum status status = logs_filter(&run->caller, &run->at.slice, run->at.token, &page, &why);
    if (status != OK && may_begin_again(run)) {
        run->begun++;
        return set_token(run, NULL, err);
    }
    if (status != OK) {
        return error_set(err, status, "%s", why.text);
    }
    status = take_page(run, &page, err);
    if (status == OK) {
        status = set_token(run, page.token, err);
    }
    if (status == OK && page.token == NULL) {
        go_on(run);
    }
    logs_page_release(&page);
    return status == OK ? logs_dump_end_page(&run->dump, &run->at, err) : status;
}

/* Half of a slice that has too many events for a query; or up to the last of those that it told, if these are
 * the first, as was asked for. */
static long long shorter_ms(const struct logs_slice *slice, const struct logs_page *page)
{
    long long half_ms = (slice->to_ms - slice->from_ms) / 2;
    double latest_ms = 0;
    for (size_t i = 0; i < page->n; i++) {
        latest_ms = fmax(latest_ms, page->found[i].event.time_ms);
    }
    double told_ms = latest_ms - (double)slice->from_ms;
    return told_ms >= 1 && told_ms < (double)half_ms ? (long long)told_ms : half_ms;
}

static enum status query(struct run *run, struct error *err)
{
    struct logs_page page;
    struct logs_slice slice = run->at.slice;
    enum status status = logs_query(&run->caller, &slice, &page, err);
    if (status != OK) {
        return status;
    }
    if (page.n < LOGS_MOST_FOUND) {
        status = take_page(run, &page, err);
        go_on(run);
    } else if (slice.to_ms - slice.from_ms > 1) {
        set_slice(run, slice.from_ms, shorter_ms(&slice, &page));
    } else {
        status =
            error_set(err, BAD_SERVICE,
                      "log group '%.100s': found %d lines in one millisecond, of which Logs Insights tells "
                      "no more; leave out --insights",
                      run->wish->group, LOGS_MOST_FOUND);
    }
    bool is_taken = page.n < LOGS_MOST_FOUND;
    logs_page_release(&page);
    return status == OK && is_taken ? logs_dump_end_page(&run->dump, &run->at, err) : status;
}

/* ---- the run ---- */

static enum status read_all(struct run *run, struct error *err)
{
    enum status status = OK;
    const struct logs_slice *slice = &run->at.slice, *range = &run->wish->range;
    if (slice->to_ms <= slice->from_ms) { /* none, unless it is the end */
        set_slice(run, slice->from_ms > range->from_ms ? slice->from_ms : range->from_ms, FIRST_SLICE_MS);
    }
    run->began_s = clock_s();
    run->began_at = share_before(run, (double)slice->from_ms);
    while (status == OK && slice->from_ms < range->to_ms) {
        if (*stop_signal() != 0) {
            return error_set(err, BAD_SERVICE, "log group '%.100s': stopped", run->wish->group);
        }
        status = run->wish->insights ? query(run, err) : filter(run, err);
    }
    return status;
}

static enum status write_rows(struct run *run, struct import_log *log, struct error *err)
{
    struct table table = {0};
    enum status status = log_events_finish(run->events, &table, log, err);
    if (status == OK) {
        status = logs_dump_finish(&run->dump, &table, run->at.events, err);
    }
    run->tally->requests = table.rows;
    if (status == OK && table.rows == 0) {
        status = error_set(err, BAD_DATA,
                           "log group '%.100s': found no request among %zu events, expected at least one",
                           run->wish->group, run->at.events);
    }
    table_release(&table);
    return status;
}

static enum status carry_out(struct run *run, struct import_log *log, struct error *err)
{
    const struct logs_taker taker = {take_kept, run};
    enum status status = log_events_new(&run->events, run->wish->function, err);
    if (status == OK) {
        status = logs_dump_open(&run->dump, run->options->output, run->wish, &run->at, &taker, err);
    }
    run->tally->found = run->at.events;
    run->tally->was_complete = run->dump.is_complete;
    run->tally->is_kept = run->dump.file.regular;
    if (status != OK || run->dump.is_complete) {
        run->tally->requests = run->dump.rows;
        return status;
    }
    status = read_all(run, err);
    return status == OK ? write_rows(run, log, err) : status;
}

enum status logs_run(struct logs_wish *wish, const struct logs_options *options, struct logs_tally *tally,
                     struct import_log *log, int *signal, struct error *err)
{
    struct run run = {.wish = wish,
                      .options = options,
                      .tally = tally,
                      .dump = {.file = APPEND_FILE_NONE, .csv_safe = options->csv_safe}};
    struct error lost = {{0}};
    *tally = (struct logs_tally){0};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return error_set(err, BAD_SERVICE, "cannot start libcurl");
    }
    stop_watch();
    enum status status = logs_caller_init(&run.caller, wish->group, options->region, err);
    if (status == OK) {
        run.caller.calls.ca_file = options->ca_file;
        run.caller.calls.stop = stop_signal();
        wish->service = run.caller.calls.aws.provider;
        status = carry_out(&run, log, err);
    }
    enum status closed = logs_dump_close(&run.dump, &lost);
    if (status == OK && closed != OK) {
        status = error_set(err, closed, "%s", lost.text);
    }
    *signal = status == OK ? 0 : *stop_signal();
    wish->service = NULL; /* which is the caller's */
    tally->busy = run.caller.busy;
    stop_unwatch();
    free(run.at.token);
    log_events_free(run.events);
    event_ids_release(&run.ids);
    logs_caller_release(&run.caller);
    curl_global_cleanup();
    return status;
}
