/*
 * The percentile table of HdrHistogram (.hgrm, or as CSV), of wrk2 --latency and of vegeta's hdrplot. Two
 * lines of it, with their values and how many requests were not above them, are the ends of a bucket.
 */
#include <math.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/hdr/hdr_measure.h"
#include "read/words.h"

enum {
    QUALITY,
    LOW_S,
    HIGH_S,
    BUCKET_N,
    MEAN_S,
    POPULATION_SD_S,
    PUBLISHED_N,
    FAILED_N,
    FAILED_INSIDE_N,
    CORRECTION,
    COLUMNS
};

/* wrk2 -U prints the same requests twice: from when each was due, and from when it was sent. */
static const struct import_parts corrections = {"correction", "corrected", "uncorrected",
                                                "are of the same requests, uncorrected for late starts"};

enum { VALUE, PERCENTILE, TOTAL_COUNT, INVERSE, CELLS };

/* A table's own mean and standard deviation, which are finer than its lines. */
struct footer {
    double mean, sd, n; /* in the file's unit */
    enum unit unit;
    bool is_uncorrected;
};
enum { MOST_FOOTERS = 8 }; /* of one run */

struct spectrum {
    struct hdr_measure measure;
    bool is_wrk2, in_rows, is_csv;
    enum unit unit; /* of this table's values */
    size_t lines;
    double value, percentile, count; /* of the line before, in the file's unit */
    double step;                     /* the value of the first line that had this count */
    double low, high, n;             /* the bucket that the next lines can only widen; n 0: none */
    double least_sum, greatest_sum;  /* of what is in the buckets */
    bool is_uncorrected;             /* by wrk2's name of the table */
    struct footer footers[MOST_FOOTERS];
    size_t n_footers;
    double bad_answers, socket_errors; /* of wrk2's run */
};

/* ---- cells ---- */

/* The next cell of a line of CSV, or of columns; an empty one behind the last. */
static bool next_cell(const struct spectrum *spectrum, const char **at, struct word *cell)
{
    if (!spectrum->is_csv) {
        return word_next(at, cell);
    }
    cell->text = *at;
    cell->n = strcspn(*at, ",");
    *at += cell->n + (cell->text[cell->n] == ',');
    return cell->n > 0;
}

static bool is_infinite(const struct word *cell)
{
    return word_is(cell, "inf") || word_is(cell, "Infinity");
}

/* Reads the numbers of a line; its last one, which follows from the second, is only looked at. */
static enum status parse_cells(const struct text_line *line, const struct spectrum *spectrum,
                               double cells[CELLS], struct error *err)
{
    const char *at = line->text;
    struct word cell;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < CELLS; i++) {
        bool any = next_cell(spectrum, &at, &cell);
        struct place place = word_place(line, &cell);
        bool may_lack = i == INVERSE && cells[PERCENTILE] == 1; /* Java's last line ends before it */
        if (!(any ? i == INVERSE && is_infinite(&cell) : may_lack)) {
            status = record_parse_number(cell.text, cell.n, &place, &cells[i], err);
        }
        if (status == OK && i == VALUE && cells[i] < 0) {
            return error_at(err, &place, "found '%.*s', expected a time that is not negative",
                            word_shown(&cell), cell.text);
        }
    }
    if (status != OK) {
        return status;
    }
    if (next_cell(spectrum, &at, &cell)) {
        struct place place = word_place(line, &cell);
        return error_at(err, &place, "found '%.*s', expected the end of the line", word_shown(&cell),
                        cell.text);
    }
    return OK;
}

/* ---- buckets ---- */

static enum status set_correction(struct table *table, bool is_uncorrected, struct error *err)
{
    const char *word = is_uncorrected ? corrections.other : corrections.taken;
    return table_set_text(table, CORRECTION, word, strlen(word), err);
}

static enum status close_bucket(struct spectrum *spectrum, const struct record_sink *sink, struct error *err)
{
    struct table *table = sink->table;
    if (spectrum->n == 0) {
        return OK;
    }
    spectrum->least_sum += spectrum->low * spectrum->n;
    spectrum->greatest_sum += spectrum->high * spectrum->n;
    enum status status = table_open_row(table, err);
    if (status == OK) {
        status = table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err);
    }
    status = status == OK ? set_correction(table, spectrum->is_uncorrected, err) : status;
    if (status == OK) {
        table_set_number(table, LOW_S, unit_seconds_of_decimal(spectrum->low, spectrum->unit));
        table_set_number(table, HIGH_S, unit_seconds_of_decimal(spectrum->high, spectrum->unit));
        table_set_number(table, BUCKET_N, spectrum->n);
        table_close_row(table);
    }
    spectrum->n = 0;
    return status;
}

