/*
 * AWS Lambda Power Tuning: its output, whose `stats` have a mean time and cost for each memory size, and the
 * address that it draws them at, whose fragment has the same in base64. Means are trimmed, of how many
 * invocations is not said.
 */
#include <math.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "import/json_records.h"
#include "import/text_records.h"

enum { QUALITY, MEMORY_MB, DURATION_MEAN_S, COST_MEAN_USD, SERIES, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},
    [MEMORY_MB] = {"memory_mb", FACTOR},
    [DURATION_MEAN_S] = {"duration_mean_s", MEASURE},
    [COST_MEAN_USD] = {"cost_mean_usd", MEASURE},
    [SERIES] = {"series", FACTOR},
};

enum { MOST_SIZES = 64, MOST_BYTES = 4 * MOST_SIZES };

/* ---- the address ---- */

/* "#<sizes>;<times>;<costs>", and for a comparison the same again and two names. */
struct fragment {
    char parts[8][1024];
    size_t n;
};

static bool split_fragment(const char *url, struct fragment *fragment)
{
    const char *at = strchr(url, '#');
    fragment->n = 0;
    while (at != NULL && fragment->n < 8) {
        size_t n = strcspn(at + 1, ";\" \r\n");
        if (n >= sizeof fragment->parts[0]) {
            return false;
        }
        memcpy(fragment->parts[fragment->n], at + 1, n);
        fragment->parts[fragment->n++][n] = '\0';
        at = at[1 + n] == ';' ? at + 1 + n : NULL;
    }
    return fragment->n == 3 || fragment->n == 8;
}

/* Decodes one part to bytes; their number, 0 when it is no base64 or too long. */
static size_t decode(const char *part, unsigned char bytes[MOST_BYTES])
{
    char padded[1028];
    size_t n = strlen(part);
    memcpy(padded, part, n + 1);
    while (n % 4 != 0) { /* addresses leave the padding out */
        padded[n++] = '=';
    }
    padded[n] = '\0';
    int got = b64_pton(padded, bytes, MOST_BYTES);
    return got < 0 ? 0 : (size_t)got;
}

