/* Percentages and times, one below the other, as of ApacheBench's -e: how long the fastest of every percent
 * took at most. One published row. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/unit_name.h"
#include "formats/formats.h"
#include "import/summary_record.h"
#include "read/aggregate.h"
#include "read/words.h"

/* How many times the percentages and the unit of the times are of the table's, by its heading. */
struct percentiles {
    bool open; /* the row is there */
    char separator;
    enum unit unit;
    double each; /* 100 for shares, "quantile" */
};

static const struct record_column columns[SUMMARY_COLUMNS] = {SUMMARY_RECORD_COLUMNS};

/* What parts the two names of a heading, "Percentage served,Time in ms"; NUL: it is none. */
static char find_separator(const char *line, size_t n)
{
    static const char separators[] = ",;\t";
    const char *at = NULL;
    char name[32] = {0};
    for (size_t i = 0; at == NULL && i < sizeof separators - 1; i++) {
        at = memchr(line, separators[i], n);
    }
    size_t length = at == NULL ? sizeof name : (size_t)(at - line);
    if (length >= sizeof name || memchr(at + 1, *at, n - length - 1) != NULL) {
        return '\0';
    }
    memcpy(name, line, length);
    return aggregate_is_percentile(name) ? *at : '\0';
}

static enum status take_heading(struct percentiles *known, const struct text_line *line,
                                const struct record_sink *sink, struct error *err)
{
    const char *times = strchr(line->text, known->separator) + 1;
    char *name = unit_name_in_seconds(times, &known->unit, err);
    free(name);
    if (known->unit == NO_UNIT) {
        return err->text[0] != '\0' ? BAD_SERVICE
                                    : error_at(err, &line->place,
                                               "found no unit of time in '%.40s', expected one, such as "
                                               "'%.20s (ms)'",
                                               times, times);
    }
    if (known->open) {
        table_close_row(sink->table);
    }
    known->open = true;
    known->each = strncasecmp(line->text, "quantile", strlen("quantile")) == 0 ? 100 : 1;
    return summary_open(sink->table, "summary", err);
}

/* "99,12.345" */
static enum status take_line(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    struct percentiles *known = state;
    char separator = find_separator(line->text, line->n);
    const char *comma = strchr(line->text, known->separator);
    if (separator != '\0') {
        known->separator = separator;
        return take_heading(known, line, sink, err);
    }
    if (line->n == 0) {
        return OK;
    }
    if (comma == NULL || !known->open) {
        return error_at(err, &line->place, "found '%.40s', expected a percentage and a time", line->text);
    }
    char percent[NUMBER_TEXT] = {0};
    double number, seconds;
    size_t n = (size_t)(comma - line->text);
    enum status status = record_parse_number(line->text, n, &line->place, &number, err);
    status = status == OK
                 ? record_parse_time(comma + 1, strlen(comma + 1), known->unit, &line->place, &seconds, err)
                 : status;
    if (status != OK) {
        return status;
    }
    number *= known->each;
    if (!(number >= 0 && number <= 100)) {
        return error_at(err, &line->place, "found '%.40s', expected a percentage from 0 to 100", line->text);
    }
    number_write(number, percent);
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
    const struct percentiles *known = state;
    if (known->open) {
        table_close_row(sink->table);
    }
    return OK;
}

static enum match probe_ab_percentiles(const char *bytes, size_t n)
{
    const char *feed = memchr(bytes, '\n', n);
    size_t length = feed == NULL ? 0 : (size_t)(feed - bytes) - (feed > bytes && feed[-1] == '\r');
    return length > 0 && find_separator(bytes, length) != '\0' ? MATCH : NO_MATCH;
}

static enum status read_ab_percentiles(struct input *input, const struct import_options *options,
                                       struct table *table, struct import_log *log, struct error *err)
{
    static const struct text_format format = {
        .columns = columns, .n_columns = SUMMARY_COLUMNS, .take = take_line, .finish = end_percentiles};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct percentiles known = {.separator = ','};
    return text_lines_read(input, &format, &known, &sink, err);
}

const struct importer formats_ab_percentiles = {
    .name = "ab-percentiles",
    .writes = "ab -e; percentages and times of any tool",
    .signs = "a heading of percentages and times, such as Percentage served,Time in ms",
    .quality = SUMMARY,
    .probe = probe_ab_percentiles,
    .read = read_ab_percentiles,
};
