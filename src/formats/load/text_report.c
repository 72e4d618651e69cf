#include "formats/load/text_report.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "read/words.h"

enum { MOST_PERCENTILES = 64 };

/* What a run has told so far; NaN: nothing. */
struct run {
    const struct text_report *report;
    struct text factors[3];
    bool open;
    double figures[TEXT_FIGURES];
    double sd_s, others; /* others: failed without a time */
    enum text_report_figure section;
    struct {
        double percent, value_s;
    } percentiles[MOST_PERCENTILES];
    size_t n_percentiles;
};

static void begin_run(struct run *run)
{
    for (size_t i = 0; i < TEXT_FIGURES; i++) {
        run->figures[i] = NAN;
    }
    for (size_t i = 0; i < sizeof run->factors / sizeof *run->factors; i++) {
        run->factors[i].n = 0;
    }
    run->open = true;
    run->sd_s = NAN;
    run->others = 0;
    run->n_percentiles = 0;
    run->section = TEXT_FIGURES;
}

/* ---- the row ---- */

static enum status set_percentile(struct table *table, double percent, double value_s, struct error *err)
{
    char digits[NUMBER_TEXT + 1];
    digits[number_write(percent, digits)] = '\0';
    return summary_set_percentile(table, digits, value_s, err);
}

static void set_report_counts(const struct run *run, struct table *table)
{
    const double *figures = run->figures;
    double not_failed = isnan(figures[TEXT_NOT_FAILED]) ? 0 : figures[TEXT_NOT_FAILED];
    bool silent = isnan(figures[TEXT_FAILED_INSIDE]);
    double failed = !silent                       ? figures[TEXT_FAILED_INSIDE] - not_failed
                    : run->report->tells_failures ? 0
                                                  : NAN;
    summary_set_counts(table, figures[TEXT_MEASURED], fmin(failed, figures[TEXT_MEASURED]), run->others);
    if (isnan(failed)) { /* fmin passes over it */
        summary_set_counts(table, figures[TEXT_MEASURED], NAN, 0);
    }
}

static enum status end_run(struct run *run, const struct place *place, struct table *table, struct error *err)
{
    if (!run->open) {
        return OK;
    }
    run->open = false;
    if (isnan(run->figures[TEXT_MEAN]) && run->n_percentiles == 0) {
        return error_at(err, place, "found the end of a run, expected its mean or percentiles before it");
    }
    if (run->figures[TEXT_NOT_FAILED] > run->figures[TEXT_FAILED_INSIDE]) {
        return error_at(err, place, "found %g of %g failed requests that did not fail, expected no more",
                        run->figures[TEXT_NOT_FAILED], run->figures[TEXT_FAILED_INSIDE]);
    }
    enum status status = summary_open(table, "summary", err);
    if (status != OK) {
        return status;
    }
    table_set_number(table, SUMMARY_MEAN_S, run->figures[TEXT_MEAN]);
    table_set_number(table, SUMMARY_MIN_S, run->figures[TEXT_MIN]);
    table_set_number(table, SUMMARY_MAX_S, run->figures[TEXT_MAX]);
    table_set_number(table, TEXT_REPORT_SD_S, run->sd_s);
    table_set_number(table, TEXT_REPORT_RATE_PER_S, run->figures[TEXT_RATE]);
    set_report_counts(run, table);
    for (size_t i = 0; status == OK && i < 3; i++) {
        const struct text *factor = &run->factors[i];
        status = record_set_text(table, TEXT_REPORT_FACTORS + i, factor->bytes, factor->n, place, err);
    }
    for (size_t i = 0; status == OK && i < run->n_percentiles; i++) {
        status = set_percentile(table, run->percentiles[i].percent, run->percentiles[i].value_s, err);
    }
    if (status == OK) {
        table_close_row(table);
    }
    return status;
}

/* ---- numbers ---- */

/* "0.0123 secs", or a number whose unit is known. */
static enum status parse_time(const struct text_line *line, const char *at, enum unit unit, double *seconds,
                              struct error *err)
{
    struct word number, name;
    word_next(&at, &number);
    struct place place = word_place(line, &number);
    if (unit == NO_UNIT) {
        word_next(&at, &name);
        unit = unit_find(name.text, name.n, NANOSECONDS, HOURS);
        unit = word_is(&name, "secs") ? SECONDS : unit;
    }
    return unit == NO_UNIT
               ? error_at(err, &place, "found '%.40s', expected a time such as 0.0123 secs", number.text)
               : record_parse_time(number.text, number.n, unit, &place, seconds, err);
}