static float read_float(const unsigned char *bytes)
{
    uint32_t bits =
        (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static enum status add_size(struct table *table, double memory_mb, double duration_s, double usd,
                            const char *series, struct error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%.10g", memory_mb);
    enum status status = table_open_row(table, err);
    if (status == OK) {
        status = table_set_text(table, QUALITY, "summary", strlen("summary"), err);
    }
    if (status == OK) {
        status = table_set_text(table, MEMORY_MB, text, strlen(text), err);
    }
    if (status == OK && series != NULL) {
        status = table_set_text(table, SERIES, series, strlen(series), err);
    }
    if (status == OK) {
        table_set_number(table, DURATION_MEAN_S, duration_s);
        table_set_number(table, COST_MEAN_USD, usd);
        table_close_row(table);
    }
    return status;
}

static bool is_sound(double memory_mb, double ms, double usd)
{
    return memory_mb > 0 && isfinite(ms) && ms >= 0 && isfinite(usd) && usd >= 0;
}

/* Three parts to rows; *bad when they don't fit together. */
static enum status add_series(const struct fragment *fragment, size_t first, const char *series,
                              struct table *table, bool *bad, struct error *err)
{
    unsigned char sizes[MOST_BYTES], times[MOST_BYTES], costs[MOST_BYTES];
    size_t n = decode(fragment->parts[first], sizes) / 2;
    enum status status = OK;
    *bad = n == 0 || decode(fragment->parts[first + 1], times) != 4 * n ||
           decode(fragment->parts[first + 2], costs) != 4 * n;
    for (size_t i = 0; status == OK && !*bad && i < n; i++) {
        double memory_mb = (double)(sizes[2 * i] | sizes[2 * i + 1] << 8);
        double ms = (double)read_float(times + 4 * i), usd = (double)read_float(costs + 4 * i);
        *bad = !is_sound(memory_mb, ms, usd);
        status = *bad ? OK : add_size(table, memory_mb, ms / 1000, usd, series, err);
    }
    return status;
}

/* Adds what the address holds; *bad when that is nothing sensible. */
static enum status add_address(const char *url, struct table *table, bool *bad, struct error *err)
{
    struct fragment fragment;
    *bad = !split_fragment(url, &fragment);
    if (*bad) {
        return OK;
    }
    bool both = fragment.n == 8;
    enum status status = add_series(&fragment, 0, both ? fragment.parts[6] : NULL, table, bad, err);
    return status == OK && both && !*bad ? add_series(&fragment, 3, fragment.parts[7], table, bad, err)
                                         : status;
}

/* ---- the output ---- */

static enum status take_stat(const struct json_spot *stat, const struct record_sink *sink, struct error *err)
{
    double memory_mb = 0, duration_s = 0, usd = 0;
    enum status status = json_get_number(stat, "value", REQUIRED, &memory_mb, err);
    if (status == OK) {
        status = json_get_time(stat, "averageDuration", REQUIRED, 1e3, &duration_s, err);
    }
    if (status == OK) {
        status = json_get_time(stat, "averagePrice", REQUIRED, 1, &usd, err);
    }
    if (status == OK && !(memory_mb > 0)) {
        return json_spot_error(stat, err, "found the size %g, expected megabytes", memory_mb);
    }
    return status == OK ? add_size(sink->table, memory_mb, duration_s, usd, NULL, err) : status;
}

static enum status take_stats(const struct json_spot *stats, const struct record_sink *sink,
                              struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(stats->value); i++) {
        struct json_spot stat = json_element(stats, i);
        struct error row_error = {{0}};
        status = take_stat(&stat, sink, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

/* Without stats and without an address there is the chosen size alone. */
static enum status take_choice(const struct json_spot *result, const struct record_sink *sink,
                               struct error *err)
{
    double memory_mb = 0, duration_s = 0, usd = 0;
    enum status status = json_get_number(result, "power", REQUIRED, &memory_mb, err);
    if (status == OK) {
        status = json_get_time(result, "duration", REQUIRED, 1e3, &duration_s, err);
    }
    if (status == OK) {
        status = json_get_time(result, "cost", REQUIRED, 1, &usd, err);
    }
    return status == OK ? add_size(sink->table, memory_mb, duration_s, usd, NULL, err) : status;
}

static enum status take(const struct json_spot *root, const struct record_sink *sink, struct error *err)
{
    struct json_spot wrapped = json_member(root, "results");
    const struct json_spot *result = json_is_object(wrapped.value) ? &wrapped : root;
    struct json_spot stats = json_member(result, "stats"), machine = json_member(result, "stateMachine");
    struct json_spot address = json_member(&machine, "visualization");
    const char *url = json_string_value(address.value);
    if (json_is_array(stats.value)) {
        return take_stats(&stats, sink, err);
    }
    if (url == NULL) {
        return take_choice(result, sink, err);
    }
    bool bad;
    enum status status = add_address(url, sink->table, &bad, err);
    return status == OK && bad ? json_spot_error(&address, err,
                                                 "found an address without sizes, times and costs in "
                                                 "base64 behind its #")
                               : status;
}

/* ---- a file that is the address alone ---- */

static enum status take_line(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    (void)state;
    bool bad;
    if (line->n == 0) {
        return OK;
    }
    enum status status = add_address(line->text, sink->table, &bad, err);
    return status == OK && bad ? error_at(err, &line->place,
                                          "found '%.40s', expected an address with sizes, times and costs in "
                                          "base64 behind its #",
                                          line->text)
                               : status;
}

static const char address_begins[] = "https://lambda-power-tuning.show/";

static bool is_address(const char *bytes, size_t n)
{
    return n >= sizeof address_begins - 1 && memcmp(bytes, address_begins, sizeof address_begins - 1) == 0;
}

static enum match probe_power_tuning(const char *bytes, size_t n)
{
    static const char *const keys[] = {"power", "cost", "duration"};
    return is_address(bytes, n) || json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_power_tuning(struct input *input, const struct import_options *options,
                                     struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format document = {.columns = columns, .n_columns = COLUMNS, .take = take};
    static const struct text_format lines = {.columns = columns, .n_columns = COLUMNS, .take = take_line};
    const struct record_sink sink = {options, table, log};
    const char *bytes;
    size_t n;
    enum status status = input_peek(input, sizeof address_begins, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    return is_address(bytes, n) ? text_lines_read(input, &lines, NULL, &sink, err)
                                : json_document_read(input, &document, options, table, log, err);
}

const struct importer import_power_tuning = {
    .name = "power-tuning",
    .writes = "AWS Lambda Power Tuning: its output, or the address of its picture",
    .signs = "power, cost and duration, or the address",
    .quality = SUMMARY,
    .probe = probe_power_tuning,
    .read = read_power_tuning,
};
