/*
 * wrk's report: one summary row a run. Also that of wrk2 without --latency; with it there is a histogram,
 * which is the business of hgrm.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "read/words.h"

enum {
    QUALITY,
    URL,
    THREADS,
    CONNECTIONS,
    MEAN_S,
    SD_S,
    POPULATION_SD_S,
    MAX_S,
    PUBLISHED_N,
    FAILED_N,
    FAILED_INSIDE_N,
    REQUESTS_PER_S,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},
    [URL] = {"url", FACTOR},
    [THREADS] = {"threads", FACTOR},
    [CONNECTIONS] = {"connections", FACTOR},
    [MEAN_S] = {"latency_mean_s", MEASURE},
    [SD_S] = {"latency_sd_s", MEASURE},
    [POPULATION_SD_S] = {"latency_population_sd_s", MEASURE},
    [MAX_S] = {"latency_max_s", MEASURE},
    [PUBLISHED_N] = {"published_n", MEASURE},
    [FAILED_N] = {"failed_n", MEASURE},
    [FAILED_INSIDE_N] = {"failed_inside_n", MEASURE},
    [REQUESTS_PER_S] = {"requests_per_s", MEASURE},
};

enum { MOST_PERCENTILES = 32 };

/* What a run has told so far. */
struct run {
    bool open, has_table, in_distribution, is_wrk2;
    struct text url, threads, connections;
    double mean_s, sd_s, max_s, requests, bad_answers, socket_errors;
    struct {
        double percent, value_s;
    } percentiles[MOST_PERCENTILES];
    size_t n_percentiles;
};

static void begin_run(struct run *run)
{
    run->open = true;
    run->has_table = run->in_distribution = run->is_wrk2 = false;
    run->url.n = run->threads.n = run->connections.n = 0;
    run->mean_s = run->sd_s = run->max_s = run->requests = NAN;
    run->bad_answers = run->socket_errors =
        0; /* failures have a line of their own, which is there when there are any */
    run->n_percentiles = 0;
}

/* ---- values ---- */

/* A time such as "1.01ms"; NaN for the "-nanus" of a run without requests. */
static enum status parse_time(const struct text_line *line, const struct word *word, double *seconds,
                              struct error *err)
{
    struct place place = word_place(line, word);
    size_t digits = strspn(word->text, "0123456789.+-");
    *seconds = NAN;
    if (strncmp(word->text, "nan", 3) == 0 || strncmp(word->text, "-nan", 4) == 0) {
        return OK;
    }
    enum unit unit = unit_find(word->text + digits, word->n - digits, MICROSECONDS, HOURS);
    return unit == NO_UNIT ? error_at(err, &place, "found '%.*s', expected a time such as 1.01ms",
                                      word_shown(word), word->text)
                           : record_parse_time(word->text, digits, unit, &place, seconds, err);
}

/* A number of things, with a comma behind it or not. */
static enum status parse_count(const struct text_line *line, const struct word *word, double *count,
                               struct error *err)
{
    struct place place = word_place(line, word);
    size_t n = word->n - (word->n > 0 && word->text[word->n - 1] == ',');
    enum status status = record_parse_number(word->text, n, &place, count, err);
    if (status != OK) {
        return status;
    }
    if (*count < 0 || *count != floor(*count)) {
        return error_at(err, &place, "found '%.*s', expected a number of requests", word_shown(word),
                        word->text);
    }
    return OK;
}

/* ---- lines ---- */

static enum status take_running(const struct text_line *line, struct run *run, struct error *err)
{
    static const char before_url[] = " test @ ";
    const char *url = strstr(line->text, before_url);
    if (url == NULL) {
        return OK;
    }
    bool is_cut = run->open;
    begin_run(run);
    url += strlen(before_url);
    enum status status = text_append(&run->url, url, strlen(url), err);
    return status == OK && is_cut
               ? error_at(err, &line->place, "found the next run, expected 'Requests/sec:' of the one before")
               : status;
}

/* "Latency 1.07ms 469.51us 8.83ms 78.47%": mean, standard deviation and maximum. */
static enum status take_latency(const struct text_line *line, const char *at, struct run *run,
                                struct error *err)
{
    double *const values[] = {&run->mean_s, &run->sd_s, &run->max_s};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof values / sizeof *values; i++) {
        struct word word;
        word_next(&at, &word);
        status = parse_time(line, &word, values[i], err);
    }
    return status;
}