/*
 * Lines with the same count are one step. A bucket lies between steps: from the first line of the one to the
 * last line of the other, because the counts of vegeta are rounded; HdrHistogram's lines of a step have the
 * same value. What is not above the line of percentile 0 is the lowest value itself, as the tool rounds it.
 */
static enum status take_cells(struct spectrum *spectrum, const double cells[CELLS],
                              const struct record_sink *sink, struct error *err)
{
    enum status status = OK;
    if (spectrum->lines == 0) {
        spectrum->step = cells[PERCENTILE] == 0 ? cells[VALUE] : 0;
    }
    if (cells[TOTAL_COUNT] > spectrum->count) {
        status = close_bucket(spectrum, sink, err);
        spectrum->low = spectrum->step;
        spectrum->n = cells[TOTAL_COUNT] - spectrum->count;
        spectrum->step = cells[VALUE];
    }
    spectrum->high = cells[VALUE];
    spectrum->value = cells[VALUE];
    spectrum->percentile = cells[PERCENTILE];
    spectrum->count = cells[TOTAL_COUNT];
    spectrum->lines++;
    return status;
}

static enum status take_row(const struct text_line *line, struct spectrum *spectrum,
                            const struct record_sink *sink, struct error *err)
{
    double cells[CELLS] = {0};
    enum status status = parse_cells(line, spectrum, cells, err);
    if (status != OK) {
        return status;
    }
    if (!(cells[PERCENTILE] >= spectrum->percentile && cells[PERCENTILE] <= 1)) {
        return error_at(err, &line->place, "found a percentile of %g, expected one from %g to 1",
                        cells[PERCENTILE], spectrum->percentile);
    }
    if (cells[TOTAL_COUNT] < spectrum->count || cells[TOTAL_COUNT] != floor(cells[TOTAL_COUNT])) {
        return error_at(err, &line->place, "found a total count of %.15g, expected a whole number from %.15g",
                        cells[TOTAL_COUNT], spectrum->count);
    }
    if (cells[VALUE] < spectrum->value) {
        return error_at(err, &line->place, "found the value %.15g below %.15g, expected values that grow",
                        cells[VALUE], spectrum->value);
    }
    return take_cells(spectrum, cells, sink, err);
}

/* ---- what stands around the rows ---- */

/* Whether the line is the table's heading; *unit is the one in it, NO_UNIT when there is none. */
static bool is_heading(const char *text, size_t n, enum unit *unit, bool *is_csv)
{
    static const char *const quoted = "\"Value\",\"Percentile\",\"TotalCount\",\"1/(1-Percentile)\"";
    static const struct {
        const char *value;
        enum unit unit;
    } values[] = {{"Value", NO_UNIT},
                  {"Value(ms)", MILLISECONDS},
                  {"Value(us)", MICROSECONDS},
                  {"Value(ns)", NANOSECONDS}};
    char copy[128] = {0};
    const char *at = copy;
    struct word words[CELLS + 1];
    if (n >= sizeof copy) {
        return false;
    }
    memcpy(copy, text, n);
    *unit = NO_UNIT;
    *is_csv = strcmp(copy, quoted) == 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        word_next(&at, &words[i]);
    }
    for (size_t i = 0; !*is_csv && i < sizeof values / sizeof *values; i++) {
        if (word_is(&words[VALUE], values[i].value) && word_is(&words[PERCENTILE], "Percentile") &&
            word_is(&words[TOTAL_COUNT], "TotalCount") && word_is(&words[INVERSE], "1/(1-Percentile)") &&
            words[CELLS].n == 0) {
            *unit = values[i].unit;
            return true;
        }
    }
    return *is_csv;
}

static enum status begin_rows(const struct text_line *line, struct spectrum *spectrum, enum unit unit,
                              struct error *err)
{
    spectrum->lines = 0;
    spectrum->value = spectrum->percentile = spectrum->count = spectrum->n = 0;
    spectrum->least_sum = spectrum->greatest_sum = 0;
    spectrum->unit = unit != NO_UNIT ? unit : spectrum->is_wrk2 ? MILLISECONDS : spectrum->measure.unit;
    spectrum->in_rows = spectrum->unit != NO_UNIT;
    return spectrum->in_rows ? OK : hdr_measure_require(&spectrum->measure, &line->place, err);
}

/* The last bucket is closed, and the table has to have come to its end. */
static enum status end_rows(const struct place *place, struct spectrum *spectrum,
                            const struct record_sink *sink, struct error *err)
{
    if (!spectrum->in_rows) {
        return OK;
    }
    spectrum->in_rows = false;
    enum status status = close_bucket(spectrum, sink, err);
    return status == OK && spectrum->percentile < 1
               ? error_at(err, place, "found the end of the table, expected a line of percentile 1")
               : status;
}

