#include "commands/collect_command.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/terminal.h"
#include "base/text.h"
#include "collect/collect.h"
#include "collect/headers.h"
#include "commands/collect_logs.h"
#include "commands/options.h"
#include "commands/program.h"

struct arguments {
    struct experiment_wish wish;
    struct subject subject;
    const char *plan, *memory;
    size_t seed, rounds, connections;
    bool any_body, http2, quiet;
    struct collect_options options;
    struct logs_words logs; /* but for what it shares with the others */
};

/* ---- the plan of the command line ---- */

static enum status parse_sizes(const char *text, unsigned **sizes_mb, size_t *n, struct error *err)
{
    struct span item;
    *sizes_mb = calloc(strlen(text) / 2 + 1, sizeof **sizes_mb);
    if (*sizes_mb == NULL) {
        return error_no_memory(err);
    }
    while (text_next(&text, &item)) {
        double mb;
        if (!number_parse(item.bytes, item.n, &mb) || mb < 1 || mb > 1e6 || mb != floor(mb)) {
            return error_set(err, BAD_USAGE, "--memory: found '%.*s', expected MB such as 512,1024",
                             item.n < 40 ? (int)item.n : 40, item.bytes);
        }
        (*sizes_mb)[(*n)++] = (unsigned)mb;
    }
    return *n > 0 ? OK : error_set(err, BAD_USAGE, "--memory: found no size, expected MB such as 512,1024");
}

static enum status make_plan(const struct arguments *arguments, struct plan *plan, struct error *err)
{
    struct subject subject = arguments->subject;
    if (subject.model == NULL) {
        subject.model = subject.function != NULL ? subject.function : "endpoint";
    }
    struct experiment experiment;
    unsigned *sizes_mb = NULL;
    struct cell_choice choice = {0};
    *plan = (struct plan){.seed = arguments->seed,
                          .rounds = arguments->rounds,
                          .any_body = arguments->any_body,
                          .http2 = arguments->http2,
                          .connections = arguments->connections};
    enum status status =
        arguments->memory == NULL ? OK : parse_sizes(arguments->memory, &sizes_mb, &choice.n_sizes, err);
    choice.sizes_mb = sizes_mb;
    if (status == OK) {
        status = experiment_make(&arguments->wish, &experiment, err);
    }
    if (status == OK) {
        status = plan_add_subject(plan, &subject, err);
    }
    if (status == OK) {
        status = plan_add_experiment(plan, &experiment, &choice, err);
    }
    free(sizes_mb);
    return status == OK ? plan_finish(plan, err) : status;
}

/* Whether it says how to measure, beside which function. */
static bool is_measured(const struct arguments *arguments)
{
    const struct experiment_wish *wish = &arguments->wish;
    const double numbers[] = {wish->duration_s, wish->requests,    wish->warm_up,
                              wish->users,      wish->spawn_per_s, wish->timeout_s};
    const struct subject *subject = &arguments->subject;
    const char *texts[] = {
        subject->model,       subject->url,        subject->method, subject->payload, subject->payload_file,
        subject->payload_dir, arguments->memory,   wish->rate,      wish->arrivals,   wish->wait,
        subject->qualifier,   subject->invocation, subject->sign};
    bool more = arguments->any_body || arguments->http2 || arguments->connections != 0 ||
                arguments->rounds != 1 || arguments->seed != 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        more |= texts[i] != NULL;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        more |= !isnan(numbers[i]);
    }
    return more;
}

/* What a plan says must not be said beside it as well. */
static enum status check_alone(const struct arguments *arguments, const struct opt_result *operands,
                               struct error *err)
{
    return is_measured(arguments) || operands->n > 0 || arguments->subject.function != NULL ||
                   arguments->subject.region != NULL
               ? error_set(err, BAD_USAGE, "found more beside --plan, expected it in the plan's file")
               : OK;
}

/* Logs that nobody reads would be passed over in silence. */
static enum status check_no_logs(const struct arguments *arguments, struct error *err)
{
    const struct logs_words *logs = &arguments->logs;
    return logs->group != NULL || logs->since != NULL || logs->until != NULL || logs->insights
               ? error_set(
                     err, BAD_USAGE,
                     "found --since, --until, --insights or --log-group, expected them beside logs alone")
               : OK;
}

static enum status get_plan(struct arguments *arguments, const struct opt_result *operands, struct plan *plan,
                            struct error *err)
{
    *plan = (struct plan){0};
    if (arguments->plan != NULL) {
        enum status status = check_alone(arguments, operands, err);
        return status == OK ? plan_read(plan, arguments->plan, err) : status;
    }
    if (operands->n != 1) {
        return error_set(err, BAD_USAGE, "expected one of warm, cold, load and logs, or --plan FILE");
    }
    arguments->wish.experiment = operands->operands[0];
    return make_plan(arguments, plan, err);
}

