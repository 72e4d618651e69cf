#include "commands/data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/number.h"
#include "base/ranks.h"
#include "base/terminal.h"
#include "commands/program.h"
#include "commands/share.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "read/cells.h"
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
        fprintf(stderr, "faastat: passed over %zu line%s of other kinds\n", log->passed,
                log->passed == 1 ? "" : "s");
    }
    if (log->skipped > 0) {
        print_skipped(log);
    }
}

/* ---- progress ---- */

/* A line on a terminal, written over again and again while a file takes more than a second; or, of several
 * ranks, whose terminal is elsewhere, a new one now and then. */
struct progress_line {
    const char *name; /* of the file */
    struct timespec began, told;
    bool shown, is_new;
};

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
    return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

static void show_progress(void *context, const char *name, size_t done, size_t size)
{
    enum { LONGEST_NAME = 60 };
    struct progress_line *line = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (line->name != name) {
        line->told = line->name == NULL || !line->is_new ? now : line->told;
        line->name = name;
        line->began = now;
    }
    double elapsed_s = seconds_between(&line->began, &now), told_s = seconds_between(&line->told, &now);
    if (line->is_new ? told_s < 10 : elapsed_s < 1 || told_s < 0.2) {
        return;
    }
    line->told = now;
    line->shown = !line->is_new;
    fputs(line->is_new ? "faastat: rank 0 reads " : "\r\033[K", stderr);
    terminal_put(path_name(name), strnlen(path_name(name), LONGEST_NAME), stderr);
    fprintf(stderr, ": %.0f MB, %.0f MB/s", (double)done / 1e6, (double)done / 1e6 / elapsed_s);
    if (size > done) {
        fprintf(stderr, ", %.0f %%, %.0f s left", 100.0 * (double)done / (double)size,
                elapsed_s * (double)(size - done) / (double)done);
    }
    fputs(line->is_new ? "\n" : "", stderr);
    fflush(stderr);
}

static void clear_progress(const struct progress_line *line)
{
    if (line->shown) {
        fputs("\r\033[K", stderr);
    }
}

/* ---- shaping ---- */

/* "2024-02-09T08:42:44Z", or seconds as in start_s; NaN where nothing is said. */
static enum status read_time(const char *option, const char *text, double *time_s, struct error *err)
{
    *time_s = NAN;
    if (text == NULL || number_parse(text, strlen(text), time_s) || date_parse(text, strlen(text), time_s)) {
        return OK;
    }
    struct text day = {0}; /* "2024-02-09" is its first moment */
    enum status status = text_print(&day, err, "%sT00:00:00Z", text);
    bool read = status == OK && date_parse(day.bytes, day.n, time_s);
    text_release(&day);
    return status != OK || read
               ? status
               : error_set(err, BAD_USAGE,
                           "--%s: found '%.40s', expected a time such as 2024-02-09T08:42:44Z", option, text);
}

/* "path={model}/{memory_mb}", or the pattern as an operand of its own behind the column. */
static enum status read_names_of(const char *text, struct opt_result *operands, struct shape *shape,
                                 struct error *err)
{
    const char *equals = strchr(text, '=');
    size_t at = 0;
    if (equals == NULL) {
        while (at < operands->n && strchr(operands->operands[at], '{') == NULL) {
            at++;
        }
        if (at == operands->n) {
            return error_set(err, BAD_USAGE,
                             "--names-of %.40s: expected a pattern, such as '{model}/{memory_mb}'", text);
        }
        enum status status = shape_add_names(shape, text, operands->operands[at], err);
        operands->n--;
        memmove(operands->operands + at, operands->operands + at + 1,
                (operands->n - at) * sizeof *operands->operands);
        return status;
    }
    char *column = text_copy(text, (size_t)(equals - text), err);
    enum status status = column == NULL ? BAD_SERVICE : shape_add_names(shape, column, equals + 1, err);
    free(column);
    return status;
}