/* The number behind "key ... =" in a line of the footer; NaN when the line has none. */
static enum status footer_number(const struct text_line *line, const char *key, double *number,
                                 struct error *err)
{
    const char *at = strstr(line->text, key);
    at = at == NULL ? NULL : strchr(at, '=');
    *number = NAN;
    if (at == NULL) {
        return OK;
    }
    at += 1 + strspn(at + 1, " ");
    struct word word = {at, strcspn(at, ",] ")};
    struct place place = word_place(line, &word);
    return word_is(&word, "nan") || word_is(&word, "-nan") || word_is(&word, "NaN")
               ? OK
               : record_parse_number(word.text, word.n, &place, number, err);
}

/* "#[Mean = 6.602, StdDeviation = 1.919]" and "#[Max = 12.496, Total count = 39500]" have to fit the rows; a
 * tenth is what a histogram of one digit is off by. */
static enum status take_footer(const struct text_line *line, struct spectrum *spectrum, struct error *err)
{
    double mean, sd, max, count, n = spectrum->count;
    enum status status = footer_number(line, "[Mean ", &mean, err);
    status = status == OK ? footer_number(line, "StdDeviation ", &sd, err) : status;
    status = status == OK ? footer_number(line, "[Max ", &max, err) : status;
    status = status == OK ? footer_number(line, "Total count ", &count, err) : status;
    if (status != OK) {
        return status;
    }
    if (count != n && !isnan(count)) {
        return error_at(err, &line->place, "found a total count of %.15g, expected %.15g as in the rows",
                        count, n);
    }
    if (max < 0.9 * spectrum->value || max > 1.1 * spectrum->value) {
        return error_at(err, &line->place, "found a maximum of %g, expected about %g as in the rows", max,
                        spectrum->value);
    }
    if (n > 0 && (mean < 0.9 * spectrum->least_sum / n || mean > 1.1 * spectrum->greatest_sum / n)) {
        return error_at(err, &line->place, "found a mean of %g, expected one from %g to %g as in the rows",
                        mean, spectrum->least_sum / n, spectrum->greatest_sum / n);
    }
    if (sd < 0 || sd > 1.1 * spectrum->value) {
        return error_at(err, &line->place, "found a standard deviation of %g, expected one from 0 to %g", sd,
                        spectrum->value);
    }
    if (n > 0 && !isnan(mean) && spectrum->n_footers < MOST_FOOTERS) {
        spectrum->footers[spectrum->n_footers++] =
            (struct footer){mean, sd, n, spectrum->unit, spectrum->is_uncorrected};
    }
    return OK;
}

/* ---- runs ---- */

/* Writes what the tables of a run say beside their lines. wrk2 counts its failures from the start, and its
 * histogram a while later. */
static enum status end_run(struct spectrum *spectrum, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < spectrum->n_footers; i++) {
        const struct footer *footer = &spectrum->footers[i];
        double inside = fmin(spectrum->bad_answers, footer->n);
        bool is_known = spectrum->is_wrk2;
        status = table_open_row(table, err);
        status = status == OK ? table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err) : status;
        status = status == OK ? set_correction(table, footer->is_uncorrected, err) : status;
        if (status == OK) {
            table_set_number(table, MEAN_S, unit_seconds_of_decimal(footer->mean, footer->unit));
            table_set_number(table, POPULATION_SD_S, unit_seconds_of_decimal(footer->sd, footer->unit));
            table_set_number(table, PUBLISHED_N, footer->n - inside);
            table_set_number(table, FAILED_N,
                             is_known ? spectrum->bad_answers + spectrum->socket_errors : NAN);
            table_set_number(table, FAILED_INSIDE_N, inside > 0 ? inside : NAN);
            table_close_row(table);
        }
    }
    spectrum->n_footers = 0;
    spectrum->bad_answers = spectrum->socket_errors = 0;
    return status;
}

/* The sum of the numbers in "connect 0, read 12, write 0, timeout 3". */
static enum status add_counts(const struct text_line *line, const char *at, double *sum, struct error *err)
{
    struct word word;
    enum status status = OK;
    while (status == OK && word_next(&at, &word)) {
        double count = 0;
        struct place place = word_place(line, &word);
        size_t n = word.n - (word.text[word.n - 1] == ',');
        bool is_count = word.text[0] >= '0' && word.text[0] <= '9';
        status = is_count ? record_parse_number(word.text, n, &place, &count, err) : OK;
        *sum += count;
    }
    return status;
}

/* wrk2's lines around the tables: "Latency Distribution (HdrHistogram - Recorded Latency)" names the next
 * one; failures stand at the end. */
