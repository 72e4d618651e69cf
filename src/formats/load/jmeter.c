/* JMeter's JTL as CSV, and what locust-plugins writes in its likeness: every column may lack, and so may the
 * header. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "formats/formats.h"
#include "formats/load/jmeter_sample.h"
#include "read/csv_records.h"

/* In the order of a file without a header; versions differ behind `success`. */
enum {
    TIMESTAMP,
    ELAPSED,
    LABEL,
    CODE,
    MESSAGE,
    THREAD,
    DATA_TYPE,
    SUCCESS,
    HEADLESS,
    FAILURE = HEADLESS,
    URL,
    FIRST_BYTE,
    CONNECT,
    SAMPLES,
    ERRORS,
    HOST,
    FIELDS
};
static const struct csv_field fields[FIELDS] = {
    [TIMESTAMP] = {"timeStamp", false},
    [ELAPSED] = {"elapsed", true},
    [LABEL] = {"label", false},
    [CODE] = {"responseCode", false},
    [MESSAGE] = {"responseMessage", false},
    [THREAD] = {"threadName", false},
    [DATA_TYPE] = {"dataType", false},
    [SUCCESS] = {"success", false},
    [FAILURE] = {"failureMessage", false},
    [URL] = {"URL", false},
    [FIRST_BYTE] = {"Latency", false},
    [CONNECT] = {"Connect", false},
    [SAMPLES] = {"SampleCount", false},
    [ERRORS] = {"ErrorCount", false},
    [HOST] = {"Hostname", false},
};

