/* ApacheBench's -e: how long the fastest of every percent took at most. One published row. */
#include <string.h>

#include "formats/formats.h"
#include "import/summary_record.h"
#include "read/words.h"

static const char heading[] = "Percentage served,Time in ms";

static const struct record_column columns[SUMMARY_COLUMNS] = {SUMMARY_RECORD_COLUMNS};

/* "99,12.345" */
static enum status take_line(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    bool *open = state;
    const char *comma = strchr(line->text, ',');
    if (strcmp(line->text, heading) == 0) {
        if (*open) {
            table_close_row(sink->table);
        }
        *open = true;
        return summary_open(sink->table, "summary", err);
    }
    if (line->n == 0) {
        return OK;
    }
    if (comma == NULL || !*open) {
        return error_at(err, &line->place, "found '%.40s', expected a percentage and a time", line->text);
    }
    char percent[16] = {0};
    double number, seconds;
    size_t n = (size_t)(comma - line->text);
    enum status status = record_parse_number(line->text, n, &line->place, &number, err);
    status = status == OK
                 ? record_parse_time(comma + 1, strlen(comma + 1), MILLISECONDS, &line->place, &seconds, err)
                 : status;
    if (status == OK && (n >= sizeof percent || !(number >= 0 && number <= 100))) {
        return error_at(err, &line->place, "found '%.40s', expected a percentage from 0 to 100", line->text);
    }
    if (status != OK) {
        return status;
    }
    memcpy(percent, line->text, n);
    if (number > 0 && number < 100) {
        return summary_set_percentile(sink->table, percent, seconds, err);
    }
    table_set_number(sink->table, number == 0 ? SUMMARY_MIN_S : SUMMARY_MAX_S, seconds);
    return OK;
}

static enum status end_percentiles(const struct place *end, void *state, const struct record_sink *sink,
                                   struct error *err)
{
    (void)end, (void)err;
    const bool *open = state;
    if (*open) {
        table_close_row(sink->table);
    }
    return OK;
}

static enum match probe_ab_percentiles(const char *bytes, size_t n)
{
    return n >= sizeof heading - 1 && memcmp(bytes, heading, sizeof heading - 1) == 0 ? MATCH : NO_MATCH;
}

static enum status read_ab_percentiles(struct input *input, const struct import_options *options,
                                       struct table *table, struct import_log *log, struct error *err)
{
    static const struct text_format format = {
        .columns = columns, .n_columns = SUMMARY_COLUMNS, .take = take_line, .finish = end_percentiles};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    bool open = false;
    return text_lines_read(input, &format, &open, &sink, err);
}

const struct importer formats_ab_percentiles = {
    .name = "ab-percentiles",
    .writes = "ab -e",
    .signs = "the heading Percentage served,Time in ms",
    .quality = SUMMARY,
    .probe = probe_ab_percentiles,
    .read = read_ab_percentiles,
};
