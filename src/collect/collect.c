#include "collect/collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "collect/clock.h"
#include "collect/dump.h"
#include "collect/functions.h"
#include "collect/headers.h"
#include "collect/load.h"
#include "collect/stop.h"

struct run {
    struct plan *plan;
    const struct collect_options *options;
    struct dump dump;
    struct sender *sender;
    struct functions functions;
    struct target *targets; /* one for each cell, kept until the sender is gone */
    struct collect_tally *tally;
    struct plan_cell *cell; /* that is being measured */
    size_t done;            /* rows of the plan */
    bool halt;
    char refusal[DETAIL_TEXT];
    double began_s, told_s, load_began_s;
};

/* ---- progress ---- */

/* The time that what is left takes: open loads by their schedule, others as long as requests took so far. */
static double estimate_left_s(const struct run *run, double now_s)
{
    size_t closed = 0;
    double left_s = 0;
    for (size_t c = 0; c < run->plan->n_cells; c++) {
        const struct plan_cell *cell = &run->plan->cells[c];
        size_t missing = plan_cell_missing(cell);
        if (missing > 0 && cell->starts_s != NULL) {
            left_s += cell->starts_s[cell->n - 1] - cell->starts_s[cell->n - missing];
        } else if (missing > 0 && cell->experiment.duration_s > 0) {
            double gone_s = cell == run->cell ? now_s - run->load_began_s : 0;
            left_s += fmax(0, cell->experiment.duration_s - cell->spent_s - gone_s);
        } else {
            closed += missing;
        }
    }
    double each_s = (now_s - run->began_s) / (double)run->tally->made;
    return closed == 0 ? left_s : run->tally->made == 0 ? NAN : left_s + each_s * (double)closed;
}

static void tick(void *context, double now_s)
{
    struct run *run = context;
    if (run->options->tell == NULL || now_s - run->told_s < 0.25) {
        return;
    }
    run->told_s = now_s;
    struct collect_state state = {.experiment = experiment_name(run->cell->experiment.kind),
                                  .model = run->plan->subjects[run->cell->subject].model,
                                  .memory_mb = run->cell->memory_mb,
                                  .done = run->done,
                                  .n = plan_requests(run->plan),
                                  .failed = run->tally->failed,
                                  .per_s = (double)run->tally->made / (now_s - run->began_s),
                                  .left_s = estimate_left_s(run, now_s)};
    run->options->tell(run->options->context, &state);
}

/* ---- rows ---- */

static void count(struct collect_tally *tally, const struct plan_cell *cell, const struct outcome *outcome)
{
    tally->made++;
    tally->not_cold += cell->experiment.kind == COLD && outcome->facts.start == START_WARM;
    if (outcome->cause == NULL) {
        return;
    }
    tally->failed++;
    size_t i = 0;
    while (i < tally->n_causes && strcmp(tally->causes[i].cause, outcome->cause) != 0) {
        i++;
    }
    if (i == tally->n_causes && i < MOST_CAUSES) {
        tally->causes[tally->n_causes++].cause = outcome->cause;
    }
    if (i < MOST_CAUSES) {
        tally->causes[i].n++;
    }
}

static enum status take(const struct outcome *outcome, void *context, struct error *err)
{
    struct run *run = context;
    struct outcome row = *outcome;
    if (isnan(row.facts.memory_mb)) {
        row.facts.memory_mb = functions_memory_mb(&run->functions, run->cell->subject);
    }
    row.region = functions_region(&run->functions, run->cell->subject);
    enum status status = dump_add(&run->dump, run->plan, run->cell, &row, err);
    if (status != OK) {
        return status;
    }
    plan_cell_set_done(run->cell, outcome->request);
    run->done++;
    count(run->tally, run->cell, outcome);
    if (outcome->refused_credentials && !run->halt) { /* the others would fare no better */
        run->halt = true;
        memcpy(run->refusal, outcome->detail, sizeof run->refusal);
    }
    return OK;
}

static enum status ignore(const struct outcome *outcome, void *context, struct error *err)
{
    (void)outcome;
    (void)context;
    (void)err;
    return OK;
}

/* ---- blocks ---- */

static enum status renew(void *context, struct error *err)
{
    struct run *run = context;
    return functions_renew(&run->functions, run->cell->subject, run->cell->memory_mb, err);
}