static enum status read_shape(const struct data_arguments *arguments, const struct import_formats *formats,
                              struct opt_result *operands, struct shape *shape, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < arguments->rename.n; i++) {
        status = shape_add_rename(shape, arguments->rename.values[i], err);
    }
    for (size_t i = 0; status == OK && i < arguments->melt.n; i++) {
        status = shape_add_melt(shape, arguments->melt.values[i], err);
    }
    for (size_t i = 0; status == OK && i < arguments->names_of.n; i++) {
        status = read_names_of(arguments->names_of.values[i], operands, shape, err);
    }
    for (size_t i = 0; status == OK && i < arguments->join.n; i++) {
        status = shape_add_join(shape, arguments->join.values[i], err);
        if (status == OK) {
            status = import_join(&shape->joins[i], formats, &(struct import_options){0}, err);
        }
    }
    if (status == OK) {
        status = read_time("since", arguments->since, &shape->since_s, err);
    }
    if (status == OK) {
        status = read_time("until", arguments->until, &shape->until_s, err);
    }
    const char *first = arguments->skip_first;
    const struct cell_form duration = {.style = CELLS_UNITS};
    shape->skip_first_s = NAN;
    bool read = first == NULL || number_parse(first, strlen(first), &shape->skip_first_s) ||
                cells_parse(first, strlen(first), &duration, &shape->skip_first_s);
    return status != OK || (read && !(shape->skip_first_s < 0))
               ? status
               : error_set(err, BAD_USAGE, "--skip-first: found '%.40s', expected a duration such as 30s",
                           first);
}

static enum status read_name_patterns(const struct opt_list *names, struct name_pattern **patterns,
                                      struct error *err)
{
    enum status status = OK;
    *patterns = calloc(names->n + 1, sizeof **patterns);
    if (*patterns == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < names->n; i++) {
        status = name_pattern_read(&(*patterns)[i], names->values[i], err);
    }
    return status;
}

static void release_name_patterns(struct name_pattern *patterns, size_t n)
{
    for (size_t i = 0; patterns != NULL && i < n; i++) {
        name_pattern_release(&patterns[i]);
    }
    free(patterns);
}

/* ---- reading ---- */

/* Puts together what all ranks have read. */
static enum status join_shares(enum status status, const struct opt_result *operands,
                               const struct import_formats *formats, const struct import_options *options,
                               struct imported *imported, struct error *err)
{
    status = share_join(status, options->sink != NULL, options->shape, imported, err);
    return status == OK ? dumps_note_names(operands->operands, operands->n, formats, options, imported, err)
                        : status;
}

/* Reads the dumps, again where the sink can have their rows only otherwise, or not at all. */
static enum status read_dumps(const struct opt_result *operands, const struct import_formats *formats,
                              struct import_options *options, struct imported *imported, struct error *err)
{
    for (;;) {
        struct error why = {{0}};
        const struct import_sink *sink = options->sink;
        if (options->shape != NULL) {
            shape_forget(options->shape);
        }
        enum status status = dumps_read(operands->operands, operands->n, formats, options, imported, &why);
        bool asks = sink != NULL && (status != OK || options->share != NULL);
        enum import_retry retry = asks ? sink->retry(sink->context, &status, &why) : IMPORT_FAILS;
        if (retry == IMPORT_FAILS && options->share != NULL) {
            status = join_shares(status, operands, formats, options, imported, &why);
        }
        bool knows = options->share == NULL || ranks.own == 0; /* what came of all rows */
        if (status == OK && retry == IMPORT_FAILS && options->shape != NULL && knows) {
            status = shape_check(options->shape, &imported->table, &imported->log.messages, &why);
        }
        if (retry == IMPORT_FAILS) {
            return status == OK ? OK : error_set(err, status, "%s", why.text);
        }
        imported_release(imported);
        options->sink = retry == IMPORT_WITH_SINK ? sink : NULL;
    }
}

/* Reads this rank's share of the dumps, and puts it together with those of the others. */
static enum status read_share(const struct opt_result *operands, const struct import_formats *formats,
                              const struct import_options *options, struct imported *imported,
                              struct error *err)
{
    struct share share = {0};
    struct import_options own = *options;
    enum status status = share_find(operands, formats, options->from, &share, err);
    const struct opt_result dumps = {.operands = share.paths.paths, .n = share.paths.n};
    own.share = &share.part;
    status = status == OK ? share_divide(formats, &own, &share, err) : status;
    status = status == OK ? read_dumps(&dumps, formats, &own, imported, err) : status;
    share_release(&share);
    return status;
}

