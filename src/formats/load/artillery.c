/* artillery's JSON report: summaries of http.response_time, the time to the first byte, of the whole run. */
#include <string.h>

#include "formats/formats.h"
#include "import/json_members.h"
#include "import/summary_record.h"
#include "read/json_records.h"

enum { NAME = SUMMARY_COLUMNS, COLUMNS };
static const struct record_column columns[COLUMNS] = {SUMMARY_RECORD_COLUMNS, [NAME] = {"name", FACTOR}};

static const struct json_map maps[] = {
    {"mean", SUMMARY_MEAN_S, JSON_TIME, OPTIONAL, MILLISECONDS},
    {"min", SUMMARY_MIN_S, JSON_TIME, OPTIONAL, MILLISECONDS},
    {"max", SUMMARY_MAX_S, JSON_TIME, OPTIONAL, MILLISECONDS},
    {"count", SUMMARY_N, JSON_NUMBER, OPTIONAL, NO_UNIT},
};

static const struct {
    const char *key, *percent;
} percentiles[] = {{"p50", "50"}, {"p75", "75"}, {"p90", "90"},
                   {"p95", "95"}, {"p99", "99"}, {"p999", "99.9"}};

static enum status take_summary(const struct json_spot *summary, const char *name,
                                const struct record_sink *sink, struct error *err)
{
    enum status status = summary_open(sink->table, "summary", err);
    if (status != OK || (status = table_set_text(sink->table, NAME, name, strlen(name), err)) != OK) {
        return status;
    }
    status = json_copy_members(summary, maps, sizeof maps / sizeof *maps, sink->table, err);
    for (size_t i = 0; status == OK && i < sizeof percentiles / sizeof *percentiles; i++) {
        double seconds;
        status = json_get_time(summary, percentiles[i].key, OPTIONAL, MILLISECONDS, &seconds, err);
        if (status == OK && seconds >= 0) {
            status = summary_set_percentile(sink->table, percentiles[i].percent, seconds, err);
        }
    }
    if (status != OK) {
        return status;
    }
    table_close_row(sink->table);
    return OK;
}

/* http.response_time, and those of its kinds, such as http.response_time.2xx, are rows. */
static enum status take_artillery(const struct json_spot *root, const struct record_sink *sink,
                                  struct error *err)
{
    static const char wanted[] = "http.response_time";
    struct json_spot aggregate, summaries;
    const char *key;
    json_t *value;
    enum status status = json_get_container(root, "aggregate", JSON_OBJECT, &aggregate, err);
    status =
        status == OK ? json_get_container(&aggregate, "summaries", JSON_OBJECT, &summaries, err) : status;
    json_object_foreach(status == OK ? summaries.value : NULL, key, value)
    {
        struct json_spot summary = json_member(&summaries, key);
        bool is_wanted = status == OK && strncmp(key, wanted, sizeof wanted - 1) == 0;
        struct error row_error = {{0}};
        enum status taken = is_wanted ? take_summary(&summary, key, sink, &row_error) : OK;
        status = is_wanted ? record_judge(sink, taken, &row_error, err) : status;
    }
    return status;
}

static enum match probe_artillery(const char *bytes, size_t n)
{
    static const char *const keys[] = {"aggregate", "counters", "summaries"};
    return json_looks_like(bytes, n, '{', keys, 3) ? MATCH : NO_MATCH;
}

static enum status read_artillery(struct input *input, const struct import_options *options,
                                  struct table *table, struct import_log *log, struct error *err)
{
    static const struct json_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_artillery};
    return json_document_read(input, &format, options, table, log, err);
}

const struct importer formats_artillery = {
    .name = "artillery",
    .writes = "artillery run --output",
    .signs = "aggregate with counters and summaries",
    .quality = SUMMARY,
    .probe = probe_artillery,
    .read = read_artillery,
};
