#include "commands/collect_logs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/number.h"
#include "base/terminal.h"
#include "base/text.h"
#include "collect/clock.h"
#include "collect/lambda_api.h"
#include "collect/logs.h"
#include "commands/program.h"

static const char lambda_group[] = "/aws/lambda/";

/* ---- words ---- */

/* "90s", "15m", "24h", "7d" in milliseconds; NaN for anything else. */
static double duration_ms(const char *text)
{
    static const struct {
        char letter;
        double ms;
    } units[] = {{'s', 1e3}, {'m', 60e3}, {'h', 3600e3}, {'d', 86400e3}, {'w', 604800e3}};
    size_t n = strlen(text);
    double number;
    for (size_t i = 0; n > 1 && i < sizeof units / sizeof *units; i++) {
        if (text[n - 1] == units[i].letter && number_parse(text, n - 1, &number) && number >= 0) {
            return number * units[i].ms;
        }
    }
    return NAN;
}

static enum status read_time(const char *option, const char *text, double now_ms, long long *time_ms,
                             struct error *err)
{
    double epoch_s, ago_ms = duration_ms(text);
    double ms = !isnan(ago_ms)                             ? now_ms - ago_ms
                : date_parse(text, strlen(text), &epoch_s) ? epoch_s * 1e3
                                                           : NAN;
    if (isnan(ms)) {
        return error_set(err, BAD_USAGE,
                         "%s: found '%.40s', expected how long ago, such as 24h or 7d, or a date such as "
                         "2024-02-09T08:42:44Z",
                         option, text);
    }
    *time_ms = (long long)fmax(0, round(ms));
    return OK;
}

static enum status read_range(const struct logs_words *words, struct logs_slice *range, struct error *err)
{
    double now_ms = floor(clock_read_s(CLOCK_REALTIME) * 1e3);
    enum status status =
        read_time("--since", words->since == NULL ? "24h" : words->since, now_ms, &range->from_ms, err);
    if (status == OK) {
        status = read_time("--until", words->until == NULL ? "0s" : words->until, now_ms, &range->to_ms, err);
    }
    if (status == OK && range->from_ms >= range->to_ms) {
        status = error_set(err, BAD_USAGE, "--since: found '%.40s', expected a time before %s%.40s%s",
                           words->since == NULL ? "24h" : words->since, words->until == NULL ? "" : "'",
                           words->until == NULL ? "now" : words->until, words->until == NULL ? "" : "'");
    }
    return status;
}

static enum status check_group(const char *group, struct error *err)
{
    enum { LONGEST_GROUP = 512 };
    size_t n = strspn(group, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.#-");
    return n > 0 && n <= LONGEST_GROUP && group[n] == '\0'
               ? OK
               : error_set(err, BAD_USAGE,
                           "--log-group: found '%.70s', expected a name such as /aws/lambda/resnet50", group);
}

/* The group of the function, or the function of the group. */
static enum status read_names(const struct logs_words *words, struct logs_wish *wish, struct text *group,
                              struct error *err)
{
    if (words->function == NULL && words->group == NULL) {
        return error_set(err, BAD_USAGE, "logs: expected --function NAME, or --log-group NAME");
    }
    enum status status = words->function == NULL ? OK : lambda_api_check_name(words->function, err);
    if (status == OK && words->group != NULL) {
        status = check_group(words->group, err);
    }
    if (status == OK && words->group == NULL) {
        status = text_print(group, err, "%s%s", lambda_group, words->function);
    }
    wish->group = words->group == NULL ? group->bytes : words->group;
    wish->function = words->function;
    if (status == OK && words->function == NULL &&
        strncmp(words->group, lambda_group, strlen(lambda_group)) == 0) {
        wish->function = words->group + strlen(lambda_group);
    }
    return status;
}

/* ---- how it goes ---- */

static void show(void *context, const struct logs_state *state)
{
    enum { LONGEST_GROUP = 60 };
    bool *shown = context;
    *shown = true;
    fputs("\r\033[K", stderr);
    terminal_put(state->group, strnlen(state->group, LONGEST_GROUP), stderr);
    fprintf(stderr, ": %.0f %% of the time, %zu events, %.3g/s", floor(100 * state->done), state->events,
            state->per_s);
    if (!isnan(state->left_s)) {
        fprintf(stderr, ", %.0f s left", ceil(state->left_s));
    }
    fflush(stderr);
}

static void say_notes(const struct import_log *log)
{
    for (size_t start = 0, n; start < log->messages.n; start += n + 1) {
        n = strcspn(log->messages.bytes + start, "\n");
        program_tell_line(log->messages.bytes + start, n);
    }
    if (log->skipped > log->listed) {
        fprintf(stderr, "faastat: skipped: %zu more\n", log->skipped - log->listed);
    }
}

static void say_tally(const struct logs_words *words, const struct logs_tally *tally, enum status status)
{
    char line[512], there[64] = "", busy[96] = "";
    if (tally->found > 0) {
        snprintf(there, sizeof there, "%zu events were there; ", tally->found);
    }
    if (tally->busy > 0) {
        snprintf(busy, sizeof busy, "; the service was busy %zu times", tally->busy);
    }
    if (status == OK && tally->was_complete) {
        snprintf(line, sizeof line, "'%.200s' was complete: %zu requests", words->output, tally->requests);
    } else if (status == OK) {
        snprintf(line, sizeof line, "%s%zu events read: %zu requests%s", there, tally->read, tally->requests,
                 busy);
    } else {
        snprintf(line, sizeof line, "%s%zu events read%s; the same command goes on behind them", there,
                 tally->read, busy);
    }
    program_tell(line);
}

enum status collect_logs(const struct logs_words *words, int *signal, struct error *err)
{
    struct logs_wish wish = {.since = words->since, .until = words->until, .insights = words->insights};
    struct logs_options options = {.region = words->region,
                                   .output = words->output,
                                   .csv_safe = words->csv_safe,
                                   .ca_file = words->ca_file};
    struct logs_tally tally = {0};
    struct import_log log = {0};
    struct text group = {0};
    bool shown = false;
    enum status status = read_names(words, &wish, &group, err);
    if (status == OK) {
        status = read_range(words, &wish.range, err);
    }
    if (!words->quiet && isatty(STDERR_FILENO)) {
        options.tell = show;
        options.context = &shown;
    }
    if (status == OK) {
        status = logs_run(&wish, &options, &tally, &log, signal, err);
    }
    if (shown) {
        fputs("\r\033[K", stderr);
    }
    if (!words->quiet) {
        say_notes(&log);
    }
    bool is_kept = tally.is_kept && tally.found + tally.read > 0;
    if (!words->quiet && (status == OK || (status == BAD_SERVICE && is_kept))) {
        say_tally(words, &tally, status);
    }
    import_log_release(&log);
    text_release(&group);
    return status;
}