/* "99.900% 5.72ms" */
static enum status take_percentile(const struct text_line *line, const struct word *percent, const char *at,
                                   struct run *run, struct error *err)
{
    struct place place = word_place(line, percent);
    struct word word;
    double value_s, number;
    enum status status = record_parse_number(percent->text, percent->n - 1, &place, &number, err);
    if (status != OK) {
        return status;
    }
    if (!(number >= 0 && number <= 100)) {
        return error_at(err, &place, "found '%.*s', expected 0%% to 100%%", word_shown(percent),
                        percent->text);
    }
    word_next(&at, &word);
    status = parse_time(line, &word, &value_s, err);
    if (status != OK) {
        return status;
    }
    if (run->n_percentiles == MOST_PERCENTILES) {
        return error_at(err, &place, "found more than %d percentiles", MOST_PERCENTILES);
    }
    run->percentiles[run->n_percentiles].percent = number;
    run->percentiles[run->n_percentiles++].value_s = value_s;
    return OK;
}

/* Adds the count behind each of the words; "connect 0, read 12, write 0, timeout 3" or "12". */
static enum status take_failures(const struct text_line *line, const char *at, double *failed,
                                 struct error *err)
{
    struct word word;
    enum status status = OK;
    for (bool any = false; status == OK && (word_next(&at, &word) || !any);) {
        double count;
        if (word.n > 0 && strchr("abcdefghijklmnopqrstuvwxyz", word.text[0]) != NULL) {
            word_next(&at, &word);
        }
        status = parse_count(line, &word, &count, err);
        *failed += status == OK ? count : 0;
        any = true;
    }
    return status;
}

/* ---- the row ---- */

static enum status set_percentile(struct table *table, double percent, double value_s, struct error *err)
{
    char digits[NUMBER_TEXT + 1], name[64];
    digits[number_write(percent, digits)] = '\0';
    snprintf(name, sizeof name, "latency_p%s_s", digits);
    struct column *column = table_find_column(table, name);
    size_t index = column == NULL ? 0 : (size_t)(column - table->columns);
    enum status status = column == NULL ? table_add_column(table, name, MEASURE, &index, err) : OK;
    if (status != OK) {
        return status;
    }
    table_set_number(table, index, value_s);
    return OK;
}

/* Sets what wrk prints as zeros when there was nothing to compute it from, unless that is so. */
static enum status set_latencies(const struct run *run, struct table *table, struct error *err)
{
    enum status status = OK;
    if (run->requests > 0) {
        table_set_number(table, MEAN_S, run->mean_s);
        table_set_number(table, MAX_S, run->max_s);
    }
    if (run->requests > 1) {
        table_set_number(table, run->is_wrk2 ? POPULATION_SD_S : SD_S, run->sd_s);
    }
    for (size_t i = 0; status == OK && run->requests > 0 && i < run->n_percentiles; i++) {
        status = set_percentile(table, run->percentiles[i].percent, run->percentiles[i].value_s, err);
    }
    return status;
}

/* "Requests/sec: 1822.03" ends a run. */
static enum status take_rate(const struct text_line *line, const char *at, struct run *run,
                             struct table *table, struct error *err)
{
    struct word word;
    double rate;
    word_next(&at, &word);
    struct place place = word_place(line, &word);
    run->open = false;
    enum status status = record_parse_number(word.text, word.n, &place, &rate, err);
    if (status != OK) {
        return status;
    }
    if (isnan(run->requests) || !run->has_table) {
        return error_at(err, &line->place, "found the end of a run, expected its %s before it",
                        run->has_table ? "'requests in'" : "'Thread Stats'");
    }
    if (rate < 0) {
        return error_at(err, &place, "found '%.*s', expected a rate", word_shown(&word), word.text);
    }
    status = table_open_row(table, err);
    const struct {
        size_t column;
        const struct text *text;
    } labels[] = {{URL, &run->url}, {THREADS, &run->threads}, {CONNECTIONS, &run->connections}};
    for (size_t i = 0; status == OK && i < sizeof labels / sizeof *labels; i++) {
        status =
            record_set_text(table, labels[i].column, labels[i].text->bytes, labels[i].text->n, &place, err);
    }
    if (status != OK || (status = table_set_text(table, QUALITY, "summary", strlen("summary"), err)) != OK ||
        (status = set_latencies(run, table, err)) != OK) {
        return status;
    }
    /* Its requests are those that were answered; what met a socket error is none of them. */
    table_set_number(table, PUBLISHED_N, run->requests - run->bad_answers);
    table_set_number(table, FAILED_N, run->bad_answers + run->socket_errors);
    table_set_number(table, FAILED_INSIDE_N, run->bad_answers > 0 ? run->bad_answers : NAN);
    table_set_number(table, REQUESTS_PER_S, rate);
    table_close_row(table);
    return OK;
}

/* "2 threads and 4 connections", "1935 requests in 1.00s, 0.96MB read" */
static enum status take_counts(const struct text_line *line, const struct word *first, const char *at,
                               struct run *run, struct error *err)
{
    struct word what, second;
    word_next(&at, &what);
    if (word_is(&what, "requests") && word_next(&at, &second) && word_is(&second, "in")) {
        run->in_distribution = false;
        return parse_count(line, first, &run->requests, err);
    }
    if (word_is(&what, "threads") && word_next(&at, &second) && word_is(&second, "and") &&
        word_next(&at, &second)) {
        run->threads.n = run->connections.n = 0;
        enum status status = text_append(&run->threads, first->text, first->n, err);
        return status == OK ? text_append(&run->connections, second.text, second.n, err) : status;
    }
    return OK;
}

