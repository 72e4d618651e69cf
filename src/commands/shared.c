#include "commands/shared.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "commands/selection.h"
#include "formats/formats.h"
#include "table/select.h"

/* Messages quote bytes of strangers, which must not steer the terminal; `n` bytes without a line end. */
static void print_line(const char *text, size_t n)
{
    fputs("faastat: ", stderr);
    for (size_t i = 0; i < n; i++) {
        putc((unsigned char)text[i] < ' ' || text[i] == 0x7F ? '?' : text[i], stderr);
    }
    putc('\n', stderr);
}

void message_print(const char *text)
{
    print_line(text, strlen(text));
}

void program_begin(void)
{
    gsl_set_error_handler_off();
    signal(SIGPIPE, SIG_IGN); /* a program that reads us and ends is an error to report, not a sudden end */
}

int program_end(enum status status, struct error *err)
{
    if (fflush(stdout) == EOF || ferror(stdout)) { /* output that did not arrive is a failure */
        status = error_set(err, BAD_SERVICE, "cannot write the output: %s", strerror(errno));
    }
    if (status != OK) {
        message_print(err->text);
    }
    return (int)status;
}

enum { MOST_SHOWN = 7 }; /* kinds of skipped rows, beside the others */

/* How many rows were skipped, and of which kinds. */
static void print_skipped(const struct import_log *log)
{
    char line[1024]; /* has room for the kinds that are shown, whatever their numbers */
    int n = snprintf(line, sizeof line, "skipped %zu bad row%s in all", log->skipped,
                     log->skipped == 1 ? "" : "s");
    size_t others = log->skipped;
    for (size_t k = 0; k < log->n_kinds && k < MOST_SHOWN; k++) {
        const struct skipped_kind *kind = &log->kinds[k];
        if (kind->expected[0] != '\0') {
            n += snprintf(line + n, sizeof line - (size_t)n, "%s %zu %s", others == log->skipped ? ":" : ",",
                          kind->n, kind->expected);
            others -= kind->n;
        }
    }
    if (others > 0) {
        snprintf(line + n, sizeof line - (size_t)n, "%s %zu others", others == log->skipped ? ":" : ",",
                 others);
    }
    print_line(line, strnlen(line, sizeof line));
}

static void print_log(const struct import_log *log)
{
    for (size_t start = 0; start < log->messages.n;) {
        size_t n = strcspn(log->messages.bytes + start, "\n");
        print_line(log->messages.bytes + start, n);
        start += n + 1;
    }
    if (log->skipped > log->listed) {
        fprintf(stderr, "faastat: skipped: %zu more\n", log->skipped - log->listed);
    }
    if (log->passed > 0) {
        fprintf(stderr, "faastat: passed over %zu lines of other kinds\n", log->passed);
    }
    if (log->skipped > 0) {
        print_skipped(log);
    }
}

/* ---- progress ---- */

/* A line on a terminal, written over again and again while a file takes more than a second. */
struct progress_line {
    const char *name; /* of the file */
    struct timespec began, told;
    bool shown;
};

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
    return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

static void show_progress(void *context, const char *name, size_t done, size_t size)
{
    struct progress_line *line = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (line->name != name) {
        line->name = name;
        line->began = line->told = now;
    }
    double elapsed_s = seconds_between(&line->began, &now);
    if (elapsed_s < 1 || seconds_between(&line->told, &now) < 0.2) {
        return;
    }
    line->told = now;
    line->shown = true;
    fprintf(stderr, "\r\033[K%.60s: %.0f MB, %.0f MB/s", path_name(name), (double)done / 1e6,
            (double)done / 1e6 / elapsed_s);
    if (size > done) {
        fprintf(stderr, ", %.0f %%, %.0f s left", 100.0 * (double)done / (double)size,
                elapsed_s * (double)(size - done) / (double)done);
    }
    fflush(stderr);
}

static void clear_progress(const struct progress_line *line)
{
    if (line->shown) {
        fputs("\r\033[K", stderr);
    }
}

/* ---- what is asked of the data ---- */

/* Columns that make groups when nobody names any, and then those that tell requests apart: order, success,
 * quality, throughput. */
