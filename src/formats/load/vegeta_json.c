/* vegeta's JSON lines (`vegeta encode`): one request each, times in nanoseconds. */
#include "formats/formats.h"
#include "formats/load/vegeta.h"
#include "import/json_members.h"
#include "read/json_records.h"

/* The members that are kept as they are. */
static const struct json_map maps[] = {
    {"code", VEGETA_STATUS, JSON_TEXT, REQUIRED, NO_UNIT},
    {"latency", VEGETA_LATENCY_S, JSON_TIME, REQUIRED, NANOSECONDS},
    {"error", VEGETA_ERROR, JSON_TEXT, OPTIONAL, NO_UNIT},
    {"method", VEGETA_METHOD, JSON_TEXT, OPTIONAL, NO_UNIT},
    {"url", VEGETA_URL, JSON_TEXT, OPTIONAL, NO_UNIT},
    {"attack", VEGETA_ATTACK, JSON_TEXT, OPTIONAL, NO_UNIT},
};

enum { MOST_CODE = 999 }; /* the least is 0, where no answer came */

static enum status take_vegeta_json(const struct json_spot *value, const struct record_sink *sink,
                                    struct error *err)
{
    double start_s;
    struct json_spot code = json_member(value, "code");
    const char *error = json_string_value(json_member(value, "error").value);
    enum status status = json_get_date(value, "timestamp", REQUIRED, &start_s, err);
    if (status != OK) {
        return status;
    }
    if (!(json_is_integer(code.value) && json_integer_value(code.value) >= 0 &&
          json_integer_value(code.value) <= MOST_CODE)) {
        return json_spot_error(&code, err, "found no status code in 'code', expected one");
    }
    status = table_open_row(sink->table, err);
    if (status != OK ||
        (status = json_copy_members(value, maps, sizeof maps / sizeof *maps, sink->table, err)) != OK ||
        (status = vegeta_set_censored(sink->table, error, err)) != OK) {
        return status;
    }
    table_set_number(sink->table, VEGETA_START_S, start_s);
    table_close_row(sink->table);
    return OK;
}

/* Without attack and seq, which older ones do not have. */
static enum match probe_vegeta_json(const char *bytes, size_t n)
{
    static const char *const keys[] = {"code", "timestamp", "latency", "bytes_out", "bytes_in"};
    return json_looks_like(bytes, n, '{', keys, sizeof keys / sizeof *keys) ? MATCH : NO_MATCH;
}

static enum status read_vegeta_json(struct input *input, const struct import_options *options,
                                    struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = vegeta_columns, .n_columns = VEGETA_COLUMNS, .take = take_vegeta_json};
    return json_lines_read(input, &format, options, table, log, err);
}

const struct importer formats_vegeta_json = {
    .name = "vegeta-json",
    .writes = "vegeta encode --to json, one request a line",
    .signs = "code, timestamp, latency, bytes_out and bytes_in in the first line",
    .quality = EXACT,
    .probe = probe_vegeta_json,
    .read = read_vegeta_json,
};
