/* vegeta's CSV (`vegeta encode --to csv`), which has no header: one request a row, times in nanoseconds.
 * Older files end with the error, with the body, or with the number of the request. */
#include <string.h>

#include "formats/formats.h"
#include "formats/load/vegeta.h"
#include "read/csv_head.h"
#include "read/csv_records.h"

enum {
    TIMESTAMP,
    CODE,
    LATENCY,
    BYTES_OUT,
    BYTES_IN,
    ERROR,
    BODY,
    ATTACK,
    SEQ,
    METHOD,
    URL,
    HEADERS,
    FIELDS
};
static const struct csv_field fields[FIELDS] = {
    [TIMESTAMP] = {"timestamp", true}, [CODE] = {"code", true},         [LATENCY] = {"latency", true},
    [BYTES_OUT] = {"bytes_out", true}, [BYTES_IN] = {"bytes_in", true}, [ERROR] = {"error", true},
    [BODY] = {"body", false},          [ATTACK] = {"attack", false},    [SEQ] = {"seq", false},
    [METHOD] = {"method", false},      [URL] = {"url", false},          [HEADERS] = {"headers", false},
};

static const struct csv_map maps[] = {
    {CODE, VEGETA_STATUS, CSV_TEXT, REQUIRED, NO_UNIT},
    {LATENCY, VEGETA_LATENCY_S, CSV_TIME, REQUIRED, NANOSECONDS},
    {ERROR, VEGETA_ERROR, CSV_TEXT, OPTIONAL, NO_UNIT},
    {METHOD, VEGETA_METHOD, CSV_TEXT, OPTIONAL, NO_UNIT},
    {URL, VEGETA_URL, CSV_TEXT, OPTIONAL, NO_UNIT},
    {ATTACK, VEGETA_ATTACK, CSV_TEXT, OPTIONAL, NO_UNIT},
};

/* Whether the text is between `least` and `most` digits and nothing else. */
static bool is_digits(const char *text, size_t n, size_t least, size_t most)
{
    size_t digits = 0;
    while (digits < n && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    return n >= least && n <= most && digits == n;
}

/* Seconds with a point, as other tools write them, would be a time of 1970. */
static enum status read_start(const struct csv_record *record, double *start_s, struct error *err)
{
    size_t n = 0;
    const char *text = csv_record_field(record, TIMESTAMP, &n);
    struct place place = csv_record_place(record, TIMESTAMP);
    return text != NULL && is_digits(text, n, 1, 20)
               ? csv_record_get_time(record, TIMESTAMP, REQUIRED, NANOSECONDS, start_s, err)
               : error_at(err, &place, "found '%.40s', expected nanoseconds since 1970",
                          text == NULL ? "" : text);
}

/* 0 where no answer came. */
static enum status check_code(const struct csv_record *record, struct error *err)
{
    size_t n = 0;
    const char *text = csv_record_field(record, CODE, &n);
    struct place place = csv_record_place(record, CODE);
    return text != NULL && is_digits(text, n, 1, 3)
               ? OK
               : error_at(err, &place, "found '%.40s', expected a status code", text == NULL ? "" : text);
}

static enum status take_vegeta_csv(const struct csv_record *record, struct table *table, bool *keep,
                                   struct error *err)
{
    (void)keep;
    double start_s;
    size_t n;
    enum status status = read_start(record, &start_s, err);
    if (status != OK || (status = check_code(record, err)) != OK ||
        (status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err)) != OK) {
        return status;
    }
    table_set_number(table, VEGETA_START_S, start_s);
    return vegeta_set_censored(table, csv_record_field(record, ERROR, &n), err);
}

/* There never is a header, so that a wrong first row is told of as a row. */
static bool is_data(const struct csv_row *first)
{
    (void)first;
    return true;
}

/*
 * The first row begins with nanoseconds of this century (19 digits since 2001), a status code, and three
 * whole numbers. It need not end in what can be seen, as the body of an answer is in it.
 */
static enum match probe_vegeta_csv(const char *bytes, size_t n)
{
    static const struct {
        size_t least, most;
    } digits[] = {[TIMESTAMP] = {19, 19},
                  [CODE] = {1, 3},
                  [LATENCY] = {1, 19},
                  [BYTES_OUT] = {1, 20},
                  [BYTES_IN] = {1, 20}};
    struct csv_source source = csv_probe_source(bytes, n);
    const char *cell = source.bytes, *end = source.bytes + source.n;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        const char *comma = memchr(cell, ',', (size_t)(end - cell));
        if (comma == NULL || !is_digits(cell, (size_t)(comma - cell), digits[i].least, digits[i].most)) {
            return NO_MATCH;
        }
        cell = comma + 1;
    }
    return MATCH;
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = vegeta_columns,
                                           .n_columns = VEGETA_COLUMNS,
                                           .take = take_vegeta_csv,
                                           .is_data = is_data};

static enum status read_vegeta_csv(struct input *input, const struct import_options *options,
                                   struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_vegeta_csv = {
    .name = "vegeta-csv",
    .writes = "vegeta encode --to csv",
    .signs = "no header; nanoseconds since 1970, a status code and three whole numbers",
    .quality = EXACT,
    .probe = probe_vegeta_csv,
    .read = read_vegeta_csv,
};
