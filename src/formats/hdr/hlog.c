/*
 * HdrHistogram's interval log: one histogram a line, as text. Its values are whole numbers of a unit that the
 * log does not tell, nanoseconds mostly.
 */
#include <math.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/hdr/hdr_measure.h"
#include "formats/hdr/hdr_payload.h"
#include "read/text_records.h"

enum { START_S, QUALITY, LOW_S, HIGH_S, BUCKET_N, TAG, COLUMNS };

static const size_t most_unpacked = (size_t)1
                                    << 34; /* unless --max-bytes says less: as of compressed files */
static const double year_s = 365 * 86400.0;

static const char tag_key[] = "Tag=", legend[] = "\"StartTimestamp\"";
static const char version_key[] = "#[Histogram log format version ",
                  start_key[] = "#[StartTime: ", base_key[] = "#[BaseTime: ";

struct log_state {
    struct hdr_measure measure;
    struct hdr_histogram histogram;
    size_t budget;
    double start_time_s, base_time_s; /* NaN: not told */
};

/* One cell of a line, up to the comma or the end; *at moves behind it. */
struct cell {
    const char *text;
    size_t n;
    struct place place;
};

static struct cell next_cell(const struct text_line *line, const char **at)
{
    struct cell cell = {*at, strcspn(*at, ","), line->place};
    cell.place.column = (size_t)(*at - line->text) + 1;
    *at += cell.n + ((*at)[cell.n] == ',');
    return cell;
}

/* ---- comments ---- */

/* The number behind the key of a comment, if it begins with that key. */
static enum status take_comment(const struct text_line *line, const char *key, double *number,
                                struct error *err)
{
    size_t n = strlen(key);
    if (strncmp(line->text, key, n) != 0) {
        return OK;
    }
    struct place place = line->place;
    place.column = n + 1;
    return record_parse_number(line->text + n, strcspn(line->text + n, " ]"), &place, number, err);
}

static enum status take_comments(const struct text_line *line, struct log_state *state, struct error *err)
{
    double version = 1;
    enum status status = take_comment(line, version_key, &version, err);
    if (status != OK) {
        return status;
    }
    if (!(version >= 1 && version < 2)) {
        return error_at(err, &line->place, "found a histogram log of version %g, expected 1.0 to 1.3",
                        version);
    }
    status = take_comment(line, start_key, &state->start_time_s, err);
    return status == OK ? take_comment(line, base_key, &state->base_time_s, err) : status;
}

/* ---- intervals ---- */

/* When the interval began: its time counts from the base time or, without one, from the start time when it is
 * more than a year before it, as HdrHistogram's own reader has it. */
static double start_of(const struct log_state *state, double time_s)
{
    if (!isnan(state->base_time_s)) {
        return state->base_time_s + time_s;
    }
    return time_s < state->start_time_s - year_s ? state->start_time_s + time_s : time_s;
}

/* Takes the values for nanoseconds when the maximum that was printed is theirs in milliseconds. */
static void guess_unit(struct log_state *state, double max)
{
    const struct hdr_histogram *histogram = &state->histogram;
    const double ns_per_ms = 1e6, rounding = 500; /* three decimals are printed */
    if (state->measure.unit == NO_UNIT && histogram->n > 0 && max * ns_per_ms >= 2 * rounding) {
        double low, high;
        hdr_bucket_ends(histogram, histogram->buckets[histogram->n - 1].index, &low, &high);
        if (max * ns_per_ms >= low - rounding && max * ns_per_ms <= high + rounding) {
            state->measure.unit = NANOSECONDS;
        }
    }
}

static enum status add_rows(const struct log_state *state, double start_s, const struct cell *tag,
                            struct table *table, struct error *err)
{
    for (size_t i = 0; i < state->histogram.n; i++) {
        double low, high;
        hdr_bucket_ends(&state->histogram, state->histogram.buckets[i].index, &low, &high);
        enum status status = table_open_row(table, err);
        if (status != OK ||
            (status = table_set_text(table, QUALITY, "bucketed", strlen("bucketed"), err)) != OK ||
            (status = record_set_text(table, TAG, tag->text, tag->n, &tag->place, err)) != OK) {
            return status;
        }
        table_set_number(table, START_S, start_s);
        table_set_number(table, LOW_S, unit_seconds_of_each(low, 1, state->measure.unit));
        table_set_number(table, HIGH_S, unit_seconds_of_each(high, 1, state->measure.unit));
        table_set_number(table, BUCKET_N, (double)state->histogram.buckets[i].n);
        table_close_row(table);
    }
    return OK;
}

