/*
 * AWS Lambda Power Tuning: its output, whose `stats` have a mean time and cost for each memory size, and the
 * address that it draws them at, whose fragment has the same in base64. Means are trimmed, of how many
 * invocations is not said.
 */
#include <stdio.h>
#include <string.h>

#include "formats/cloud/tuning_address.h"
#include "formats/formats.h"
#include "import/json_members.h"
#include "read/json_records.h"
#include "read/text_records.h"

enum { QUALITY, MEMORY_MB, DURATION_MEAN_S, COST_MEAN_USD, COST_MEAN_CNY, SERIES, TUNING, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [QUALITY] = {"quality", FACTOR},
    [MEMORY_MB] = {"memory_mb", FACTOR},
    [DURATION_MEAN_S] = {"duration_mean_s", MEASURE},
    [COST_MEAN_USD] = {"cost_mean_usd", MEASURE},
    [COST_MEAN_CNY] = {"cost_mean_cny", MEASURE},
    [SERIES] = {"series", FACTOR},
    [TUNING] = {"tuning", FACTOR}, /* where a file holds the addresses of several: which */
};

/* Prices in China's regions are in its currency, which the address alone tells; NULL: there is none. */
static size_t cost_column(const char *url)
{
    return url != NULL && tuning_address_is_cny(url) ? COST_MEAN_CNY : COST_MEAN_USD;
}

static enum status add_size(struct table *table, const struct tuning_size *size, size_t column,
                            const char *series, const struct place *place, struct error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%.10g", size->memory_mb);
    enum status status = table_open_row(table, err);
    if (status != OK || (status = table_set_text(table, QUALITY, "summary", strlen("summary"), err)) != OK ||
        (status = table_set_text(table, MEMORY_MB, text, strlen(text), err)) != OK) {
        return status;
    }
    if (series != NULL) {
        status = record_set_text(table, SERIES, series, strlen(series), place, err);
    }
    if (status != OK) {
        return status;
    }
    table_set_number(table, DURATION_MEAN_S, size->duration_s);
    table_set_number(table, column, size->cost);
    table_close_row(table);
    return OK;
}

/* Adds what the address holds; *bad when that is nothing sensible. */
static enum status add_address(const char *url, struct table *table, const struct place *place, bool *bad,
                               struct error *err)
{
    struct tuning_address address;
    enum status status = OK;
    *bad = !tuning_address_decode(url, &address);
    for (size_t k = 0; !*bad && k < address.n_series; k++) {
        const struct tuning_series *series = &address.series[k];
        const char *name = address.n_series > 1 ? series->name : NULL;
        for (size_t i = 0; status == OK && i < series->n; i++) {
            status = add_size(table, &series->sizes[i], cost_column(url), name, place, err);
        }
    }
    return status;
}

/* ---- the output ---- */

/* The names of what is known of a size, which differ between the list of all and the one chosen. */
struct keys {
    const char *memory_mb, *duration_ms, *cost;
};

static enum status take_size(const struct json_spot *spot, const struct keys *keys, size_t column,
                             struct table *table, struct error *err)
{
    struct tuning_size size = {0};
    struct place place = {spot->file->name, 0, 0};
    enum status status = json_get_number(spot, keys->memory_mb, REQUIRED, &size.memory_mb, err);
    if (status != OK ||
        (status = json_get_time(spot, keys->duration_ms, REQUIRED, MILLISECONDS, &size.duration_s, err)) !=
            OK ||
        (status = json_get_time(spot, keys->cost, REQUIRED, NO_UNIT, &size.cost, err)) != OK) {
        return status;
    }
    if (!(size.memory_mb > 0)) {
        return json_spot_error(spot, err, "found the size %g, expected megabytes", size.memory_mb);
    }
    return add_size(table, &size, column, NULL, &place, err);
}