static const struct csv_map maps[] = {
    {ELAPSED, JMETER_LATENCY_S, CSV_TIME, REQUIRED, MILLISECONDS},
    {FIRST_BYTE, JMETER_FIRST_BYTE_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {CONNECT, JMETER_CONNECT_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {LABEL, JMETER_LABEL_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {CODE, JMETER_RESPONSE_CODE, CSV_TEXT, OPTIONAL, NO_UNIT},
    {THREAD, JMETER_THREAD_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {HOST, JMETER_ENVIRONMENT, CSV_TEXT, OPTIONAL, NO_UNIT},
};

/* Milliseconds since the epoch, or a date in a format of the user's that begins with the year. */
static enum status read_timestamp(const struct csv_record *record, double *start_s, struct error *err)
{
    size_t n;
    const char *text = csv_record_field(record, TIMESTAMP, &n);
    if (text != NULL && strpbrk(text, "/-:") != NULL) {
        struct place place = csv_record_place(record, TIMESTAMP);
        return date_parse(text, n, start_s)
                   ? OK
                   : error_at(err, &place,
                              "found '%.40s', expected milliseconds or a date such as "
                              "2024/02/09 08:42:44.080",
                              text);
    }
    return csv_record_get_time(record, TIMESTAMP, OPTIONAL, MILLISECONDS, start_s, err);
}

/* More samples than one have but one time in all. */
static enum status check_samples(const struct csv_record *record, struct error *err)
{
    double samples;
    enum status status = csv_record_get_number(record, SAMPLES, OPTIONAL, &samples, err);
    if (status == OK && samples > 1) {
        struct place place = csv_record_place(record, SAMPLES);
        return error_at(err, &place, JMETER_SEVERAL_SAMPLES, samples);
    }
    return status;
}

static enum status set_outcome(const struct csv_record *record, struct table *table, struct error *err)
{
    size_t n;
    struct jmeter_outcome outcome = {.success = csv_record_field(record, SUCCESS, &n),
                                     .code = csv_record_field(record, CODE, &n),
                                     .message = csv_record_field(record, MESSAGE, &n),
                                     .place = csv_record_place(record, SUCCESS)};
    if (!csv_record_skips(record, JMETER_ERROR)) {
        outcome.failure = csv_record_field(record, FAILURE, &n);
    }
    enum status status = csv_record_get_number(record, ERRORS, OPTIONAL, &outcome.errors, err);
    return status == OK ? jmeter_set_outcome(&outcome, table, err) : status;
}

static enum status take_jmeter(const struct csv_record *record, struct table *table, bool *keep,
                               struct error *err)
{
    (void)keep;
    double start_s;
    enum status status = read_timestamp(record, &start_s, err);
    if (status != OK) {
        return status;
    }
    table_set_number(table, JMETER_START_S, start_s);
    status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    status = status == OK ? check_samples(record, err) : status;
    return status == OK ? set_outcome(record, table, err) : status;
}

/* A row that begins with a time and a duration, and says at the eighth place whether it went well. */
static bool is_data(const struct csv_row *first)
{
    size_t n;
    double number;
    if (first->n < HEADLESS) {
        return false;
    }
    const char *time = csv_cell(first, TIMESTAMP, &n), *success;
    bool is_time = (n == 13 && strspn(time, "0123456789") == 13) || date_parse(time, n, &number);
    const char *elapsed = csv_cell(first, ELAPSED, &n);
    bool is_duration = number_parse(elapsed, n, &number);
    success = csv_cell(first, SUCCESS, &n);
    return is_time && is_duration && (strcasecmp(success, "true") == 0 || strcasecmp(success, "false") == 0);
}

/* Reads what read_timestamp() reads. */
static bool read_timestamps(const struct span *cells, size_t n, enum unit unit, double *start_s)
{
    enum { MOST_DIGITS = 13 };
    static const double least_s = 1e9;
    bool good = true, numbers = unit_parse_all_seconds(cells, n, unit, start_s);
    for (size_t i = 0; good && i < n; i++) {
        const struct span *cell = &cells[i];
        if (numbers) { /* "1e-5" is no date; nor is what is large in so few bytes that no exponent makes it
                          small */
            good =
                (cell->n <= MOST_DIGITS && start_s[i] > least_s) || memchr(cell->bytes, '-', cell->n) == NULL;
            continue;
        }
        start_s[i] = NAN;
        good = date_parse(cell->bytes, cell->n, &start_s[i]) || number_is_missing(cell->bytes, cell->n);
    }
    return good;
}

static const struct csv_number start[] = {
    {{TIMESTAMP, JMETER_START_S, CSV_TIME, OPTIONAL, MILLISECONDS}, 0, read_timestamps}};
static const size_t telling[] = {CODE,    MESSAGE, SUCCESS,
                                 SAMPLES, ERRORS,  FAILURE}; /* the last: the error alone */
static const struct csv_plan plan = {.maps = maps,
                                     .n_maps = sizeof maps / sizeof *maps,
                                     .numbers = start,
                                     .n_numbers = sizeof start / sizeof *start,
                                     .telling = telling,
                                     .n_telling = sizeof telling / sizeof *telling};

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = jmeter_columns,
                                           .n_columns = JMETER_COLUMNS,
                                           .take = take_jmeter,
                                           .is_data = is_data,
                                           .headless_fields = HEADLESS,
                                           .plan = &plan};

/* A column `elapsed` alone would be anybody's. */
static enum match probe_jmeter(const char *bytes, size_t n)
{
    const char *feed = memchr(bytes, '\n', n);
    size_t line = feed == NULL ? n : (size_t)(feed - bytes);
    bool named = memmem(bytes, line, "timeStamp", 9) != NULL ||
                 memmem(bytes, line, "responseCode", 12) != NULL ||
                 memmem(bytes, line, "threadName", 10) != NULL;
    bool unnamed = n > 0 && isdigit((unsigned char)bytes[0]);
    return named || unnamed ? csv_dialect_probe(&dialect, bytes, n) : NO_MATCH;
}

static enum status read_jmeter(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    struct import_options whole = *options; /* a block doesn't tell whether the file has requests, too */
    struct csv_dialect asked = dialect;
    struct csv_plan asked_plan = plan;
    bool skips[JMETER_COLUMNS];
    whole.sink = NULL;
    csv_dialect_skip(&asked, &options->wanted, skips);
    skips[JMETER_KIND] = false;
    asked_plan.n_telling -= skips[JMETER_ERROR];
    asked.plan = &asked_plan;
    enum status status = csv_dialect_read(&asked, input, &whole, table, log, err);
    return status == OK ? import_take_part(&jmeter_parts, input->name, options, table, log, err) : status;
}

static const struct explain_row origins[] = {{"start_s", "timeStamp in ms, or a date"},
                                             {"latency_s", "elapsed in ms"},
                                             {"first_byte_s", "Latency in ms"},
                                             {"connect_s", "Connect in ms"},
                                             {"status", "responseCode, success, ErrorCount"},
                                             {"error", "failureMessage, responseMessage"},
                                             {"label", "label"},
                                             {"response_code", "responseCode"},
                                             {"thread", "threadName"},
                                             {"kind", "responseMessage"},
                                             {"environment", "Hostname"},
                                             {0}};

const struct importer formats_jmeter = {
    .origins = origins,
    .name = "jmeter",
    .writes = "JMeter's JTL as CSV; locust-plugins",
    .signs = "columns elapsed and timeStamp, responseCode or threadName, or such data without a header",
    .quality = EXACT,
    .probe = probe_jmeter,
    .read = read_jmeter,
};
