/* k6's CSV (--out csv): rows of all metrics, of which those of http_req_duration are requests; columns are
 * the tags that were on. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "formats/formats.h"
#include "formats/load/k6_tags.h"
#include "read/csv_records.h"

enum {
    METRIC,
    TIMESTAMP,
    VALUE,
    STATUS,
    ERROR,
    ERROR_CODE,
    EXPECTED_RESPONSE,
    NAME,
    URL,
    EXTRA_TAGS,
    METADATA,
    FIELDS
};
static const struct csv_field fields[FIELDS] = {
    [METRIC] = {"metric_name", true},
    [TIMESTAMP] = {"timestamp", true},
    [VALUE] = {"metric_value", true},
    [STATUS] = {"status", false},
    [ERROR] = {"error", false},
    [ERROR_CODE] = {"error_code", false},
    [EXPECTED_RESPONSE] = {"expected_response", false},
    [NAME] = {"name", false},
    [URL] = {"url", false},
    [EXTRA_TAGS] = {"extra_tags", false},
    [METADATA] = {"metadata", false},
};

/* Seconds, or with K6_CSV_TIME_FORMAT thousandths of them and smaller: told apart by size, as none was in
 * this century what the others say. */
static enum status read_timestamp(const struct csv_record *record, double *end_s, struct error *err)
{
    size_t n;
    const char *text = csv_record_field(record, TIMESTAMP, &n);
    struct place place = csv_record_place(record, TIMESTAMP);
    if (text != NULL && strchr(text, ':') != NULL) {
        return date_parse(text, n, end_s)
                   ? OK
                   : error_at(err, &place, "found '%.40s', expected a date (RFC 3339)", text);
    }
    enum status status = csv_record_get_time(record, TIMESTAMP, REQUIRED, SECONDS, end_s, err);
    enum unit unit = *end_s > 1e17   ? NANOSECONDS
                     : *end_s > 1e14 ? MICROSECONDS
                     : *end_s > 1e11 ? MILLISECONDS
                                     : SECONDS;
    return status == OK ? csv_record_get_time(record, TIMESTAMP, REQUIRED, unit, end_s, err) : status;
}

/* "a=1&b=2" are tags of the user's. */
static enum status set_extra_tags(const struct csv_record *record, struct table *table, struct error *err)
{
    size_t n;
    const char *text = csv_record_field(record, EXTRA_TAGS, &n);
    struct place place = csv_record_place(record, EXTRA_TAGS);
    enum status status = OK;
    while (status == OK && text != NULL && *text != '\0') {
        size_t pair = strcspn(text, "&"), key = strcspn(text, "=&");
        char name[64] = "";
        if (key < pair && key > 0 && key < sizeof name) {
            memcpy(name, text, key);
            status = k6_set_tag(table, name, text + key + 1, pair - key - 1, &place, err);
        }
        text += pair + (text[pair] == '&');
    }
    return status;
}

static enum status set_named(const struct csv_record *record, struct table *table, struct error *err)
{
    static const size_t named[] = {STATUS, ERROR, ERROR_CODE, EXPECTED_RESPONSE, NAME};
    size_t n, name_n;
    const char *code = csv_record_field(record, STATUS, &n);
    const char *expected = csv_record_field(record, EXPECTED_RESPONSE, &n);
    enum status status = code == NULL && expected != NULL ? k6_set_verdict(table, expected, err) : OK;
    for (size_t i = 0; status == OK && i < sizeof named / sizeof *named; i++) {
        const char *text = csv_record_field(record, named[i], &n);
        struct place place = csv_record_place(record, named[i]);
        if (text != NULL) {
            status = k6_set_tag(table, fields[named[i]].name, text, n, &place, err);
        }
    }
    const char *url = csv_record_field(record, URL, &n), *name = csv_record_field(record, NAME, &name_n);
    struct place place = csv_record_place(record, URL);
    return status == OK && url != NULL && (name == NULL || strcmp(url, name) != 0)
               ? k6_set_tag(table, "url", url, n, &place, err)
               : status;
}

static enum status take_k6_csv(const struct csv_record *record, struct table *table, bool *keep,
                               struct error *err)
{
    size_t n;
    const char *metric = csv_record_field(record, METRIC, &n);
    double end_s, latency_s;
    *keep = metric != NULL && strcmp(metric, k6_metric) == 0;
    if (!*keep) {
        return OK;
    }
    enum status status = read_timestamp(record, &end_s, err);
    if (status != OK ||
        (status = csv_record_get_time(record, VALUE, REQUIRED, MILLISECONDS, &latency_s, err)) != OK) {
        return status;
    }
    k6_set_times(table, end_s, latency_s);
    status = set_named(record, table, err);
    return status == OK ? set_extra_tags(record, table, err) : status;
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = k6_columns,
                                           .n_columns = K6_COLUMNS,
                                           .take = take_k6_csv,
                                           .keeps_others = true};

static enum match probe_k6_csv(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_k6_csv(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_k6_csv = {
    .name = "k6-csv",
    .writes = "k6 run --out csv",
    .signs = "columns metric_name, timestamp, metric_value",
    .quality = EXACT,
    .probe = probe_k6_csv,
    .read = read_k6_csv,
};