static enum status take_wrk2(const struct text_line *line, const char *at, struct spectrum *spectrum,
                             struct table *table, struct error *err)
{
    static const char name[] = "Latency Distribution (HdrHistogram - ",
                      bad[] = "Non-2xx or 3xx responses: ", errors[] = "Socket errors: ";
    bool is_name = strncmp(at, name, sizeof name - 1) == 0;
    spectrum->is_wrk2 |= is_name || strncmp(at, "Detailed Percentile spectrum:", 29) == 0;
    if (is_name) {
        spectrum->is_uncorrected = strncmp(at + sizeof name - 1, "Uncorrected", 11) == 0;
        return OK;
    }
    if (strncmp(at, bad, sizeof bad - 1) == 0) {
        return add_counts(line, at + sizeof bad - 1, &spectrum->bad_answers, err);
    }
    if (strncmp(at, errors, sizeof errors - 1) == 0) {
        return add_counts(line, at + sizeof errors - 1, &spectrum->socket_errors, err);
    }
    bool ends = strncmp(at, "Requests/sec:", 13) == 0 || strncmp(at, "Running ", 8) == 0;
    return ends ? end_run(spectrum, table, err) : OK;
}

static enum status take_hgrm(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    struct spectrum *spectrum = state;
    const char *at = line->text + strspn(line->text, " \t");
    enum unit unit;
    bool is_csv;
    if (*at == '\0') {
        return OK;
    }
    if (is_heading(line->text, line->n, &unit, &is_csv)) {
        enum status status = end_rows(&line->place, spectrum, sink, err);
        spectrum->is_csv = is_csv;
        return status == OK ? begin_rows(line, spectrum, unit, err) : status;
    }
    if (*at == '#') {
        enum status status = end_rows(&line->place, spectrum, sink, err);
        return status == OK && spectrum->lines > 0 ? take_footer(line, spectrum, err) : status;
    }
    if (spectrum->in_rows) {
        return take_row(line, spectrum, sink, err);
    }
    return take_wrk2(line, at, spectrum, sink->table, err);
}

static enum status finish(const struct place *end, void *state, const struct record_sink *sink,
                          struct error *err)
{
    enum status status = end_rows(end, state, sink, err);
    return status == OK ? end_run(state, sink->table, err) : status;
}

static enum match probe_hgrm(const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + n, *line;
    size_t length;
    enum unit unit;
    bool is_csv;
    while (text_next_line(&at, end, &line, &length)) {
        if (is_heading(line, length, &unit, &is_csv)) {
            return MATCH;
        }
    }
    return NO_MATCH;
}

static enum status read_hgrm(struct input *input, const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    struct import_options whole = *options; /* which part is taken depends on all rows */
    whole.sink = NULL;
    const struct record_sink sink = {.options = &whole, .table = table, .log = log};
    struct spectrum spectrum = {0};
    const struct record_column columns[COLUMNS] = {
        [QUALITY] = {"quality", FACTOR},
        [LOW_S] = {spectrum.measure.low, MEASURE},
        [HIGH_S] = {spectrum.measure.high, MEASURE},
        [BUCKET_N] = {"bucket_n", MEASURE},
        [MEAN_S] = {spectrum.measure.mean, MEASURE},
        [POPULATION_SD_S] = {spectrum.measure.population_sd, MEASURE},
        [PUBLISHED_N] = {"published_n", MEASURE},
        [FAILED_N] = {"failed_n", MEASURE},
        [FAILED_INSIDE_N] = {"failed_inside_n", MEASURE},
        [CORRECTION] = {corrections.column, FACTOR},
    };
    const struct text_format format = {
        .columns = columns, .n_columns = COLUMNS, .take = take_hgrm, .finish = finish};
    enum status status = hdr_measure_read(&spectrum.measure, options, err);
    if (status == OK) {
        status = text_lines_read(input, &format, &spectrum, &sink, err);
    }
    return status == OK ? import_take_part(&corrections, input->name, options, table, log, err) : status;
}

static const struct explain_row origins[] = {
    {"quality", "a bucket a row"},
    {"*_low_s", "Value of the row before"},
    {"*_high_s", "Value"},
    {"bucket_n", "TotalCount, less that of the row before"},
    {"*_mean_s", "#[Mean]"},
    {"*_population_sd_s", "StdDeviation"},
    {"published_n", "Total count"},
    {"failed_*n", "Non-2xx or 3xx responses, Socket errors, of wrk2"},
    {"*correct*", "whether wrk2 -U says corrected or not"},
    {0}};

const struct importer formats_hgrm = {
    .origins = origins,
    .name = "hgrm",
    .writes = "HdrHistogram's percentiles (.hgrm, CSV), wrk2 --latency, vegeta report -type=hdrplot",
    .signs = "a heading Value, Percentile, TotalCount, 1/(1-Percentile)",
    .quality = BUCKETED,
    .probe = probe_hgrm,
    .read = read_hgrm,
};