static enum status take_stats(const struct json_spot *stats, size_t column, const struct record_sink *sink,
                              struct error *err)
{
    static const struct keys keys = {"value", "averageDuration", "averagePrice"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(stats->value); i++) {
        struct json_spot stat = json_element(stats, i);
        struct error row_error = {{0}};
        status = take_size(&stat, &keys, column, sink->table, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

/* What stands in documents for an address: "#<encoded_data>", "#...". */
static bool is_placeholder(const char *url)
{
    const char *fragment = strchr(url, '#');
    return fragment == NULL || fragment[1] == '\0' || strchr(fragment, '<') != NULL ||
           strstr(fragment, "...") != NULL || strstr(fragment, "\xE2\x80\xA6") != NULL;
}

static enum status take_result(const struct json_spot *result, const struct record_sink *sink,
                               struct error *err)
{
    static const struct keys chosen = {"power", "duration", "cost"};
    struct json_spot stats = json_member(result, "stats"), machine = json_member(result, "stateMachine");
    struct json_spot address = json_member(&machine, "visualization");
    const char *url = json_string_value(address.value);
    if (json_is_array(stats.value)) {
        return take_stats(&stats, cost_column(url), sink, err);
    }
    if (url == NULL || is_placeholder(url)) { /* there is the chosen size alone */
        size_t column = url == NULL ? COST_MEAN_USD : cost_column(url);
        return take_size(result, &chosen, column, sink->table, err);
    }
    bool bad;
    struct place place = {result->file->name, 0, 0};
    enum status status = add_address(url, sink->table, &place, &bad, err);
    return status == OK && bad ? json_spot_error(&address, err,
                                                 "found an address without sizes, times and costs in "
                                                 "base64 behind its #")
                               : status;
}

/* The result itself, or in what wraps it. */
static enum status take_wrapped(const struct json_spot *root, const struct record_sink *sink,
                                struct error *err)
{
    struct json_spot results = json_member(root, "results"), output = json_member(root, "output");
    return take_result(json_is_object(results.value)  ? &results
                       : json_is_object(output.value) ? &output
                                                      : root,
                       sink, err);
}

/* `aws stepfunctions describe-execution` has the output as a text of JSON. */
static enum status take_power_tuning(const struct json_spot *root, const struct record_sink *sink,
                                     struct error *err)
{
    struct json_spot output = json_member(root, "output"), state = json_member(root, "status");
    const char *text = json_string_value(output.value), *said = json_string_value(state.value);
    if (said != NULL && strcmp(said, "SUCCEEDED") != 0) {
        return json_spot_error(&state, err, "found the status '%.40s', expected 'SUCCEEDED'", said);
    }
    if (text == NULL) {
        return take_wrapped(root, sink, err);
    }
    struct json_file file;
    struct error why = {{0}};
    enum status status = json_file_parse(&file, &(struct place){"output", 1, 1}, text, strlen(text), &why);
    if (status == OK) {
        struct json_spot result = json_root(&file);
        status = take_wrapped(&result, sink, &why);
    }
    json_file_release(&file);
    return json_spot_judge(&output, status, &why, err);
}

/* ---- a file of addresses ---- */

/* Those that were read. */
struct addresses {
    size_t n;
};

/* Says of the rows that are new which address they are of. */
static enum status number_rows(struct table *table, const struct addresses *addresses, struct error *err)
{
    char number[32];
    struct column *column = &table->columns[TUNING];
    uint32_t code;
    snprintf(number, sizeof number, "%zu", addresses->n);
    enum status status = dictionary_add(&column->dictionary, number, strlen(number), &code, err);
    if (status == OK) {
        status = codes_widen(&column->codes, code, table->rows, table->capacity, err);
    }
    for (size_t row = table->rows; status == OK && row-- > 0 && codes_get(&column->codes, row) == 0;) {
        codes_set(&column->codes, row, code);
    }
    return status;
}

/* A single one needs no number. */
static enum status finish_lines(const struct place *end, void *state, const struct record_sink *sink,
                                struct error *err)
{
    const struct addresses *addresses = state;
    const struct column *column = sink->table->n_columns == 0 ? NULL : &sink->table->columns[TUNING];
    (void)end;
    (void)err;
    for (size_t row = 0; column != NULL && addresses->n == 1 && row < sink->table->rows; row++) {
        codes_set(&column->codes, row, 0);
    }
    return OK;
}

static enum status take_line(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    struct addresses *addresses = state;
    bool bad;
    if (line->n == 0) {
        return OK;
    }
    addresses->n++;
    enum status status = add_address(line->text, sink->table, &line->place, &bad, err);
    if (status == OK) {
        status = number_rows(sink->table, addresses, err);
    }
    return status == OK && bad ? error_at(err, &line->place,
                                          "found '%.40s', expected an address with sizes, times and costs in "
                                          "base64 behind its #",
                                          line->text)
                               : status;
}

/* Whether the first line is one. The tool lets its users choose who draws the picture. */
static bool is_address(const char *bytes, size_t n)
{
    static const char *const begins[] = {"https://", "http://"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (n >= strlen(begins[i]) && memcmp(bytes, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether it is one that holds sizes, times and costs. */
static bool is_picture(const char *bytes, size_t n)
{
    char url[TUNING_ADDRESS_BYTES];
    const char *end = memchr(bytes, '\n', n);
    size_t length = end == NULL ? n : (size_t)(end - bytes);
    struct tuning_address address;
    if (!is_address(bytes, n) || length >= sizeof url) {
        return false;
    }
    memcpy(url, bytes, length);
    url[length] = '\0';
    return tuning_address_decode(url, &address);
}

static enum match probe_power_tuning(const char *bytes, size_t n)
{
    static const char *const keys[] = {"power", "cost", "duration"};
    static const char show[] = "https://lambda-power-tuning.show/"; /* where pictures are by default */
    static const char *const execution[] = {"output"};
    bool is_output = json_looks_like(bytes, n, '{', execution, 1) &&
                     memmem(bytes, n, "\\\"power\\\"", 9) != NULL &&
                     memmem(bytes, n, "\\\"cost\\\"", 8) != NULL;
    bool is_known = is_output || (n >= sizeof show - 1 && memcmp(bytes, show, sizeof show - 1) == 0);
    return is_known || is_picture(bytes, n) || json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_power_tuning(struct input *input, const struct import_options *options,
                                     struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format document = {
        .columns = columns, .n_columns = COLUMNS, .take = take_power_tuning, .is_document = true};
    static const struct text_format lines = {
        .columns = columns, .n_columns = COLUMNS, .take = take_line, .finish = finish_lines};
    struct addresses addresses = {0};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    const char *bytes;
    size_t n;
    enum status status = input_peek(input, strlen("https://"), &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    return is_address(bytes, n) ? text_lines_read(input, &lines, &addresses, &sink, err)
                                : json_document_read(input, &document, options, table, log, err);
}

const struct importer formats_power_tuning = {
    .name = "power-tuning",
    .writes = "AWS Lambda Power Tuning: its output, or the address of its picture",
    .signs = "power, cost and duration, or the address",
    .quality = SUMMARY,
    .probe = probe_power_tuning,
    .read = read_power_tuning,
};
