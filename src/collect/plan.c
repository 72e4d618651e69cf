#include "collect/plan.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

enum {
    LEAST_MEMORY_MB = 128,
    MOST_MEMORY_MB = 10240,
    MOST_ROUNDS = 10000,
    MOST_CONNECTIONS = 100000,
    MOST_METHOD = 20
};

/* ---- subjects ---- */

static enum status copy_text(const char *from, const char **to, struct error *err)
{
    *to = from == NULL ? NULL : text_copy(from, strlen(from), err);
    return from != NULL && *to == NULL ? BAD_SERVICE : OK;
}

static void release_subject(struct subject *subject)
{
    free((char *)subject->model);
    free((char *)subject->function);
    free((char *)subject->url);
    free((char *)subject->method);
}

/* Credentials in an address would stand in process lists and in the dump. The message must not show them. */
static enum status check_url(const char *url, struct error *err)
{
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t host = strcspn(url + scheme, "/?#");
    if (scheme > 0 && memchr(url + scheme, '@', host) != NULL) {
        return error_set(err, BAD_USAGE,
                         "found credentials in an address, expected them in a file of headers");
    }
    if (scheme == 0 || host == 0) {
        return error_set(err, BAD_USAGE, "found the address '%.60s', expected http:// or https://", url);
    }
    for (const char *c = url; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F) {
            return error_set(err, BAD_USAGE, "found a blank in the address '%.60s', expected %%20", url);
        }
    }
    return OK;
}

/* A method is a word of HTTP; only those in capitals are in use. */
static enum status check_sending(const struct subject *subject, struct error *err)
{
    const char *method = subject->method;
    int payloads =
        (subject->payload != NULL) + (subject->payload_file != NULL) + (subject->payload_dir != NULL);
    if (payloads > 1) {
        return error_set(err, BAD_USAGE, "found more than one kind of payload, expected one");
    }
    if (subject->payload != NULL && subject->payload[0] == '@') {
        return error_set(err, BAD_USAGE, "found the payload '%.40s', expected a file as one of its own: %s",
                         subject->payload, "--payload-file, or payload_file in a plan");
    }
    if (method == NULL) {
        return OK;
    }
    size_t letters = strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (letters < 1 || letters > MOST_METHOD || method[letters] != '\0') {
        return error_set(err, BAD_USAGE, "found the method '%.40s', expected one such as PUT", method);
    }
    if (subject->url == NULL) {
        return error_set(err, BAD_USAGE, "found a method, expected an address that is asked with it");
    }
    return payloads > 0 && strcmp(method, "HEAD") == 0
               ? error_set(err, BAD_USAGE, "found a payload, expected none to be sent with HEAD")
               : OK;
}

static enum status check_subject(const struct plan *plan, const struct subject *subject, struct error *err)
{
    if (subject->function == NULL && subject->url == NULL) {
        return error_set(err, BAD_USAGE, "found neither a function nor an address, expected one or both");
    }
    for (const char *c = subject->model; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            return error_set(err, BAD_USAGE, "found a control character in a model's name, expected text");
        }
    }
    if (subject->model[0] == '\0' || !text_is_utf8(subject->model, strlen(subject->model))) {
        return error_set(err, BAD_USAGE, "found the model '%.40s', expected a name in UTF-8", subject->model);
    }
    for (size_t i = 0; i < plan->n_subjects; i++) {
        const struct subject *other = &plan->subjects[i];
        bool same_model = strcmp(other->model, subject->model) == 0;
        /* Each would change what the other measures. */
        bool same_function = other->function != NULL && subject->function != NULL &&
                             strcmp(other->function, subject->function) == 0;
        if (same_model || same_function) {
            return error_set(err, BAD_USAGE, "found the %s '%.40s' twice, expected different names",
                             same_model ? "model" : "function",
                             same_model ? subject->model : subject->function);
        }
    }
    enum status status = check_sending(subject, err);
    return status != OK || subject->url == NULL ? status : check_url(subject->url, err);
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
        status = copy_text(subject->model, &copy.model, err);
        status |= copy_text(subject->function, &copy.function, err);
        status |= copy_text(subject->url, &copy.url, err);
        status |= copy_text(subject->method, &copy.method, err);
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
    return status == OK && subject->method != NULL ? text_print(text, err, "method %s\n", subject->method)
                                                   : status;
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
        release_subject(&plan->subjects[i]);
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
