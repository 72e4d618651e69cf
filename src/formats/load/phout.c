/* Yandex.Tank's phout: a row a request, without a header; times in microseconds. */
#include <ctype.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "import/record.h"
#include "read/csv_records.h"

/* In the order of the file. */
enum { TIME, TAG, INTERVAL, CONNECT, SEND, LATENCY, RECEIVE, EVENT, OUT, IN, NET_CODE, PROTO_CODE, FIELDS };
static const struct csv_field fields[FIELDS] = {
    {"time", true},      {"tag", true},     {"interval_real", true}, {"connect_time", true},
    {"send_time", true}, {"latency", true}, {"receive_time", true},  {"interval_event", true},
    {"size_out", true},  {"size_in", true}, {"net_code", true},      {"proto_code", true}};

enum { START_S, LATENCY_S, FIRST_BYTE_S, CONNECT_S, STATUS, ERROR, TAG_TEXT, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE},
    [LATENCY_S] = {"latency_s", MEASURE},
    [FIRST_BYTE_S] = {"first_byte_s", MEASURE},
    [CONNECT_S] = {"connect_s", MEASURE},
    [STATUS] = {"status", FACTOR},
    [ERROR] = {"error", FACTOR},
    [TAG_TEXT] = {"tag", FACTOR},
};

/* first_byte_s is what the tank calls latency: the wait for the response once the request is sent. */
static const struct csv_map maps[] = {
    {TIME, START_S, CSV_TIME, REQUIRED, SECONDS},
    {INTERVAL, LATENCY_S, CSV_TIME, REQUIRED, MICROSECONDS},
    {LATENCY, FIRST_BYTE_S, CSV_TIME, OPTIONAL, MICROSECONDS},
    {CONNECT, CONNECT_S, CSV_TIME, OPTIONAL, MICROSECONDS},
    {TAG, TAG_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
};

/* The network's code is an errno, 0 without an error; the protocol's is HTTP's, and 0 where there was no
 * answer. */
static enum status take_phout(const struct csv_record *record, struct table *table, bool *keep,
                              struct error *err)
{
    (void)keep;
    double net;
    size_t n;
    enum status status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    status = status == OK ? csv_record_get_number(record, NET_CODE, REQUIRED, &net, err) : status;
    if (status != OK) {
        return status;
    }
    const char *code = csv_record_field(record, PROTO_CODE, &n);
    const char *text = net != 0 || code == NULL || strcmp(code, "0") == 0 ? "failed" : code;
    status = table_set_text(table, STATUS, text, strlen(text), err);
    const char *net_code = csv_record_field(record, NET_CODE, &n);
    return status == OK && net != 0 ? table_set_text(table, ERROR, net_code, n, err) : status;
}

/* Twelve cells, of which all but the tag are numbers, and the first is a time since 1970. */
static bool is_data(const struct csv_row *first)
{
    bool numbers = first->n == FIELDS && first->separator == '\t';
    for (size_t i = 0; numbers && i < FIELDS; i++) {
        size_t n;
        double number;
        const char *cell = csv_cell(first, i, &n);
        numbers = i == TAG || (number_parse(cell, n, &number) && (i != TIME || number > 1e8));
    }
    return numbers;
}

static const size_t telling[] = {NET_CODE, PROTO_CODE};
static const struct csv_plan plan = {.maps = maps,
                                     .n_maps = sizeof maps / sizeof *maps,
                                     .telling = telling,
                                     .n_telling = sizeof telling / sizeof *telling};

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_phout,
                                           .is_data = is_data,
                                           .plan = &plan};

static enum match probe_phout(const char *bytes, size_t n)
{
    return n > 0 && isdigit((unsigned char)bytes[0]) ? csv_dialect_probe(&dialect, bytes, n) : NO_MATCH;
}

static enum status read_phout(struct input *input, const struct import_options *options, struct table *table,
                              struct import_log *log, struct error *err)
{
    struct csv_dialect asked = dialect;
    bool skips[COLUMNS];
    csv_dialect_skip(&asked, &options->wanted, skips);
    return csv_dialect_read(&asked, input, options, table, log, err);
}

static const struct explain_row origins[] = {{"start_s", "time in s: 1st cell"},
                                             {"tag", "tag: 2nd cell"},
                                             {"latency_s", "interval_real in us: 3rd cell"},
                                             {"connect_s", "connect_time in us: 4th cell"},
                                             {"first_byte_s", "latency in us: 6th cell"},
                                             {"status", "proto_code, or failed by net_code: last two cells"},
                                             {"error", "net_code: 11th cell"},
                                             {0}};

const struct importer formats_phout = {
    .origins = origins,
    .name = "phout",
    .writes = "Yandex.Tank's phout.log",
    .signs = "twelve cells parted by tabs, numbers but for the second",
    .quality = EXACT,
    .probe = probe_phout,
    .read = read_phout,
};
