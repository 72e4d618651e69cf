/*
 * artillery's JSON report: summaries of http.response_time, the time to the first byte, of the whole run, and
 * those of old, of "latency". Times are those of all responses; what ended without one is counted as an
 * error.
 */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "import/summary_record.h"
#include "read/json_records.h"
#include "read/json_summary.h"

enum { NAME = SUMMARY_COLUMNS, ROW_KIND, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS, [NAME] = {"name", FACTOR}, [ROW_KIND] = {"row_kind", FACTOR}};

/* The responses of one class of status beside all of them. */
static const struct import_parts classes = {"row_kind", "whole", "class", "are of responses in another"};

static const struct json_map maps[] = {
    {"mean", SUMMARY_MEAN_S, JSON_TIME, OPTIONAL, MILLISECONDS},
    {"min", SUMMARY_MIN_S, JSON_TIME, OPTIONAL, MILLISECONDS},
    {"max", SUMMARY_MAX_S, JSON_TIME, OPTIONAL, MILLISECONDS},
};

static const struct {
    const char *key, *percent;
} percentiles[] = {{"p50", "50"}, {"median", "50"}, {"p75", "75"},   {"p90", "90"},
                   {"p95", "95"}, {"p99", "99"},    {"p999", "99.9"}};

static enum status set_word(struct table *table, size_t column, const char *word, struct error *err)
{
    return table_set_text(table, column, word, strlen(word), err);
}

/* ---- counts ---- */

struct counts {
    double bad;    /* responses whose status is none of success */
    double errors; /* requests without a response */
};

/* WebSockets have no status, and are told of with 0. */
static bool is_bad(const char *code)
{
    double number;
    return number_parse(code, strlen(code), &number) && number != 0 && (number < 200 || number >= 400);
}

/* Adds up the members that begin so, if they are codes only the bad ones. */
static enum status add_up(const struct json_spot *counters, const char *prefix, bool codes, double *sum,
                          struct error *err)
{
    const char *key;
    json_t *value;
    size_t n = strlen(prefix);
    enum status status = OK;
    json_object_foreach(counters->value, key, value)
    {
        double count = 0;
        bool counts = strncmp(key, prefix, n) == 0 && (!codes || is_bad(key + n));
        status = status == OK && counts ? json_get_count(counters, key, &count, err) : status;
        *sum += count;
    }
    return status;
}

/* ---- rows ---- */

static enum status take_summary(const struct json_spot *summary, const char *name, double measured,
                                const struct counts *counts, const struct record_sink *sink,
                                struct error *err)
{
    size_t n = strlen(name);
    bool is_class = n > 2 && strcmp(name + n - 2, "xx") == 0; /* http.response_time.4xx */
    struct table *table = sink->table;
    enum status status = summary_open(table, "summary", err);
    status = status == OK ? set_word(table, NAME, name, err) : status;
    status = status == OK ? set_word(table, ROW_KIND, is_class ? classes.other : classes.taken, err) : status;
    status = status == OK ? json_copy_members(summary, maps, sizeof maps / sizeof *maps, table, err) : status;
    for (size_t i = 0; status == OK && i < sizeof percentiles / sizeof *percentiles; i++) {
        double seconds;
        status = json_get_time(summary, percentiles[i].key, OPTIONAL, MILLISECONDS, &seconds, err);
        if (status == OK && seconds >= 0) {
            status = summary_set_percentile(table, percentiles[i].percent, seconds, err);
        }
    }
    if (status != OK) {
        return status;
    }
    summary_set_counts(table, measured, counts->bad, counts->errors);
    table_close_row(table);
    return OK;
}

/* "4xx" of http.response_time.4xx: all of these failed, and nobody else has its errors. */
static struct counts counts_of(const char *class, double measured, const struct counts *all)
{
    bool is_bad_class = class[0] == '1' || class[0] == '4' || class[0] == '5';
    return class[0] == '\0' ? *all : (struct counts){.bad = is_bad_class ? measured : 0};
}

