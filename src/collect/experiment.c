#include "collect/experiment.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {[WARM] = "warm", [COLD] = "cold", [LOAD] = "load"};
enum { KINDS = sizeof names / sizeof *names };

enum { MOST_USERS = 100000 };
static const double longest_s = 86400;

const char *experiment_name(enum experiment_kind kind)
{
    return names[kind];
}

struct experiment_wish experiment_wish_none(void)
{
    return (struct experiment_wish){.duration_s = NAN,
                                    .requests = NAN,
                                    .warm_up = NAN,
                                    .users = NAN,
                                    .spawn_per_s = NAN,
                                    .timeout_s = NAN};
}

static enum status find_kind(const char *name, enum experiment_kind *kind, struct error *err)
{
    for (size_t i = 0; name != NULL && i < KINDS; i++) {
        if (strcmp(name, names[i]) == 0) {
            *kind = (enum experiment_kind)i;
            return OK;
        }
    }
    return error_set(err, BAD_USAGE, "found the experiment '%.40s', expected warm, cold or load",
                     name == NULL ? "" : name);
}

/* "2" or "1..5" seconds: a stage of a rate is written with the same two numbers. */
static enum status parse_wait(const char *text, struct experiment *experiment, struct error *err)
{
    struct schedule range;
    struct error why = {{0}}; /* it takes no memory, so that only the text can be wrong */
    if (strpbrk(text, "x,") != NULL || schedule_parse(text, 1, &range, &why) != OK ||
        range.stages[0].from_per_s > range.stages[0].to_per_s || range.stages[0].to_per_s > longest_s) {
        return error_set(err, BAD_USAGE, "found the wait '%.40s', expected seconds such as 1 or 1..5", text);
    }
    experiment->wait_low_s = range.stages[0].from_per_s;
    experiment->wait_high_s = range.stages[0].to_per_s;
    return OK;
}

static enum status set_count(double wish, const char *what, double least, double most, size_t *count,
                             struct error *err)
{
    if (isnan(wish)) {
        return OK;
    }
    if (!(wish >= least && wish <= most) || wish != floor(wish)) {
        return error_set(err, BAD_USAGE, "found %.10g %s, expected a whole number from %.10g to %.10g", wish,
                         what, least, most);
    }
    *count = (size_t)wish;
    return OK;
}

static enum status set_counts(const struct experiment_wish *wish, struct experiment *e, struct error *err)
{
    enum status status = set_count(wish->requests, "requests", 1, MOST_REQUESTS, &e->requests, err);
    if (status == OK) {
        status = set_count(wish->warm_up, "requests to warm up", 0, MOST_REQUESTS, &e->warm_up, err);
    }
    if (status == OK) {
        status = set_count(wish->users, "users", 1, MOST_USERS, &e->users, err);
    }
    if (status == OK && !isnan(wish->timeout_s)) {
        e->timeout_s = wish->timeout_s;
        if (!(e->timeout_s >= 0.001 && e->timeout_s <= longest_s)) {
            status = error_set(err, BAD_USAGE, "found a timeout of %.10g s, expected 0.001 to %.10g",
                               e->timeout_s, longest_s);
        }
    }
    if (status == OK && !isnan(wish->spawn_per_s)) {
        e->spawn_per_s = wish->spawn_per_s;
        if (!(e->spawn_per_s > 0)) {
            status = error_set(err, BAD_USAGE, "found %.10g new users a second, expected more than 0",
                               e->spawn_per_s);
        }
    }
    return status;
}

static enum status set_duration(const struct experiment_wish *wish, struct experiment *e, struct error *err)
{
    if (!isnan(wish->duration_s) && !(wish->duration_s > 0 && wish->duration_s <= longest_s)) {
        return error_set(err, BAD_USAGE, "found a duration of %.10g s, expected more than 0, at most %.10g",
                         wish->duration_s, longest_s);
    }
    e->duration_s = isnan(wish->duration_s) || wish->rate != NULL ? 0 : wish->duration_s;
    return OK;
}

static enum status set_schedule(const struct experiment_wish *wish, struct experiment *e, struct error *err)
{
    double duration_s = isnan(wish->duration_s) ? 60 : wish->duration_s;
    if (wish->arrivals != NULL && strcmp(wish->arrivals, "constant") != 0 &&
        strcmp(wish->arrivals, "poisson") != 0) {
        return error_set(err, BAD_USAGE, "found the arrivals '%.40s', expected constant or poisson",
                         wish->arrivals);
    }
    e->schedule.poisson = wish->arrivals != NULL && strcmp(wish->arrivals, "poisson") == 0;
    return schedule_parse(wish->rate, duration_s, &e->schedule, err);
}

/* What is said must belong to the kind of experiment, or it would be passed over in silence. */
static enum status check_kind(const struct experiment_wish *wish, enum experiment_kind kind,
                              struct error *err)
{
    bool open = wish->rate != NULL, closed = !isnan(wish->users);
    const struct {
        bool said, fits;
        const char *what, *expected;
    } parts[] = {
        {open, kind == LOAD && !closed, "a rate", "one with a load alone, and without users"},
        {closed, kind == LOAD, "users", "them with a load alone"},
        {!isnan(wish->duration_s), open || closed, "a duration", "one with a rate or users alone"},
        {wish->arrivals != NULL, open, "arrivals", "them with a rate alone"},
        {!isnan(wish->spawn_per_s), closed, "new users a second", "them with users alone"},
        {!isnan(wish->requests), !open, "requests", "the rate and the duration to decide"},
        {!isnan(wish->requests), isnan(wish->duration_s), "requests", "the users and the duration to decide"},
        {wish->wait != NULL, !open, "a wait", "none with a rate: the next request waits for no answer"},
        {!isnan(wish->warm_up), kind != COLD, "requests to warm up", "none before cold ones"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].said && !parts[i].fits) {
            return error_set(err, BAD_USAGE, "found %s, expected %s", parts[i].what, parts[i].expected);
        }
    }
    if (kind == LOAD && !open && !closed) {
        return error_set(err, BAD_USAGE, "found a load without a rate or users, expected one of them");
    }
    return OK;
}

enum status experiment_make(const struct experiment_wish *wish, struct experiment *experiment,
                            struct error *err)
{
    enum experiment_kind kind = WARM;
    enum status status = find_kind(wish->experiment, &kind, err);
    *experiment = (struct experiment){
        .kind = kind, .requests = 25, .warm_up = kind == WARM ? 1 : 0, .users = 1, .timeout_s = 60};
    if (status == OK) {
        status = check_kind(wish, kind, err);
    }
    if (status == OK) {
        status = set_counts(wish, experiment, err);
    }
    if (status == OK && wish->wait != NULL) {
        status = parse_wait(wish->wait, experiment, err);
    }
    if (status == OK) {
        status = set_duration(wish, experiment, err);
    }
    if (status == OK && wish->rate != NULL) {
        status = set_schedule(wish, experiment, err);
    }
    return status;
}