/* Headers that nobody gets would be passed over in silence. */
static enum status check_headers(const struct arguments *arguments, const struct plan *plan,
                                 struct error *err)
{
    bool sent = arguments->options.headers_file == NULL;
    for (size_t i = 0; i < plan->n_subjects; i++) {
        sent |= plan->subjects[i].url != NULL;
    }
    return sent ? OK
                : error_set(err, BAD_USAGE, "found --headers, expected an address that they are sent to");
}

/* ---- how it goes ---- */

static void show(void *context, const struct collect_state *state)
{
    enum { LONGEST_MODEL = 40 };
    bool *shown = context;
    char size[32] = "";
    *shown = true;
    if (state->memory_mb > 0) {
        snprintf(size, sizeof size, " %u MB", state->memory_mb);
    }
    fprintf(stderr, "\r\033[K%s ", state->experiment);
    terminal_put(state->model, strnlen(state->model, LONGEST_MODEL), stderr);
    fprintf(stderr, "%s: %zu of %zu, %.3g/s, %zu failed", size, state->done, state->n, state->per_s,
            state->failed);
    if (!isnan(state->left_s)) {
        fprintf(stderr, ", %.0f s left", ceil(state->left_s));
    }
    fflush(stderr);
}

static void say_tally(const struct collect_tally *tally)
{
    char line[1024];
    size_t n = 0;
    int added = tally->found > 0 ? snprintf(line, sizeof line, "%zu requests were there; ", tally->found) : 0;
    n += (size_t)added;
    added = snprintf(line + n, sizeof line - n, "%zu requests made, %zu failed", tally->made, tally->failed);
    for (size_t i = 0; i < tally->n_causes && added > 0 && n + (size_t)added < sizeof line; i++) {
        n += (size_t)added;
        added = snprintf(line + n, sizeof line - n, "%s %zu %s", i == 0 ? ":" : ",", tally->causes[i].n,
                         tally->causes[i].cause);
    }
    program_tell(line);
    if (tally->not_cold > 0) {
        snprintf(line, sizeof line, "%zu requests that were to be cold found an environment that was there",
                 tally->not_cold);
        program_tell(line);
    }
}

static enum status collect(struct arguments *arguments, const struct opt_result *operands, int *signal,
                           struct error *err)
{
    struct plan plan;
    struct collect_tally tally = {0};
    struct collect_options options = arguments->options;
    bool shown = false;
    if (!arguments->quiet && isatty(STDERR_FILENO)) {
        options.tell = show;
        options.context = &shown;
    }
    enum status status = get_plan(arguments, operands, &plan, err);
    if (status == OK) {
        status = check_no_logs(arguments, err);
    }
    if (status == OK) {
        status = check_headers(arguments, &plan, err);
    }
    if (status == OK && headers_are_open(options.headers_file)) {
        program_tell(
            "the file of --headers can be read by others than its owner, who may find credentials there; "
            "chmod 600 it");
    }
    if (status == OK) {
        status = collect_run(&plan, &options, &tally, signal, err);
        if (shown) {
            fputs("\r\033[K", stderr);
        }
        if (!arguments->quiet && (status == OK || tally.made > 0)) {
            say_tally(&tally);
        }
        if (status == OK && tally.made > 0 && tally.failed == tally.made) {
            status = error_set(err, BAD_SERVICE, "none of %zu requests succeeded", tally.made);
        }
    }
    plan_release(&plan);
    return status;
}

static enum status read_logs(const struct arguments *arguments, const struct opt_result *operands,
                             int *signal, struct error *err)
{
    struct logs_words words = arguments->logs;
    words.function = arguments->subject.function;
    words.region = arguments->subject.region;
    words.output = arguments->options.output;
    words.ca_file = arguments->options.ca_file;
    words.csv_safe = arguments->options.csv_safe;
    words.quiet = arguments->quiet;
    if (operands->n > 1 || is_measured(arguments) || arguments->plan != NULL ||
        arguments->options.headers_file != NULL) {
        return error_set(err, BAD_USAGE,
                         "found more beside logs, expected --function or --log-group, and --since, --until, "
                         "--insights");
    }
    return collect_logs(&words, signal, err);
}

/* A shell has to see that its Ctrl-C was heard, or a script goes on with its next line. */
static void die_of(int number, const struct error *err)
{
    program_tell(err->text);
    fflush(stdout);
    signal(number, SIG_DFL);
    raise(number);
}