/* http.response_time, and those of its classes, such as http.response_time.2xx, are rows. */
static enum status take_summaries(const struct json_spot *aggregate, const struct counts *counts,
                                  const struct record_sink *sink, struct error *err)
{
    static const char wanted[] = "http.response_time";
    struct json_spot summaries;
    const char *key;
    json_t *value;
    enum status status = json_get_container(aggregate, "summaries", JSON_OBJECT, &summaries, err);
    json_object_foreach(status == OK ? summaries.value : NULL, key, value)
    {
        size_t n = sizeof wanted - 1;
        if (status != OK || strncmp(key, wanted, n) != 0) {
            continue;
        }
        struct json_spot summary = json_member(&summaries, key);
        struct error row_error = {{0}};
        double measured;
        status = json_get_time(&summary, "count", OPTIONAL, NO_UNIT, &measured, &row_error);
        struct counts of = counts_of(key + n + (key[n] == '.'), measured, counts);
        status = status == OK ? take_summary(&summary, key, measured, &of, sink, &row_error) : status;
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

/* Reports of old: {"latency": {...}, "codes": {...}, "errors": {...}, "requestsCompleted": n}. */
static enum status take_old(const struct json_spot *aggregate, const struct record_sink *sink,
                            struct error *err)
{
    struct json_spot latency, codes = json_member(aggregate, "codes"),
                              errors = json_member(aggregate, "errors");
    struct counts counts = {0};
    double measured = 0;
    struct error row_error = {{0}};
    enum status status = json_get_container(aggregate, "latency", JSON_OBJECT, &latency, err);
    if (status != OK) {
        return status;
    }
    status = json_get_count(aggregate, "requestsCompleted", &measured, &row_error);
    status = status == OK ? add_up(&codes, "", true, &counts.bad, &row_error) : status;
    status = status == OK ? add_up(&errors, "", false, &counts.errors, &row_error) : status;
    status = status == OK ? take_summary(&latency, "latency", measured, &counts, sink, &row_error) : status;
    return record_judge(sink, status, &row_error, err);
}

static enum status take_artillery(const struct json_spot *root, const struct record_sink *sink,
                                  struct error *err)
{
    struct json_spot aggregate, counters;
    struct counts counts = {0};
    enum status status = json_get_container(root, "aggregate", JSON_OBJECT, &aggregate, err);
    if (status != OK) {
        return status;
    }
    if (json_object_get(aggregate.value, "requestsCompleted") != NULL) {
        return take_old(&aggregate, sink, err);
    }
    counters = json_member(&aggregate, "counters");
    counts.bad = counts.errors = counters.value == NULL ? NAN : 0; /* without them nobody knows */
    status = add_up(&counters, "http.codes.", true, &counts.bad, err);
    status = status == OK ? add_up(&counters, "errors.", false, &counts.errors, err) : status;
    return status == OK ? take_summaries(&aggregate, &counts, sink, err) : status;
}

static enum match probe_artillery(const char *bytes, size_t n)
{
    static const char *const keys[] = {"aggregate", "counters", "summaries"}, *const old[] = {
                                                                                  "aggregate",
                                                                                  "requestsCompleted",
                                                                                  "latency", "codes"};
    return json_looks_like(bytes, n, '{', keys, 3) || json_looks_like(bytes, n, '{', old, 4) ? MATCH
                                                                                             : NO_MATCH;
}

static enum status read_artillery(struct input *input, const struct import_options *options,
                                  struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_artillery, .is_document = true};
    enum status status = json_document_read(input, &format, options, table, log, err);
    return status == OK ? import_take_part(&classes, input->name, options, table, log, err) : status;
}

const struct importer formats_artillery = {
    .name = "artillery",
    .writes = "artillery run --output",
    .signs = "aggregate with counters and summaries, or with requestsCompleted, latency and codes",
    .quality = SUMMARY,
    .probe = probe_artillery,
    .read = read_artillery,
};
