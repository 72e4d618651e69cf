#include "collect/load.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "collect/clock.h"

/* How long requests on their way are waited for once no other is made; those without an answer get no row. */
static const double grace_s = 5;

static bool is_stopped(const struct load *load)
{
    return *load->stop != 0 || *load->halt;
}

static bool is_done(const struct load *load, size_t request)
{
    return load->done != NULL && load->done[request];
}

/* The first request from `request` on that is to be made. */
static size_t skip_done(const struct load *load, size_t request)
{
    while (request < load->first + load->n && is_done(load, request)) {
        request++;
    }
    return request;
}

static enum status wait_until(const struct load *load, double until_s, struct error *err)
{
    enum status status = sender_wait(load->sender, until_s, err);
    load->tick(load->context, clock_s());
    return status;
}

/* Takes what is still to come: all of it, or for a while when the load was stopped. */
static enum status drain(const struct load *load, enum status status, struct error *err)
{
    double end_s = INFINITY;
    while (status == OK && sender_in_flight(load->sender) > 0 && clock_s() < end_s) {
        if (end_s == INFINITY && is_stopped(load)) {
            sender_forget_queued(load->sender);
            end_s = clock_s() + grace_s;
        }
        status = wait_until(load, end_s, err);
    }
    sender_abandon(load->sender);
    return status;
}

/* ---- open ---- */

enum status load_open(const struct load *load, struct error *err)
{
    const double lead_s = 0.01; /* the first request has its time like the others */
    size_t next = skip_done(load, load->first), end = load->first + load->n;
    double begin_s = clock_s() + lead_s;
    enum status status = OK;
    if (next < end && next > load->first) {
        begin_s -= load->starts_s[next];
    }
    sender_set_taker(load->sender, load->take, load->context);
    while (status == OK && next < end && !is_stopped(load)) {
        double due_s = begin_s + load->starts_s[next];
        if (due_s <= clock_s()) {
            status = sender_send(load->sender, load->target, next, due_s, err);
            next = skip_done(load, next + 1);
        }
        if (status == OK) { /* after a request just a look, as the next may be due too */
            status = wait_until(load, next < end ? begin_s + load->starts_s[next] : due_s, err);
        }
    }
    return drain(load, status, err);
}

/* ---- closed ---- */

struct user {
    bool waits; /* for an answer */
    size_t request;
    double due_s; /* of its next request */
};

struct crowd {
    const struct load *load;
    struct user *users;
    size_t n;
    gsl_rng *rng;
};

static double draw_wait_s(const struct crowd *crowd)
{
    const struct experiment *e = crowd->load->experiment;
    return e->wait_high_s > e->wait_low_s ? gsl_ran_flat(crowd->rng, e->wait_low_s, e->wait_high_s)
                                          : e->wait_low_s;
}

static enum status take_answer(const struct outcome *outcome, void *context, struct error *err)
{
    struct crowd *crowd = context;
    for (size_t i = 0; i < crowd->n; i++) {
        struct user *user = &crowd->users[i];
        if (user->waits && user->request == outcome->request) {
            user->waits = false;
            user->due_s = clock_s() + draw_wait_s(crowd);
        }
    }
    return crowd->load->take(outcome, crowd->load->context, err);
}

/* The user whose next request comes first; NULL when all wait for answers. */
static struct user *next_user(const struct crowd *crowd)
{
    struct user *first = NULL;
    for (size_t i = 0; i < crowd->n; i++) {
        struct user *user = &crowd->users[i];
        if (!user->waits && (first == NULL || user->due_s < first->due_s)) {
            first = user;
        }
    }
    return first;
}

static enum status make_request(struct user *user, size_t request, const struct load *load, struct error *err)
{
    if (load->before != NULL) {
        enum status status = load->before(load->context, err);
        if (status != OK || is_stopped(load)) {
            return status;
        }
        user->due_s = clock_s(); /* what came before is no part of the request */
    }
    user->waits = true;
    user->request = request;
    return sender_send(load->sender, load->target, request, user->due_s, err);
}

static enum status run_crowd(struct crowd *crowd, struct error *err)
{
    const struct load *load = crowd->load;
    size_t next = skip_done(load, load->first), end = load->first + load->n;
    double end_s = clock_s() + load->duration_s;
    enum status status = OK;
    while (status == OK && next < end && clock_s() < end_s && !is_stopped(load)) {
        struct user *user = next_user(crowd);
        double until_s = fmin(end_s, user == NULL ? INFINITY : user->due_s);
        if (user != NULL && user->due_s < end_s && until_s <= clock_s()) {
            status = make_request(user, next, load, err);
            next = skip_done(load, next + 1);
        }
        if (status == OK) { /* after a request just a look, as another user may be ready too */
            status = wait_until(load, until_s, err);
        }
    }
    return drain(load, status, err);
}

enum status load_closed(const struct load *load, struct error *err)
{
    const struct experiment *e = load->experiment;
    struct crowd crowd = {.load = load, .n = e->users};
    crowd.users = calloc(crowd.n, sizeof *crowd.users);
    crowd.rng = gsl_rng_alloc(gsl_rng_mt19937);
    enum status status = crowd.users == NULL || crowd.rng == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        double now_s = clock_s();
        gsl_rng_set(crowd.rng, load->seed);
        for (size_t i = 0; i < crowd.n; i++) {
            crowd.users[i].due_s = now_s + (e->spawn_per_s > 0 ? (double)i / e->spawn_per_s : 0);
        }
        sender_set_taker(load->sender, take_answer, &crowd);
        status = run_crowd(&crowd, err);
    }
    gsl_rng_free(crowd.rng);
    free(crowd.users);
    return status;
}