/* What numbers and dates in text mean. */
static enum status read_forms(const struct data_arguments *arguments, struct import_options *options,
                              struct error *err)
{
    const char *decimal = arguments->decimal, *zone = arguments->zone;
    if (decimal != NULL && strcmp(decimal, ".") != 0 && strcmp(decimal, ",") != 0) {
        return error_set(err, BAD_USAGE, "--decimal: found '%.40s', expected '.' or ','", decimal);
    }
    options->decimal = decimal == NULL ? '\0' : decimal[0];
    options->zoned = zone != NULL;
    if (zone != NULL && !date_parse_offset(zone, strlen(zone), &options->zone_s)) {
        return error_set(err, BAD_USAGE, "--zone: found '%.40s', expected an offset such as +02:00", zone);
    }
    return OK;
}

/* What is known of formats, shapes and names before any dump is opened. */
static enum status read_words(const struct data_arguments *arguments, struct formats *formats,
                              struct opt_result *dumps, struct shape *shape, struct name_pattern **patterns,
                              struct error *err)
{
    enum status status = formats_open(formats, arguments->rules.values, arguments->rules.n, err);
    if (status == OK) {
        status = read_shape(arguments, &formats->known, dumps, shape, err);
    }
    if (status == OK) {
        status = read_name_patterns(&arguments->names, patterns, err);
    }
    if (status == OK && dumps->n == 0) {
        const char *example = dumps->examples == NULL ? "" : dumps->examples + strspn(dumps->examples, " ");
        return error_set(err, BAD_USAGE, "expected a FILE or a directory, or - for standard input%s%.*s",
                         *example == '\0' ? "" : "; for example: ", (int)strcspn(example, "\n"), example);
    }
    return status;
}

static enum status read_constants(const struct data_arguments *arguments, struct import_options *options,
                                  struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < arguments->set.n; i++) {
        status = constants_add(&options->set, arguments->set.values[i], err);
    }
    options->wanted.set = &options->set;
    return status;
}

enum status data_read(const struct data_arguments *arguments, const struct query *query,
                      const struct opt_result *operands, const struct import_sink *sink,
                      struct imported *imported, struct error *err)
{
    struct opt_result dumps = *operands; /* without the patterns among them */
    struct shape shape = {.since_s = NAN};
    struct name_pattern *patterns = NULL;
    struct progress_line line = {.is_new = ranks_are_several()};
    const struct progress progress = {show_progress, &line};
    bool quiet = arguments->quiet || !(line.is_new || isatty(STDERR_FILENO));
    struct formats formats;
    enum status status = read_words(arguments, &formats, &dumps, &shape, &patterns, err);
    bool shapes = !shape_is_empty(&shape);
    struct import_options options = {
        .from = arguments->from,
        .columns = arguments->columns,
        .separator = arguments->separator,
        .header = arguments->header,
        .measure = query->bare,
        .where = query->where,
        .lenient = arguments->lenient,
        .explains = arguments->explains,
        .input = {.digest = arguments->digest,
                  .max_bytes = arguments->max_bytes,
                  .progress = quiet ? NULL : &progress},
        .asked = query->wanted.named,
        .n_asked = query->wanted.n_named,
        .numbers = query->numbers.values,
        .n_numbers = query->numbers.n,
        .wanted = query->wanted,
        .shape = shapes ? &shape : NULL,
        .names = patterns,
        .n_names = arguments->names.n,
        .names_files = query->names_files,
        .asks_files = query->asks_files,
        .sink = sink,
        .threads = arguments->threads,
    };
    if (status == OK) {
        status = read_forms(arguments, &options, err);
    }
    if (shapes || arguments->names.n > 0) { /* columns may get their names yet */
        options.wanted = (struct import_wanted){0};
    }
    status = status == OK ? read_constants(arguments, &options, err) : status;
    if (status == OK) {
        status = ranks_are_several() ? read_share(&dumps, &formats.known, &options, imported, err)
                                     : read_dumps(&dumps, &formats.known, &options, imported, err);
    }
    clear_progress(&line);
    if (status == OK) {
        status = table_check_values(&imported->table, &query->where, err);
    }
    if (status == OK) {
        status = table_select(&imported->table, &query->where, err);
    }
    print_log(&imported->log);
    constants_release(&options.set);
    shape_release(&shape);
    formats_close(&formats);
    release_name_patterns(patterns, arguments->names.n);
    return status;
}

void data_arguments_release(struct data_arguments *arguments)
{
    opt_list_release(&arguments->rules);
    opt_list_release(&arguments->set);
    opt_list_release(&arguments->rename);
    opt_list_release(&arguments->melt);
    opt_list_release(&arguments->join);
    opt_list_release(&arguments->names);
    opt_list_release(&arguments->names_of);
}