enum status collect_command(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments a = {.wish = experiment_wish_none(), .seed = 1, .rounds = 1};
    const struct opt table[] = {
        OPT_TEXT(0, "url", "URL", &a.subject.url, "the address that requests go to"),
        OPT_TEXT(0, "function", "NAME", &a.subject.function,
                 "a Lambda function: invoked, or just configured when there is a URL"),
        OPT_TEXT(0, "qualifier", "NAME", &a.subject.qualifier, "its version or alias ($LATEST)"),
        OPT_TEXT(0, "invocation", "response|event|stream", &a.subject.invocation, "its kind (response)"),
        OPT_TEXT(0, "region", "NAME", &a.subject.region, "of AWS (AWS_REGION)"),
        OPT_TEXT(0, "sign", "lambda|execute-api", &a.subject.sign, "sign requests to the address (AWS_IAM)"),
        OPT_TEXT(0, "model", "NAME", &a.subject.model,
                 "how the rows call it (the function's name, endpoint)"),
        OPT_TEXT(0, "memory", "MB,MB", &a.memory, "the function's memory sizes, put back at the end"),
        OPT_NUMBER('n', "requests", "N", &a.wish.requests, "of each size (25)"),
        OPT_NUMBER(0, "warm-up", "N", &a.wish.warm_up, "requests before them that are not kept (warm: 1)"),
        OPT_TEXT(0, "rate", "R|R..R|RxS,...", &a.wish.rate,
                 "an open load: requests a second, a ramp, stages"),
        OPT_NUMBER(0, "duration", "S", &a.wish.duration_s,
                   "of a stage that does not say it (60), or of all users"),
        OPT_TEXT(0, "arrivals", "constant|poisson", &a.wish.arrivals, "of an open load (constant)"),
        OPT_NUMBER(0, "users", "N", &a.wish.users, "a closed load: each waits for its answer"),
        OPT_NUMBER(0, "spawn", "N", &a.wish.spawn_per_s, "new users a second (all at once)"),
        OPT_TEXT(0, "wait", "S|S..S", &a.wish.wait, "seconds between an answer and the next request (0)"),
        OPT_NUMBER(0, "timeout", "S", &a.wish.timeout_s, "for each request (60)"),
        OPT_TEXT(0, "payload", "TEXT", &a.subject.payload, "sent with each request; {{n}} is its number"),
        OPT_TEXT(0, "payload-file", "FILE", &a.subject.payload_file, "the same, of a file"),
        OPT_TEXT(0, "payload-dir", "DIR", &a.subject.payload_dir, "the same, of each file in turn"),
        OPT_TEXT(0, "method", "METHOD", &a.subject.method, "of HTTP (POST with a payload, else GET)"),
        OPT_TEXT(0, "headers", "FILE", &a.options.headers_file, "a header a line, sent to the address"),
        OPT_FLAG(0, "http2", &a.http2, "HTTP/2, in which requests share connections (HTTP/1.1)"),
        OPT_COUNT(0, "connections", "N", &a.connections, "the most at a time (no limit)"),
        OPT_FLAG(0, "any-body", &a.any_body, "an answer need not be the handler's inference time"),
        OPT_TEXT(0, "ca-file", "FILE", &a.options.ca_file, "certificates to trust (the system's)"),
        OPT_TEXT(0, "plan", "FILE", &a.plan, "a whole study, in JSON"),
        OPT_COUNT(0, "rounds", "N", &a.rounds, "parts that the requests of each size are made in (1)"),
        SEED_OPTION(&a.seed),
        OPT_TEXT(0, "since", "TIME", &a.logs.since, "logs: from then on, 7d ago or a date (24h)"),
        OPT_TEXT(0, "until", "TIME", &a.logs.until, "logs: up to then (now)"),
        OPT_FLAG(0, "insights", &a.logs.insights, "logs: by queries of Logs Insights (FilterLogEvents)"),
        OPT_TEXT(0, "log-group", "NAME", &a.logs.group,
                 "logs: where they are (/aws/lambda/ and the function)"),
        OPT_TEXT('o', "output", "FILE", &a.options.output, "append here, and go on with what is there"),
        CSV_SAFE_OPTION(&a.options.csv_safe),
        QUIET_OPTION(&a.quiet),
        {0},
    };
    struct opt_result operands;
    int signal = 0;
    enum status status = opt_parse(argc, argv, usage, table, &operands, err);
    bool is_logs = operands.n > 0 && strcmp(operands.operands[0], "logs") == 0;
    if (status == OK && !operands.helped && is_logs) {
        status = read_logs(&a, &operands, &signal, err);
    } else if (status == OK && !operands.helped) {
        status = collect(&a, &operands, &signal, err);
    }
    if (signal != 0) {
        die_of(signal, err);
    }
    return status;
}