/* "Tag=A,0.127,1.007,2.769,HISTFAAAA...": the start, the length, the maximum and the histogram. */
static enum status take_interval(const struct text_line *line, struct log_state *state, struct table *table,
                                 struct error *err)
{
    const char *at = line->text;
    struct cell tag = {"", 0, line->place};
    if (strncmp(at, tag_key, strlen(tag_key)) == 0) {
        tag = next_cell(line, &at);
        tag.text += strlen(tag_key);
        tag.n -= strlen(tag_key);
    }
    struct cell start = next_cell(line, &at), length = next_cell(line, &at), max = next_cell(line, &at);
    struct cell payload = next_cell(line, &at);
    double start_s, length_s, printed_max;
    enum status status = record_parse_number(start.text, start.n, &start.place, &start_s, err);
    if (status != OK ||
        (status = record_parse_time(length.text, length.n, SECONDS, &length.place, &length_s, err)) != OK ||
        (status = record_parse_number(max.text, max.n, &max.place, &printed_max, err)) != OK) {
        return status;
    }
    if (*at != '\0') {
        return error_at(err, &payload.place, "found '%.40s', expected a histogram at the end of the line",
                        payload.text);
    }
    status = hdr_histogram_decode(&state->histogram, payload.text, &state->budget, &payload.place, err);
    if (status != OK) {
        return status;
    }
    start_s = start_of(state, start_s);
    if (!isfinite(start_s)) {
        return error_at(err, &start.place, "found '%.*s', expected a time in range", (int)start.n,
                        start.text);
    }
    if (state->histogram.n > 0) {
        guess_unit(state, printed_max);
        status = hdr_measure_require(&state->measure, &line->place, err);
    }
    return status == OK ? add_rows(state, start_s, &tag, table, err) : status;
}

static enum status take_hlog(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    if (line->text[strspn(line->text, " \t")] == '\0' || strncmp(line->text, legend, strlen(legend)) == 0) {
        return OK;
    }
    return line->text[0] == '#' ? take_comments(line, state, err)
                                : take_interval(line, state, sink->table, err);
}

/* ---- the format ---- */

static bool begins(const char *line, size_t n, const char *text)
{
    return n >= strlen(text) && memcmp(line, text, strlen(text)) == 0;
}

/* One of the first lines says so, or ends with a cell whose base64 has the cookie of a histogram. */
static enum match probe_hlog(const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + n, *line;
    size_t length;
    for (int i = 0; i < 100 && text_next_line(&at, end, &line, &length); i++) {
        const char *comma = memrchr(line, ',', length);
        size_t last = comma == NULL ? 0 : (size_t)(line + length - comma) - 1;
        if (begins(line, length, version_key) || begins(line, length, legend) ||
            (last > 40 && (begins(comma + 1, last, "HIST") || begins(comma + 1, last, "DHIST")))) {
            return MATCH;
        }
    }
    return NO_MATCH;
}

static enum status read_hlog(struct input *input, const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct log_state state = {
        .start_time_s = NAN,
        .base_time_s = NAN,
        .budget = options->input.max_bytes != 0 ? options->input.max_bytes : most_unpacked,
    };
    const struct record_column columns[COLUMNS] = {
        [START_S] = {"start_s", MEASURE},       [QUALITY] = {"quality", FACTOR},
        [LOW_S] = {state.measure.low, MEASURE}, [HIGH_S] = {state.measure.high, MEASURE},
        [BUCKET_N] = {"bucket_n", MEASURE},     [TAG] = {"tag", FACTOR},
    };
    const struct text_format format = {.columns = columns, .n_columns = COLUMNS, .take = take_hlog};
    enum status status = hdr_measure_read(&state.measure, options, err);
    if (status == OK) {
        status = text_lines_read(input, &format, &state, &sink, err);
    }
    hdr_histogram_release(&state.histogram);
    return status;
}

static const struct explain_row origins[] = {{"quality", "a bucket a row"},
                                             {"start_s", "StartTimestamp, with StartTime or BaseTime"},
                                             {"*_low_s", "the histogram, decoded"},
                                             {"*_high_s", "the histogram, decoded"},
                                             {"bucket_n", "the histogram, decoded"},
                                             {"tag", "Tag="},
                                             {0}};

const struct importer formats_hlog = {
    .origins = origins,
    .name = "hlog",
    .writes = "HdrHistogram's interval logs (.hlog); other units than ns with --measure latency_us",
    .signs = "the comment #[Histogram log format version ...], a legend \"StartTimestamp\", or a last cell "
             "HIST...",
    .quality = BUCKETED,
    .probe = probe_hlog,
    .read = read_hlog,
};
