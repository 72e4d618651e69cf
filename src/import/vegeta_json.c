/* vegeta's JSON lines (`vegeta encode`): one request each, times in nanoseconds. */
#include "import/json_records.h"

enum { START_S, LATENCY_S, STATUS, ERROR, METHOD, URL, ATTACK, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE}, [LATENCY_S] = {"latency_s", MEASURE}, [STATUS] = {"status", FACTOR},
    [ERROR] = {"error", FACTOR},      [METHOD] = {"method", FACTOR},        [URL] = {"url", FACTOR},
    [ATTACK] = {"attack", FACTOR},
};

/* The members that are kept as they are. */
static const struct {
    const char *key;
    size_t column;
} texts[] = {{"code", STATUS}, {"error", ERROR}, {"method", METHOD}, {"url", URL}, {"attack", ATTACK}};

static enum status take(const struct json_spot *value, const struct record_sink *sink, struct error *err)
{
    double latency_s, start_s;
    enum status status = json_get_time(value, "latency", REQUIRED, 1e9, &latency_s, err);
    if (status == OK) {
        status = json_get_date(value, "timestamp", REQUIRED, &start_s, err);
    }
    if (status == OK) {
        status = table_open_row(sink->table, err);
    }
    for (size_t i = 0; status == OK && i < sizeof texts / sizeof *texts; i++) {
        status = json_set_text(value, texts[i].key, sink->table, texts[i].column, err);
    }
    if (status == OK) {
        table_set_number(sink->table, START_S, start_s);
        table_set_number(sink->table, LATENCY_S, latency_s);
        table_close_row(sink->table);
    }
    return status;
}

static enum match probe_vegeta_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"attack", "seq", "code", "timestamp", "latency"};
    return json_looks_like(bytes, n, '{', keys, sizeof keys / sizeof *keys) ? MATCH : NO_MATCH;
}

static enum status read_vegeta_json(struct input *input, const struct import_options *options,
                                    struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {.columns = columns, .n_columns = COLUMNS, .take = take};
    return json_lines_read(input, &format, options, table, log, err);
}

const struct importer import_vegeta_json = {
    .name = "vegeta-json",
    .writes = "vegeta encode --to json, one request a line",
    .signs = "attack, seq, code, timestamp and latency in the first line",
    .quality = EXACT,
    .probe = probe_vegeta_json,
    .read = read_vegeta_json,
};