static enum status take_line(const struct text_line *line, struct run *run, const struct record_sink *sink,
                             struct error *err)
{
    const char *at = line->text;
    struct word first, second;
    if (!word_next(&at, &first)) {
        return OK;
    }
    if (word_is(&first, "Running")) {
        return take_running(line, run, err);
    }
    if (!run->open) {
        return OK; /* what a script printed at the end */
    }
    if (word_is(&first, "Requests/sec:")) {
        return take_rate(line, at, run, sink->table, err);
    }
    if (run->in_distribution && first.text[first.n - 1] == '%') {
        return take_percentile(line, &first, at, run, err);
    }
    const char *rest = at;
    word_next(&rest, &second);
    if (word_is(&first, "Thread") && word_is(&second, "Stats")) {
        run->has_table = true;
    } else if (word_is(&first, "Thread") && word_is(&second, "calibration:")) {
        run->is_wrk2 = true; /* whose standard deviation is a histogram's, over n */
    } else if (word_is(&first, "Latency") && word_is(&second, "Distribution")) {
        run->in_distribution = true;
    } else if (word_is(&first, "Latency") && run->has_table && isnan(run->mean_s)) {
        return take_latency(line, at, run, err);
    } else if (strncmp(first.text, "Socket errors: ", 15) == 0) {
        return take_failures(line, first.text + 15, &run->socket_errors, err);
    } else if (strncmp(first.text, "Non-2xx or 3xx responses: ", 26) == 0) {
        return take_failures(line, first.text + 26, &run->bad_answers, err);
    } else if (first.text[0] >= '0' && first.text[0] <= '9') {
        return take_counts(line, &first, at, run, err);
    }
    return OK;
}

static enum status take_wrk(const struct text_line *line, void *state, const struct record_sink *sink,
                            struct error *err)
{
    struct run *run = state;
    enum status status = take_line(line, run, sink, err);
    /* A run with a bad line is skipped as a whole, but not because the one before it was cut off. */
    run->open = run->open && (status == OK || strncmp(line->text, "Running ", 8) == 0);
    return status;
}

static enum status finish(const struct place *end, void *state, const struct record_sink *sink,
                          struct error *err)
{
    (void)sink;
    const struct run *run = state;
    return run->open ? error_at(err, end, "found the end of the file, expected the line 'Requests/sec:'")
                     : OK;
}

/* One of the first lines tells of a run, another heads the table, and there is no histogram. */
static enum match probe_wrk(const char *bytes, size_t n)
{
    static const char histogram[] = "Detailed Percentile spectrum";
    const char *at = bytes, *end = bytes + n, *line;
    size_t length;
    bool runs = false, has_table = false;
    for (int i = 0; i < 1000 && text_next_line(&at, end, &line, &length); i++) {
        runs = runs || (length > 8 && memcmp(line, "Running ", 8) == 0 &&
                        memmem(line, length, " test @ ", 8) != NULL);
        has_table = has_table || (runs && memmem(line, length, "Thread Stats ", 13) != NULL);
    }
    return has_table && memmem(bytes, n, histogram, strlen(histogram)) == NULL ? MATCH : NO_MATCH;
}

static enum status read_wrk(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err)
{
    static const struct text_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_wrk, .finish = finish};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct run run = {0};
    enum status status = text_lines_read(input, &format, &run, &sink, err);
    text_release(&run.url);
    text_release(&run.threads);
    text_release(&run.connections);
    return status;
}

static const struct explain_row origins[] = {{"quality", "one run"},
                                             {"url", "Running ... test @"},
                                             {"threads", "threads and connections"},
                                             {"connections", "threads and connections"},
                                             {"latency_mean_s", "Latency, Avg"},
                                             {"latency_sd_s", "Latency, Stdev: n - 1, as of wrk"},
                                             {"latency_population_sd_s", "Latency, Stdev: n, as of wrk2"},
                                             {"latency_max_s", "Latency, Max"},
                                             {"published_n", "requests in, less those that failed"},
                                             {"failed_n", "Non-2xx or 3xx responses, Socket errors"},
                                             {"failed_inside_n", "Non-2xx or 3xx responses"},
                                             {"requests_per_s", "Requests/sec"},
                                             {"latency_p*_s", "Latency Distribution"},
                                             {0}};

const struct importer formats_wrk = {
    .origins = origins,
    .name = "wrk",
    .writes = "wrk, with --latency or without",
    .signs = "the lines Running ... test @ and Thread Stats",
    .quality = SUMMARY,
    .probe = probe_wrk,
    .read = read_wrk,
};