static enum status parse_count(const struct text_line *line, const char *at, double *count, struct error *err)
{
    struct word word;
    at += strspn(at, "[ \t");
    word.text = at;
    word.n = strcspn(at, " \t,])");
    struct place place = word_place(line, &word);
    return record_parse_time(word.text, word.n, NO_UNIT, &place, count, err);
}

static void add(double *sum, double number)
{
    *sum = isnan(*sum) ? number : *sum + number;
}

/* ---- lines ---- */

/* "[200] 12 responses" */
static enum status take_status(const struct text_line *line, const char *at, struct run *run,
                               struct error *err)
{
    double code, n;
    const char *end = strchr(at, ']');
    enum status status = end == NULL ? OK : parse_count(line, at, &code, err);
    status = end == NULL || status != OK ? status : parse_count(line, end + 1, &n, err);
    if (end != NULL && status == OK) {
        add(&run->figures[TEXT_MEASURED], n);
        add(&run->figures[TEXT_FAILED_INSIDE], code >= 200 && code < 400 ? 0 : n);
    }
    return status;
}

/* "[3] a message" */
static enum status take_error(const struct text_line *line, const char *at, struct run *run,
                              struct error *err)
{
    double n;
    enum status status = parse_count(line, at, &n, err);
    bool counts = run->report->ignored == NULL || strstr(at, run->report->ignored) == NULL;
    run->others += status == OK && counts ? n : 0;
    return status;
}

/* "50% 9", "50.00% in 0.0123 secs", "99.00 percentile latency (ns)   : 10952369"; 100 % is the maximum. */
static enum status take_percentile(const struct text_line *line, const char *at, struct run *run,
                                   struct error *err)
{
    double percent, value_s;
    size_t digits = strspn(at, "0123456789.");
    const char *colon = strstr(at, " : ");
    const char *value = colon != NULL ? colon + 3 : at + digits + 1 + strspn(at + digits, "%");
    value += strspn(value, " \t");
    value += strncmp(value, "in ", 3) == 0 ? 3 : 0;
    struct word word = {at, digits};
    struct place place = word_place(line, &word);
    enum status status = record_parse_number(at, digits, &place, &percent, err);
    status = status == OK ? parse_time(line, value, (enum unit)run->report->percentile_unit, &value_s, err)
                          : status;
    if (status != OK) {
        return status;
    }
    if (!(percent <= 100) || run->n_percentiles == MOST_PERCENTILES) {
        return error_at(err, &place, "found '%.40s', expected %d percentiles from 0 to 100", at,
                        MOST_PERCENTILES);
    }
    if (percent == 100) {
        run->figures[TEXT_MAX] = isnan(run->figures[TEXT_MAX]) ? value_s : run->figures[TEXT_MAX];
    } else {
        run->percentiles[run->n_percentiles].percent = percent;
        run->percentiles[run->n_percentiles++].value_s = value_s;
    }
    return OK;
}

/* "5   10   3.2      9      26" ms: of all requests, and the standard deviation divides by n - 1 (ab.c). */
static enum status take_totals(const struct text_line *line, const char *at, struct run *run,
                               struct error *err)
{
    double median_s = NAN, *const values[] = {&run->figures[TEXT_MIN], &run->figures[TEXT_MEAN], &run->sd_s,
                                              &median_s, &run->figures[TEXT_MAX]};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof values / sizeof *values; i++) {
        struct word word;
        word_next(&at, &word);
        status = parse_time(line, word.text, MILLISECONDS, values[i], err);
    }
    return status;
}