enum { GROUPING = 5 };
static const char *const usual_columns[] = {"experiment", "model",   "memory_mb", "cold",
                                            "path",       "status",  "quality",   "censored",
                                            "start_s",    "request", "latency_s", "duration_s"};

/* The columns of --by and --where, in `list`, whose texts are borrowed from *copy; a column named twice
 * stands once. */
static enum status list_named(const struct data_arguments *arguments, char **copy, struct opt_list *list,
                              struct error *err)
{
    struct text names = {0};
    struct opt_list all = {0};
    enum status status = text_print(&names, err, "%s", arguments->by == NULL ? "" : arguments->by);
    for (size_t i = 0; status == OK && i < arguments->where.n; i++) {
        const char *condition = arguments->where.values[i];
        status = text_print(&names, err, ",%.*s", (int)strcspn(condition, "=!<> "), condition);
    }
    if (status == OK) {
        status = split_list(names.bytes, copy, &all, err);
    }
    for (size_t i = 0; status == OK && i < all.n; i++) {
        status = list_add_name(list, all.values[i], err);
    }
    opt_list_release(&all);
    text_release(&names);
    return status;
}

enum status data_read(const struct data_arguments *arguments, const struct opt_result *operands,
                      struct imported *imported, struct error *err)
{
    if (operands->n == 0) {
        return error_set(err, BAD_USAGE, "expected a FILE or a directory, or - for standard input");
    }
    struct progress_line line = {0};
    const struct progress progress = {show_progress, &line};
    bool quiet = arguments->quiet || !isatty(STDERR_FILENO);
    struct import_options options = {
        .from = arguments->from,
        .columns = arguments->columns,
        .separator = arguments->separator,
        .header = arguments->header,
        .measure = arguments->measures.n > 0 ? arguments->measures.values[0] : NULL,
        .lenient = arguments->lenient,
        .input = {.digest = arguments->digest,
                  .max_bytes = arguments->max_bytes,
                  .progress = quiet ? NULL : &progress},
        .sink = arguments->sink,
        .threads = arguments->threads,
    };
    struct opt_list wanted = {0};
    struct selection asked = {0};
    char *names = NULL;
    enum status status = selection_measures(&arguments->measures, &asked, err);
    for (size_t i = 0; status == OK && i < arguments->set.n; i++) {
        status = constants_add(&options.set, arguments->set.values[i], err);
    }
    for (size_t i = 0; status == OK && i < arguments->where.n; i++) {
        status = conditions_add(&options.where, arguments->where.values[i], err);
    }
    if (status == OK && arguments->only_asked) {
        status = list_named(arguments, &names, &wanted, err);
        size_t first = arguments->by == NULL ? 0 : GROUPING;
        options.wanted =
            (struct import_wanted){.measures = asked.measures.values,
                                   .n_measures = asked.measures.n,
                                   .named = wanted.values,
                                   .n_named = wanted.n,
                                   .others = usual_columns + first,
                                   .n_others = sizeof usual_columns / sizeof *usual_columns - first};
    }
    if (status == OK) {
        status = import_paths(operands->operands, operands->n, &formats_known, &options, imported, err);
    }
    clear_progress(&line);
    selection_release(&asked);
    opt_list_release(&wanted);
    free(names);
    if (status == OK) {
        status = table_select(&imported->table, &options.where, err);
    }
    print_log(&imported->log);
    constants_release(&options.set);
    conditions_release(&options.where);
    return status;
}

void data_arguments_release(struct data_arguments *arguments)
{
    opt_list_release(&arguments->measures);
    opt_list_release(&arguments->set);
    opt_list_release(&arguments->where);
}

enum status split_list(const char *text, char **copy, struct opt_list *list, struct error *err)
{
    *copy = text_copy(text, strlen(text), err);
    if (*copy == NULL) {
        return BAD_SERVICE;
    }
    char *rest = *copy, *item;
    while ((item = strsep(&rest, ",")) != NULL) {
        if (item[0] == '\0') {
            continue;
        }
        const char **grown = array_reserve(list->values, &list->capacity, list->n + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        list->values = grown;
        grown[list->n++] = item;
    }
    return OK;
}