static enum status run_load(const struct load *load, struct error *err)
{
    return load->starts_s != NULL ? load_open(load, err) : load_closed(load, err);
}

static bool is_stopped(const struct run *run)
{
    return *stop_signal() != 0 || run->halt;
}

static enum status warm_up(const struct load *load, struct error *err)
{
    struct experiment sequence = *load->experiment;
    struct load warming = *load;
    sequence.users = 1;
    sequence.spawn_per_s = sequence.wait_low_s = sequence.wait_high_s = 0;
    warming.experiment = &sequence;
    warming.first = 0;
    warming.n = load->experiment->warm_up;
    warming.duration_s = INFINITY;
    warming.done = NULL;
    warming.starts_s = NULL;
    warming.take = ignore;
    return load_closed(&warming, err);
}

static bool is_missing(const struct plan_cell *cell, const struct plan_block *block)
{
    if (cell->experiment.duration_s > 0) {
        return !cell->ended;
    }
    for (size_t i = 0; i < block->n; i++) {
        if (!cell->done[block->first + i]) {
            return true;
        }
    }
    return false;
}

/* A load whose duration decides tells in the dump that it is over, as its rows don't. */
static enum status end_load(struct run *run, size_t cell, struct error *err)
{
    struct plan_cell *ended = &run->plan->cells[cell];
    if (ended->experiment.duration_s == 0 || is_stopped(run)) {
        return OK;
    }
    ended->ended = true;
    return dump_end_load(&run->dump, cell, err);
}

static enum status run_block(struct run *run, const struct plan_block *block, struct error *err)
{
    struct plan_cell *cell = &run->plan->cells[block->cell];
    double duration_s = cell->experiment.duration_s;
    struct load load = {.sender = run->sender,
                        .target = &run->targets[block->cell],
                        .experiment = &cell->experiment,
                        .first = block->first,
                        .n = block->n,
                        .duration_s = duration_s > 0 ? duration_s - cell->spent_s : INFINITY,
                        .done = cell->done,
                        .starts_s = cell->starts_s,
                        .seed = cell->seed + run->dump.part,
                        .stop = stop_signal(),
                        .halt = &run->halt,
                        .take = take,
                        .before = cell->experiment.kind == COLD ? renew : NULL,
                        .tick = tick,
                        .context = run};
    enum status status = OK;
    if (!is_missing(cell, block)) {
        return OK;
    }
    run->cell = cell;
    if (cell->memory_mb != 0 && cell->experiment.kind != COLD) {
        status = functions_resize(&run->functions, cell->subject, cell->memory_mb, err);
    }
    if (status == OK && cell->experiment.warm_up > 0 && !is_stopped(run)) {
        status = warm_up(&load, err);
    }
    if (status != OK || is_stopped(run)) {
        return status;
    }
    run->load_began_s = clock_s();
    status = run_load(&load, err);
    return status == OK ? end_load(run, block->cell, err) : status;
}

/* ---- the run ---- */

/* Once for all requests, which libcurl would else spend a tenth of their time on. */
static enum status parse_url(const char *url, CURLU **parsed, struct error *err)
{
    *parsed = curl_url();
    CURLUcode code = *parsed == NULL ? CURLUE_OUT_OF_MEMORY : curl_url_set(*parsed, CURLUPART_URL, url, 0);
    return code == CURLUE_OK ? OK
           : code == CURLUE_OUT_OF_MEMORY
               ? error_no_memory(err)
               : error_set(err, BAD_USAGE, "found the address '%.*s', %s", (int)strcspn(url, "?#"), url,
                           "expected one such as https://example.org/path");
}

static enum status set_targets(struct run *run, struct error *err)
{
    run->targets = calloc(run->plan->n_cells + 1, sizeof *run->targets);
    if (run->targets == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < run->plan->n_cells; i++) {
        const struct plan_cell *cell = &run->plan->cells[i];
        const struct subject *subject = &run->plan->subjects[cell->subject];
        run->targets[i] =
            (struct target){.url = subject->url,
                            .method = subject->method,
                            .payloads = &run->plan->payloads[cell->subject],
                            .seed = cell->seed,
                            .timeout_s = cell->experiment.timeout_s,
                            .signer = subject->sign == NULL ? NULL : &run->functions.signers[cell->subject],
                            .api = run->functions.apis[cell->subject]};
        if (subject->url != NULL) {
            status = parse_url(subject->url, &run->targets[i].parsed, err);
        }
    }
    return status;
}

