#include "collect/plan.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

enum { LEAST_MEMORY_MB = 128, MOST_MEMORY_MB = 10240, MOST_ROUNDS = 10000, MOST_CONNECTIONS = 100000 };

/* ---- subjects ---- */

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static enum status check_subject(const struct plan *plan, const struct subject *subject, struct error *err)
{
    for (size_t i = 0; i < plan->n_subjects; i++) {
        const struct subject *other = &plan->subjects[i];
        bool same_model = strcmp(other->model, subject->model) == 0;
        /* Each would change what the other measures. */
        bool same_function = other->function != NULL && is_same(other->function, subject->function) &&
                             is_same(other->region, subject->region) &&
                             is_same(other->qualifier, subject->qualifier);
        if (same_model || same_function) {
            return error_set(err, BAD_USAGE, "found the %s '%.40s' twice, expected different names",
                             same_model ? "model" : "function",
                             same_model ? subject->model : subject->function);
        }
    }
    return subject_check(subject, err);
}

static enum status read_payloads(const struct subject *subject, struct payloads *payloads, struct error *err)
{
    return subject->payload != NULL        ? payloads_add_text(payloads, subject->payload, err)
           : subject->payload_file != NULL ? payloads_add_file(payloads, subject->payload_file, err)
           : subject->payload_dir != NULL  ? payloads_add_directory(payloads, subject->payload_dir, err)
                                           : OK;
}

