/* JMeter's JTL as CSV, and what locust-plugins writes in its likeness: every column may lack, and so may the
 * header. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "formats/formats.h"
#include "import/import.h"
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
};

enum {
    START_S,
    LATENCY_S,
    FIRST_BYTE_S,
    CONNECT_S,
    STATUS,
    ERROR,
    LABEL_TEXT,
    RESPONSE_CODE,
    THREAD_TEXT,
    KIND,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE},
    [LATENCY_S] = {"latency_s", MEASURE},
    [FIRST_BYTE_S] = {"first_byte_s", MEASURE},
    [CONNECT_S] = {"connect_s", MEASURE},
    [STATUS] = {"status", FACTOR},
    [ERROR] = {"error", FACTOR},
    [LABEL_TEXT] = {"label", FACTOR},
    [RESPONSE_CODE] = {"response_code", FACTOR},
    [THREAD_TEXT] = {"thread", FACTOR},
    [KIND] = {"kind", FACTOR},
};

static const struct csv_map maps[] = {
    {ELAPSED, LATENCY_S, CSV_TIME, REQUIRED, MILLISECONDS},
    {FIRST_BYTE, FIRST_BYTE_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {CONNECT, CONNECT_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {LABEL, LABEL_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {CODE, RESPONSE_CODE, CSV_TEXT, OPTIONAL, NO_UNIT},
    {THREAD, THREAD_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
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

/* ---- how it ended ---- */

static bool is_code(const char *code)
{
    return code != NULL && strlen(code) == 3 && strspn(code, "0123456789") == 3;
}

static bool is_good_code(const char *code)
{
    return is_code(code) && (code[0] == '2' || code[0] == '3');
}

enum verdict { UNKNOWN, GOOD, BAD };

/* What the counts of a row say: a sample is one, and more of them have but one time in all. */
static enum status judge_counts(const struct csv_record *record, enum verdict *verdict, struct error *err)
{
    double samples, errors;
    enum status status = csv_record_get_number(record, SAMPLES, OPTIONAL, &samples, err);
    status = status == OK ? csv_record_get_number(record, ERRORS, OPTIONAL, &errors, err) : status;
    if (status == OK && samples > 1) {
        struct place place = csv_record_place(record, SAMPLES);
        return error_at(err, &place, "found %.10g samples in a row, expected one: set JMeter's mode=Standard",
                        samples);
    }
    *verdict = status != OK || isnan(errors) ? UNKNOWN : errors > 0 ? BAD : GOOD;
    return status;
}

/* JMeter's own verdict; without it, that of its count of errors, or of the response code, which is a sentence
 * where no response came. */
static enum status judge(const struct csv_record *record, const char *code, enum verdict *verdict,
                         struct error *err)
{
    size_t n;
    const char *success = csv_record_field(record, SUCCESS, &n);
    enum verdict counted;
    enum status status = judge_counts(record, &counted, err);
    if (status != OK) {
        return status;
    }
    if (success != NULL && strcasecmp(success, "true") != 0 && strcasecmp(success, "false") != 0) {
        struct place place = csv_record_place(record, SUCCESS);
        return error_at(err, &place, "found '%.40s', expected true or false", success);
    }
    *verdict = success != NULL                         ? strcasecmp(success, "true") == 0 ? GOOD : BAD
               : counted != UNKNOWN                    ? counted
               : code == NULL                          ? UNKNOWN
               : is_good_code(code)                    ? GOOD
               : is_code(code)                         ? BAD
               : strncasecmp(code, "non HTTP", 8) == 0 ? BAD
                                                       : UNKNOWN;
    return OK;
}

/* The code where it says what the sample was; the verdict where they differ, as when an assertion failed. */
static enum status set_status(const struct csv_record *record, struct table *table, struct error *err)
{
    size_t code_n, message_n;
    const char *code = csv_record_field(record, CODE, &code_n);
    enum verdict verdict;
    enum status status = judge(record, code, &verdict, err);
    if (status != OK || verdict == UNKNOWN) {
        return status;
    }
    bool agree = is_code(code) && is_good_code(code) == (verdict == GOOD);
    const char *text = agree ? code : verdict == GOOD ? "ok" : "failed";
    status = table_set_text(table, STATUS, text, strlen(text), err);
    const char *message = csv_record_field(record, FAILURE, &message_n);
    message = message != NULL ? message : csv_record_field(record, MESSAGE, &message_n);
    if (status == OK && verdict == BAD && message != NULL) {
        struct place place = csv_record_place(record, MESSAGE);
        status = record_set_text(table, ERROR, message, strlen(message), &place, err);
    }
    return status;
}

/* ---- transactions ---- */

/* A transaction controller's row, which comes behind those of its requests; of JMeter's
 * TransactionController.java. */
static const struct import_parts parts = {"kind", "request", "transaction",
                                          "are transactions, times of requests beside them"};

static enum status set_kind(const struct csv_record *record, struct table *table, struct error *err)
{
    static const char sign[] = "Number of samples in transaction : ";
    size_t n;
    const char *message = csv_record_field(record, MESSAGE, &n);
    bool is_transaction = message != NULL && strncmp(message, sign, sizeof sign - 1) == 0;
    const char *kind = is_transaction ? parts.other : parts.taken;
    return table_set_text(table, KIND, kind, strlen(kind), err);
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
    table_set_number(table, START_S, start_s);
    status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    status = status == OK ? set_kind(record, table, err) : status;
    return status == OK ? set_status(record, table, err) : status;
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

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_jmeter,
                                           .is_data = is_data,
                                           .headless_fields = HEADLESS};

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
    whole.sink = NULL;
    enum status status = csv_dialect_read(&dialect, input, &whole, table, log, err);
    return status == OK ? import_take_part(&parts, input->name, options, table, log, err) : status;
}

const struct importer formats_jmeter = {
    .name = "jmeter",
    .writes = "JMeter's JTL as CSV; locust-plugins",
    .signs = "columns elapsed and timeStamp, responseCode or threadName, or such data without a header",
    .quality = EXACT,
    .probe = probe_jmeter,
    .read = read_jmeter,
};