static void release_targets(struct run *run)
{
    for (size_t i = 0; run->targets != NULL && i < run->plan->n_cells; i++) {
        curl_url_cleanup(run->targets[i].parsed);
    }
    free(run->targets);
}

static enum status run_blocks(struct run *run, struct error *err)
{
    enum status status = functions_remember(&run->functions, run->plan, err);
    run->began_s = clock_s();
    for (size_t i = 0; status == OK && i < run->plan->n_blocks && !is_stopped(run); i++) {
        status = run_block(run, &run->plan->blocks[i], err);
    }
    return status;
}

/* Words how a run ended that did not get to its end. */
static enum status say_end(const struct run *run, struct error *err)
{
    const char *advice = run->dump.file.regular ? "; the same command goes on with the others" : "";
    char n[32] = "";
    if (plan_missing(run->plan) == 0) {
        return OK;
    }
    if (plan_is_counted(run->plan)) {
        snprintf(n, sizeof n, " of %zu", plan_requests(run->plan));
    }
    if (*stop_signal() != 0) {
        return error_set(err, BAD_SERVICE, "interrupted after %zu%s requests%s", run->done, n, advice);
    }
    return run->halt ? error_set(err, BAD_SERVICE, "AWS refused the credentials%s%s after %zu%s requests%s",
                                 run->refusal[0] == '\0' ? "" : ", ", run->refusal, run->done, n, advice)
                     : OK;
}

/* Putting functions back comes first, and is tried whatever else failed. */
static enum status close_run(struct run *run, enum status status, struct error *err)
{
    struct error why = {{0}}, end = {{0}};
    enum status restored = functions_restore(&run->functions, &why);
    enum status ended = say_end(run, &end);
    if (ended != OK && (status == OK || *stop_signal() != 0)) { /* an interrupted wait is no failure */
        *err = end;
        status = ended;
    }
    if (restored != OK) { /* what costs the user money is said first */
        struct error both = {{0}};
        status = error_set(&both, restored, "%.300s%s%.180s", why.text, status == OK ? "" : "; ", err->text);
        *err = both;
    }
    struct error lost = {{0}};
    enum status closed = dump_close(&run->dump, &lost);
    return status == OK && closed != OK ? error_set(err, closed, "%s", lost.text) : status;
}

static enum status carry_out(struct run *run, const struct target_options *sending, struct error *err)
{
    enum status status = dump_open(&run->dump, run->options->output, run->options->csv_safe, run->plan, err);
    if (status != OK) {
        return status;
    }
    run->done = plan_requests(run->plan) - plan_missing(run->plan);
    run->tally->found = run->done;
    status = sender_new(sending, &run->sender, err);
    if (status == OK) { /* also when all rows are there: a run that was killed then has put nothing back */
        status = run_blocks(run, err);
    }
    status = close_run(run, status, err);
    sender_free(run->sender);
    return status;
}

enum status collect_run(struct plan *plan, const struct collect_options *options, struct collect_tally *tally,
                        int *signal, struct error *err)
{
    struct run run = {.plan = plan, .options = options, .tally = tally};
    struct target_options sending = {.ca_file = options->ca_file,
                                     .http2 = plan->http2,
                                     .connections = plan->connections,
                                     .any_body = plan->any_body};
    struct curl_slist *headers = NULL;
    *tally = (struct collect_tally){0};
    *signal = 0;
    if (plan->http2 && (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) == 0) {
        return error_set(err, BAD_USAGE, "found libcurl %s, expected one with HTTP/2",
                         curl_version_info(CURLVERSION_NOW)->version);
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return error_set(err, BAD_SERVICE, "cannot start libcurl");
    }
    stop_watch();
    enum status status = headers_read(options->headers_file, &headers, err);
    sending.headers = headers;
    if (status == OK) {
        status = functions_open(&run.functions, plan, err);
    }
    if (status == OK) {
        status = set_targets(&run, err);
    }
    if (status == OK) {
        status = carry_out(&run, &sending, err);
    }
    *signal = plan_missing(plan) > 0 ? *stop_signal() : 0;
    stop_unwatch();
    functions_release(&run.functions);
    curl_slist_free_all(headers);
    release_targets(&run);
    curl_global_cleanup();
    return status;
}
