#include "commands/data.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "commands/program.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "table/select.h"

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
    program_tell_line(line, strnlen(line, sizeof line));
}

static void print_log(const struct import_log *log)
{
    for (size_t start = 0; start < log->messages.n;) {
        size_t n = strcspn(log->messages.bytes + start, "\n");
        program_tell_line(log->messages.bytes + start, n);
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

/* ---- reading ---- */

enum status data_read(const struct data_arguments *arguments, const struct query *query,
                      const struct opt_result *operands, const struct import_sink *sink,
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
        .measure = query->bare,
        .where = query->where,
        .lenient = arguments->lenient,
        .input = {.digest = arguments->digest,
                  .max_bytes = arguments->max_bytes,
                  .progress = quiet ? NULL : &progress},
        .wanted = query->wanted,
        .names_files = query->names_files,
        .sink = sink,
        .threads = arguments->threads,
    };
    enum status status = OK;
    for (size_t i = 0; status == OK && i < arguments->set.n; i++) {
        status = constants_add(&options.set, arguments->set.values[i], err);
    }
    if (status == OK) {
        struct error why = {{0}};
        status = dumps_read(operands->operands, operands->n, &formats_known, &options, imported, &why);
        if (status != OK && sink != NULL && sink->declines != NULL && *sink->declines) {
            imported_release(imported);
            options.sink = NULL;
            status = dumps_read(operands->operands, operands->n, &formats_known, &options, imported, err);
        } else if (status != OK) {
            error_set(err, status, "%s", why.text);
        }
    }
    clear_progress(&line);
    if (status == OK) {
        status = table_select(&imported->table, &query->where, err);
    }
    print_log(&imported->log);
    constants_release(&options.set);
    return status;
}

void data_arguments_release(struct data_arguments *arguments)
{
    opt_list_release(&arguments->set);
}