enum status plan_add_subject(struct plan *plan, const struct subject *subject, struct error *err)
{
    struct subject copy = {0};
    struct payloads payloads = {0};
    enum status status = check_subject(plan, subject, err);
    if (status != OK) {
        return status;
    }
    struct subject *grown =
        array_reserve(plan->subjects, &plan->subjects_capacity, plan->n_subjects + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    plan->subjects = grown;
    struct payloads *more =
        array_reserve(plan->payloads, &plan->payloads_capacity, plan->n_subjects + 1, sizeof *more);
    if (more == NULL) {
        return error_no_memory(err);
    }
    plan->payloads = more;
    status = read_payloads(subject, &payloads, err);
    if (status == OK) {
        status = subject_copy(subject, &copy, err);
    }
    grown[plan->n_subjects] = copy;
    more[plan->n_subjects] = payloads;
    plan->n_subjects++;
    return status;
}

/* ---- cells ---- */

static enum status check_cell(const struct plan *plan, const struct plan_cell *cell, struct error *err)
{
    const struct subject *subject = &plan->subjects[cell->subject];
    const char *name = experiment_name(cell->experiment.kind);
    if (cell->memory_mb != 0 && (cell->memory_mb < LEAST_MEMORY_MB || cell->memory_mb > MOST_MEMORY_MB)) {
        return error_set(err, BAD_USAGE, "found a memory size of %u MB, expected %d to %d", cell->memory_mb,
                         LEAST_MEMORY_MB, MOST_MEMORY_MB);
    }
    if (plan_cell_changes_function(cell) && subject->function == NULL) {
        return error_set(err, BAD_USAGE, "found no function for '%.40s', expected one: %s", subject->model,
                         cell->memory_mb != 0 ? "its memory size is set" : "its environments are made new");
    }
    if (plan_cell_changes_function(cell) && subject->qualifier != NULL) {
        return error_set(err, BAD_USAGE, "found the qualifier '%.40s', expected none: %s", subject->qualifier,
                         "memory sizes and cold starts are of $LATEST");
    }
    if (cell->experiment.kind == COLD && subject_invocation(subject) == INVOCATION_EVENT) {
        return error_set(err, BAD_USAGE, "found the invocation 'event', expected an answer to a cold start");
    }
    for (size_t i = 0; i < plan->n_cells; i++) {
        const struct plan_cell *other = &plan->cells[i];
        if (other->subject == cell->subject && other->experiment.kind == cell->experiment.kind &&
            (other->memory_mb == cell->memory_mb || other->memory_mb == 0 || cell->memory_mb == 0)) {
            return error_set(err, BAD_USAGE, "found %s of '%.40s' twice at one memory size, expected once",
                             name, subject->model);
        }
    }
    return OK;
}

static enum status add_cell(struct plan *plan, struct plan_cell cell, struct error *err)
{
    enum status status = check_cell(plan, &cell, err);
    if (status != OK) {
        return status;
    }
    struct plan_cell *grown =
        array_reserve(plan->cells, &plan->cells_capacity, plan->n_cells + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    plan->cells = grown;
    cell.seed = plan->seed + plan->n_cells * 2654435761U; /* Knuth's multiplier: far apart in 32 bits */
    cell.n = cell.experiment.requests;
    if (cell.experiment.schedule.n > 0) {
        status = schedule_starts(&cell.experiment.schedule, cell.seed, &cell.starts_s, &cell.n, err);
    }
    if (cell.experiment.duration_s > 0) {
        cell.n = MOST_REQUESTS;
    }
    if (status == OK) { /* pages that nobody writes to take no memory */
        cell.done = calloc(cell.n, 1);
        status = cell.done == NULL ? error_no_memory(err) : OK;
    }
    grown[plan->n_cells++] = cell;
    return status;
}

static bool is_chosen(const struct cell_choice *choice, const char *model)
{
    bool chosen = choice->n_models == 0;
    for (size_t i = 0; i < choice->n_models; i++) {
        chosen |= strcmp(choice->models[i], model) == 0;
    }
    return chosen;
}

enum status plan_add_experiment(struct plan *plan, const struct experiment *experiment,
                                const struct cell_choice *choice, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < choice->n_models; i++) {
        bool known = false;
        for (size_t s = 0; s < plan->n_subjects; s++) {
            known |= strcmp(plan->subjects[s].model, choice->models[i]) == 0;
        }
        if (!known) {
            status = error_set(err, BAD_USAGE, "found the model '%.40s', expected one of the plan's",
                               choice->models[i]);
        }
    }
    for (size_t s = 0; s < plan->n_subjects; s++) {
        bool chosen = is_chosen(choice, plan->subjects[s].model);
        for (size_t m = 0; status == OK && chosen && (m == 0 || m < choice->n_sizes); m++) {
            struct plan_cell cell = {.subject = s,
                                     .experiment = *experiment,
                                     .memory_mb = choice->n_sizes == 0 ? 0 : choice->sizes_mb[m]};
            status = add_cell(plan, cell, err);
        }
    }
    return status;
}

bool plan_cell_changes_function(const struct plan_cell *cell)
{
    return cell->memory_mb != 0 || cell->experiment.kind == COLD;
}

/* ---- order ---- */

static enum status add_block(struct plan *plan, size_t cell, size_t first, size_t end, struct error *err)
{
    struct plan_block *grown =
        array_reserve(plan->blocks, &plan->blocks_capacity, plan->n_blocks + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    plan->blocks = grown;
    if (end > first) {
        grown[plan->n_blocks++] = (struct plan_block){cell, first, end - first};
    }
    return OK;
}

static enum status add_round(struct plan *plan, size_t round, const size_t *round_of, struct error *err)
{
    enum status status = OK;
    for (size_t c = 0; status == OK && c < plan->n_cells; c++) {
        size_t n = plan->cells[c].n;
        if (plan->cells[c].experiment.kind != LOAD) {
            status = add_block(plan, c, n * round / plan->rounds, n * (round + 1) / plan->rounds, err);
        } else if (round_of[c] == round) {
            status = add_block(plan, c, 0, n, err);
        }
    }
    return status;
}

/* Which round each load goes into: as many into one as into another, give or take one. */
static void deal_loads(const struct plan *plan, gsl_rng *rng, size_t *round_of)
{
    for (size_t c = 0; c < plan->n_cells; c++) {
        round_of[c] = c % plan->rounds;
    }
    gsl_ran_shuffle(rng, round_of, plan->n_cells, sizeof *round_of);
}

static enum status order_blocks(struct plan *plan, struct error *err)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t *round_of = calloc(plan->n_cells + 1, sizeof *round_of);
    enum status status = rng == NULL || round_of == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        gsl_rng_set(rng, plan->seed);
        deal_loads(plan, rng, round_of);
    }
    for (size_t round = 0; status == OK && round < plan->rounds; round++) {
        size_t before = plan->n_blocks;
        status = add_round(plan, round, round_of, err);
        if (status == OK && plan->n_blocks > before) {
            gsl_ran_shuffle(rng, plan->blocks + before, plan->n_blocks - before, sizeof *plan->blocks);
        }
    }
    free(round_of);
    gsl_rng_free(rng);
    return status;
}

/* ---- what tells one plan from another ---- */

static enum status print_cell(const struct plan_cell *cell, struct text *text, struct error *err)
{
    const struct experiment *e = &cell->experiment;
    enum status status =
        text_print(text, err, "%zu %s %u %zu %zu %zu %.17g %.17g %.17g %.17g %d", cell->subject,
                   experiment_name(e->kind), cell->memory_mb, cell->n, e->warm_up, e->users, e->spawn_per_s,
                   e->wait_low_s, e->wait_high_s, e->timeout_s, e->schedule.poisson);
    if (status == OK && e->duration_s > 0) {
        status = text_print(text, err, " %.17g s", e->duration_s);
    }
    for (size_t i = 0; status == OK && i < e->schedule.n; i++) {
        const struct stage *stage = &e->schedule.stages[i];
        status = text_print(text, err, " %.17g..%.17gx%.17g", stage->from_per_s, stage->to_per_s,
                            stage->duration_s);
    }
    return status == OK ? text_append(text, "\n", 1, err) : status;
}