static enum status take_figure(const struct text_line *line, const struct text_report_line *found,
                               const char *at, struct run *run, struct error *err)
{
    double number;
    enum status status;
    at += strspn(at, " \t:");
    switch (found->figure) {
    case TEXT_MEAN:
    case TEXT_MIN:
    case TEXT_MAX:
        return parse_time(line, at, (enum unit)found->unit, &run->figures[found->figure], err);
    case TEXT_RATE:
    case TEXT_MEASURED:
    case TEXT_FAILED_INSIDE:
    case TEXT_NOT_FAILED:
        status = parse_count(line, at, &number, err);
        if (status == OK) {
            add(&run->figures[found->figure], number);
        }
        return status;
    case TEXT_FACTOR:
        run->factors[found->unit].n = 0;
        return text_append(&run->factors[found->unit], at, strlen(at), err);
    case TEXT_TOTALS:
        return take_totals(line, at, run, err);
    case TEXT_STATUSES:
    case TEXT_ERRORS:
    case TEXT_PERCENTILES:
    case TEXT_FIGURES:
        run->section = found->figure;
        return OK;
    }
    return OK;
}

/* A line of the section that is under way; *taken: it is one. */
static enum status take_section(const struct text_line *line, const char *at, struct run *run, bool *taken,
                                struct error *err)
{
    bool is_number = isdigit((unsigned char)*at);
    const char *behind = at + strspn(at, "0123456789.");
    bool is_percentile = is_number && ((run->section == TEXT_PERCENTILES && *behind == '%') ||
                                       strncmp(behind, " percentile latency", 19) == 0);
    *taken = is_percentile || (*at == '[' && (run->section == TEXT_STATUSES || run->section == TEXT_ERRORS));
    if (is_percentile) {
        return take_percentile(line, at, run, err);
    }
    return !*taken                         ? OK
           : run->section == TEXT_STATUSES ? take_status(line, at, run, err)
                                           : take_error(line, at, run, err);
}

static enum status take_line(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    struct run *run = state;
    const struct text_report *report = run->report;
    const char *at = line->text + strspn(line->text, " \t");
    if (strncmp(at, report->run, strlen(report->run)) == 0) {
        enum status status = end_run(run, &line->place, sink->table, err);
        begin_run(run);
        return status;
    }
    bool taken;
    enum status status = run->open ? take_section(line, at, run, &taken, err) : OK;
    if (!run->open || status != OK || taken) {
        return status;
    }
    for (size_t i = 0; i < report->n_lines; i++) {
        const struct text_report_line *known = &report->lines[i];
        const char *found = strstr(at, known->begins);
        if (found == at || (found != NULL && known->figure == TEXT_NOT_FAILED)) {
            return take_figure(line, known, found + strlen(known->begins), run, err);
        }
    }
    return OK;
}

static enum status end_report(const struct place *end, void *state, const struct record_sink *sink,
                              struct error *err)
{
    return end_run(state, end, sink->table, err);
}

enum status text_report_read(const struct text_report *report, struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    struct record_column columns[TEXT_REPORT_COLUMNS] = {
        SUMMARY_RECORD_COLUMNS, [TEXT_REPORT_SD_S] = {"latency_sd_s", MEASURE},
        [TEXT_REPORT_RATE_PER_S] = {"requests_per_s", MEASURE}};
    static const char *const unused[] = {"factor_1", "factor_2", "factor_3"};
    for (size_t i = 0; i < 3; i++) {
        const char *name = report->factors[i];
        columns[TEXT_REPORT_FACTORS + i] = (struct record_column){name == NULL ? unused[i] : name, FACTOR};
    }
    const struct text_format format = {
        .columns = columns, .n_columns = TEXT_REPORT_COLUMNS, .take = take_line, .finish = end_report};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct run run = {.report = report};
    enum status status = text_lines_read(input, &format, &run, &sink, err);
    for (size_t i = 0; i < 3; i++) {
        text_release(&run.factors[i]);
    }
    return status;
}

bool text_report_probe(const char *bytes, size_t n, const char *run, const char *sign)
{
    const char *at = bytes, *end = bytes + n, *line;
    size_t length;
    bool runs = false, signs = false;
    while (!(runs && signs) && text_next_line(&at, end, &line, &length)) {
        while (length > 0 && (*line == ' ' || *line == '\t')) {
            line++;
            length--;
        }
        runs |= length >= strlen(run) && memcmp(line, run, strlen(run)) == 0;
        signs |= runs && length >= strlen(sign) && memcmp(line, sign, strlen(sign)) == 0;
    }
    return runs && signs;
}
