/* The results of CloudWatch Logs Insights as the console saves them: the query's field names are the header.
 */
#include <string.h>

#include "formats/cloud/insights.h"
#include "formats/formats.h"
#include "read/csv_head.h"
#include "read/csv_records.h"

static const struct csv_field fields[INSIGHTS_FIELDS] = {
    [INSIGHTS_TIMESTAMP] = {"@timestamp", false},
    [INSIGHTS_MESSAGE] = {"@message", false},
    [INSIGHTS_REQUEST_ID] = {"@requestId", false},
    [INSIGHTS_DURATION] = {"@duration", false},
    [INSIGHTS_BILLED_DURATION] = {"@billedDuration", false},
    [INSIGHTS_INIT_DURATION] = {"@initDuration", false},
    [INSIGHTS_MEMORY_SIZE] = {"@memorySize", false},
    [INSIGHTS_MAX_MEMORY_USED] = {"@maxMemoryUsed", false},
};

/* insights_add closes the rows that it adds. */
static enum status take_insights_csv(const struct csv_record *record, struct table *table, bool *keep,
                                     struct error *err)
{
    const char *texts[INSIGHTS_FIELDS];
    struct place places[INSIGHTS_FIELDS];
    bool added;
    for (size_t f = 0; f < INSIGHTS_FIELDS; f++) {
        size_t n;
        texts[f] = csv_record_field(record, f, &n);
        places[f] = csv_record_place(record, f);
    }
    *keep = false;
    return insights_add(texts, places, table, &added, err);
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = INSIGHTS_FIELDS,
                                           .columns = lambda_columns,
                                           .n_columns = LAMBDA_COLUMNS,
                                           .take = take_insights_csv};

/* A header that has @duration or @message among its names. */
static enum match probe_insights_csv(const char *bytes, size_t n)
{
    struct csv_source source = csv_probe_source(bytes, n);
    const char *feed = source.n == 0 ? NULL : memchr(source.bytes, '\n', source.n);
    size_t line = feed == NULL ? source.n : (size_t)(feed - source.bytes);
    const char *first = source.bytes + (line > 0 && source.bytes[0] == '"');
    bool is_header = line > 1 && *first == '@';
    return is_header && (memmem(source.bytes, line, "@duration", 9) != NULL ||
                         memmem(source.bytes, line, "@message", 8) != NULL)
               ? MATCH
               : NO_MATCH;
}

static enum status read_insights_csv(struct input *input, const struct import_options *options,
                                     struct table *table, struct import_log *log, struct error *err)
{
    return csv_dialect_read(&dialect, input, options, table, log, err);
}

const struct importer formats_insights_csv = {
    .name = "insights-csv",
    .writes = "CloudWatch Logs Insights: results saved as CSV",
    .signs = "a header with @duration or @message",
    .quality = EXACT,
    .probe = probe_insights_csv,
    .read = read_insights_csv,
};