/* Lengths keep neighbours apart. */
static enum status print_part(const char *bytes, size_t n, struct text *text, struct error *err)
{
    enum status status = bytes == NULL ? text_append(text, "-", 1, err) : text_print(text, err, "%zu ", n);
    if (status == OK && bytes != NULL) {
        status = text_append(text, bytes, n, err);
    }
    return status == OK ? text_append(text, "\n", 1, err) : status;
}

static enum status print_subject(const struct subject *subject, const struct payloads *payloads,
                                 struct text *text, struct error *err)
{
    const char *parts[] = {subject->model, subject->function, subject->url};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof parts / sizeof *parts; i++) {
        status = print_part(parts[i], parts[i] == NULL ? 0 : strlen(parts[i]), text, err);
    }
    if (status == OK && payloads->n == 0) {
        status = print_part(NULL, 0, text, err);
    }
    for (size_t i = 0; status == OK && i < payloads->n; i++) {
        status = print_part(payloads->items[i].bytes, payloads->items[i].n, text, err);
    }
    const char *later[][2] = {{"method", subject->method},
                              {"region", subject->region},
                              {"qualifier", subject->qualifier},
                              {"invocation", subject->invocation},
                              {"sign", subject->sign}};
    for (size_t i = 0; status == OK && i < sizeof later / sizeof *later; i++) {
        if (later[i][1] != NULL) {
            status = text_print(text, err, "%s %s\n", later[i][0], later[i][1]);
        }
    }
    return status;
}

/* A plan without what came later keeps the digest that it always had. */
static enum status digest(struct plan *plan, struct error *err)
{
    struct text text = {0};
    enum status status =
        text_print(&text, err, "%llu %zu %d\n", (unsigned long long)plan->seed, plan->rounds, plan->any_body);
    if (status == OK && (plan->http2 || plan->connections > 0)) {
        status =
            text_print(&text, err, "connections %zu%s\n", plan->connections, plan->http2 ? " of HTTP/2" : "");
    }
    for (size_t i = 0; status == OK && i < plan->n_subjects; i++) {
        status = print_subject(&plan->subjects[i], &plan->payloads[i], &text, err);
    }
    for (size_t i = 0; status == OK && i < plan->n_cells; i++) {
        status = print_cell(&plan->cells[i], &text, err);
    }
    if (status == OK) {
        digest_write(text.bytes, text.n, plan->sha256);
    }
    text_release(&text);
    return status;
}

/* libcurl 7.88 loses requests of HTTP/2 that nobody has agreed on. */
static enum status check_http2(const struct plan *plan, struct error *err)
{
    for (size_t i = 0; plan->http2 && i < plan->n_subjects; i++) {
        const char *url = plan->subjects[i].url;
        if (url != NULL && strncmp(url, "https://", 8) != 0) {
            return error_set(err, BAD_USAGE, "found HTTP/2 with the address '%.60s', expected https://", url);
        }
    }
    return OK;
}

enum status plan_finish(struct plan *plan, struct error *err)
{
    if (plan->connections > MOST_CONNECTIONS) {
        return error_set(err, BAD_USAGE, "found %zu connections, expected 1 to %d", plan->connections,
                         MOST_CONNECTIONS);
    }
    if (plan->rounds < 1 || plan->rounds > MOST_ROUNDS) {
        return error_set(err, BAD_USAGE, "found %zu rounds, expected 1 to %d", plan->rounds, MOST_ROUNDS);
    }
    enum status status = check_http2(plan, err);
    if (status == OK) {
        status = order_blocks(plan, err);
    }
    return status == OK ? digest(plan, err) : status;
}

void plan_cell_set_done(struct plan_cell *cell, size_t request)
{
    cell->n_done += !cell->done[request];
    cell->done[request] = 1;
}

size_t plan_cell_missing(const struct plan_cell *cell)
{
    return cell->experiment.duration_s > 0 ? !cell->ended : cell->n - cell->n_done;
}

size_t plan_requests(const struct plan *plan)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n_cells; i++) {
        n += plan->cells[i].n_done + plan_cell_missing(&plan->cells[i]);
    }
    return n;
}

size_t plan_missing(const struct plan *plan)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n_cells; i++) {
        n += plan_cell_missing(&plan->cells[i]);
    }
    return n;
}

bool plan_is_counted(const struct plan *plan)
{
    bool counted = true;
    for (size_t i = 0; i < plan->n_cells; i++) {
        counted &= plan->cells[i].experiment.duration_s == 0;
    }
    return counted;
}

void plan_release(struct plan *plan)
{
    for (size_t i = 0; i < plan->n_subjects; i++) {
        subject_release(&plan->subjects[i]);
        payloads_release(&plan->payloads[i]);
    }
    for (size_t i = 0; i < plan->n_cells; i++) {
        free(plan->cells[i].starts_s);
        free(plan->cells[i].done);
    }
    free(plan->subjects);
    free(plan->payloads);
    free(plan->cells);
    free(plan->blocks);
    *plan = (struct plan){0};
}
