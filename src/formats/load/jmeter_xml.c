/*
 * JMeter's JTL as XML, read with expat: samples, and in them those that they consist of. A sample's row is
 * written at its end, when it is known whether it has others inside; then it is a transaction of these.
 */
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/formats.h"
#include "formats/load/jmeter_sample.h"

enum { DEEPEST = 64, READ_BYTES = 1 << 16, LONGEST_TEXT = 1 << 16 };

/* The attributes that are kept, each with where it is in a sample; JMeter's SampleSaveConfiguration names
 * them. */
enum {
    ELAPSED,
    FIRST_BYTE,
    CONNECT,
    START,
    SUCCESS,
    LABEL,
    CODE,
    MESSAGE,
    THREAD,
    SAMPLES,
    ERRORS,
    HOST,
    KEPT
};
static const char *const names[KEPT] = {
    [ELAPSED] = "t", [FIRST_BYTE] = "lt", [CONNECT] = "ct", [START] = "ts",   [SUCCESS] = "s", [LABEL] = "lb",
    [CODE] = "rc",   [MESSAGE] = "rm",    [THREAD] = "tn",  [SAMPLES] = "sc", [ERRORS] = "ec", [HOST] = "hn"};

/* One that is not closed yet. */
struct sample {
    char *values[KEPT]; /* NULL: it lacks the attribute */
    char *failure;      /* what the first assertion that failed says; NULL: none */
    bool has_requests;
    struct place place;
};

struct reading {
    XML_Parser parser;
    const struct record_sink *sink;
    const char *file;
    struct sample samples[DEEPEST];
    size_t depth; /* how many samples are open */
    bool in_message;
    struct text message; /* of an assertion */
    enum status status;  /* of the first failure, which stopped the parser */
    struct error *err;
};

static struct place place_of(const struct reading *reading)
{
    return (struct place){reading->file, XML_GetCurrentLineNumber(reading->parser),
                          XML_GetCurrentColumnNumber(reading->parser) + 1};
}

static void release_sample(struct sample *sample)
{
    for (size_t i = 0; i < KEPT; i++) {
        free(sample->values[i]);
    }
    free(sample->failure);
    *sample = (struct sample){0};
}

/* Keeps the first failure, behind which nothing is read. */
static void stop(struct reading *reading, enum status status)
{
    if (status != OK && reading->status == OK) {
        reading->status = status;
        XML_StopParser(reading->parser, XML_FALSE);
    }
}

/* ---- rows ---- */

static enum status set_time(const struct sample *sample, size_t which, size_t column, struct table *table,
                            struct error *err)
{
    const char *text = sample->values[which];
    double seconds;
    if (text == NULL) {
        return OK;
    }
    enum status status = record_parse_time(text, strlen(text), MILLISECONDS, &sample->place, &seconds, err);
    if (status == OK) {
        table_set_number(table, column, seconds);
    }
    return status;
}

static enum status set_label(const struct sample *sample, size_t which, size_t column, struct table *table,
                             struct error *err)
{
    const char *text = sample->values[which];
    return text == NULL ? OK : record_set_text(table, column, text, strlen(text), &sample->place, err);
}

static enum status get_count(const struct sample *sample, size_t which, double *count, struct error *err)
{
    const char *text = sample->values[which];
    *count = NAN;
    return text == NULL ? OK : record_parse_number(text, strlen(text), &sample->place, count, err);
}

static enum status set_outcome(const struct sample *sample, struct table *table, struct error *err)
{
    struct jmeter_outcome outcome = {.success = sample->values[SUCCESS],
                                     .code = sample->values[CODE],
                                     .message = sample->values[MESSAGE],
                                     .failure = sample->failure,
                                     .has_requests = sample->has_requests,
                                     .place = sample->place};
    double samples;
    enum status status = get_count(sample, ERRORS, &outcome.errors, err);
    status = status == OK ? get_count(sample, SAMPLES, &samples, err) : status;
    if (status == OK && samples > 1) {
        return error_at(err, &sample->place, JMETER_SEVERAL_SAMPLES, samples);
    }
    return status == OK ? jmeter_set_outcome(&outcome, table, err) : status;
}

static enum status add_row(const struct sample *sample, struct table *table, struct error *err)
{
    if (sample->values[ELAPSED] == NULL) {
        return error_at(err, &sample->place, "found a sample without the attribute t, expected its time");
    }
    enum status status = table_open_row(table, err);
    const struct {
        size_t which, column;
    } times[] = {{ELAPSED, JMETER_LATENCY_S},
                 {FIRST_BYTE, JMETER_FIRST_BYTE_S},
                 {CONNECT, JMETER_CONNECT_S},
                 {START, JMETER_START_S}},
      labels[] = {{LABEL, JMETER_LABEL_TEXT},
                  {CODE, JMETER_RESPONSE_CODE},
                  {THREAD, JMETER_THREAD_TEXT},
                  {HOST, JMETER_ENVIRONMENT}};
    for (size_t i = 0; status == OK && i < sizeof times / sizeof *times; i++) {
        status = set_time(sample, times[i].which, times[i].column, table, err);
    }
    for (size_t i = 0; status == OK && i < sizeof labels / sizeof *labels; i++) {
        status = set_label(sample, labels[i].which, labels[i].column, table, err);
    }
    status = status == OK ? set_outcome(sample, table, err) : status;
    if (status == OK) {
        table_close_row(table);
    }
    return status;
}

/* ---- what expat finds ---- */

static bool is_sample(const char *element)
{
    return strcmp(element, "httpSample") == 0 || strcmp(element, "sample") == 0;
}

static void begin_sample(struct reading *reading, const char **attributes)
{
    struct place place = place_of(reading);
    if (reading->depth == DEEPEST) {
        stop(reading,
             error_at(reading->err, &place, "found samples inside of %d others, expected fewer", DEEPEST));
        return;
    }
    if (reading->depth > 0) {
        reading->samples[reading->depth - 1].has_requests = true;
    }
    struct sample *sample = &reading->samples[reading->depth++];
    *sample = (struct sample){.place = place};
    for (; attributes[0] != NULL; attributes += 2) {
        for (size_t i = 0; i < KEPT; i++) {
            if (strcmp(attributes[0], names[i]) == 0 && attributes[1][0] != '\0') {
                sample->values[i] = text_copy(attributes[1], strlen(attributes[1]), reading->err);
                stop(reading, sample->values[i] == NULL ? BAD_SERVICE : OK);
            }
        }
    }
}

static void begin_element(void *context, const char *element, const char **attributes)
{
    struct reading *reading = context;
    if (is_sample(element)) {
        begin_sample(reading, attributes);
    }
    reading->in_message = reading->depth > 0 && strcmp(element, "failureMessage") == 0 &&
                          reading->samples[reading->depth - 1].failure == NULL;
    reading->message.n = 0;
}

static void end_element(void *context, const char *element)
{
    struct reading *reading = context;
    struct sample *sample = reading->depth == 0 ? NULL : &reading->samples[reading->depth - 1];
    if (reading->in_message && sample != NULL && reading->message.n > 0) {
        sample->failure = text_copy(reading->message.bytes, reading->message.n, reading->err);
        stop(reading, sample->failure == NULL ? BAD_SERVICE : OK);
    }
    reading->in_message = false;
    if (sample != NULL && is_sample(element)) {
        struct error row_error = {{0}};
        enum status status = add_row(sample, reading->sink->table, &row_error);
        stop(reading, record_judge(reading->sink, status, &row_error, reading->err));
        release_sample(sample);
        reading->depth--;
    }
}

static void take_text(void *context, const char *bytes, int n)
{
    struct reading *reading = context;
    if (reading->in_message && reading->message.n + (size_t)n <= LONGEST_TEXT) {
        stop(reading, text_append(&reading->message, bytes, (size_t)n, reading->err));
    }
}

/* JMeter declares no document type, whose entities could grow without end. */
static void refuse_type(void *context, const char *name, const char *system, const char *public, int has_own)
{
    (void)system, (void)public, (void)has_own;
    struct reading *reading = context;
    struct place place = place_of(reading);
    stop(reading, error_at(reading->err, &place, "found a document type '%.40s', expected none", name));
}

/* ---- the file ---- */

/* What is wrong with the text; with --lenient, all before it stays. */
static enum status tell_problem(struct reading *reading)
{
    struct place place = place_of(reading);
    struct error row_error = {{0}};
    enum XML_Error code = XML_GetErrorCode(reading->parser);
    if (reading->status != OK || code == XML_ERROR_NO_MEMORY) {
        return reading->status != OK ? reading->status : error_no_memory(reading->err);
    }
    enum status status =
        error_at(&row_error, &place, "found %s, expected JMeter's XML to its end%s", XML_ErrorString(code),
                 reading->sink->options->lenient ? "" : "; --lenient keeps what is before");
    return record_judge(reading->sink, status, &row_error, reading->err);
}

static enum status parse(struct reading *reading, struct input *input)
{
    enum status status = OK;
    size_t n = READ_BYTES;
    while (status == OK && n == READ_BYTES) {
        char *bytes = XML_GetBuffer(reading->parser, READ_BYTES);
        status = bytes == NULL ? error_no_memory(reading->err)
                               : input_read(input, bytes, READ_BYTES, &n, reading->err);
        if (status == OK && XML_ParseBuffer(reading->parser, (int)n, n < READ_BYTES) != XML_STATUS_OK) {
            return tell_problem(reading);
        }
    }
    return status;
}

static enum status read_jmeter_xml(struct input *input, const struct import_options *options,
                                   struct table *table, struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct reading reading = {
        .parser = XML_ParserCreate(NULL), .sink = &sink, .file = input->name, .err = err};
    if (reading.parser == NULL) {
        return error_no_memory(err);
    }
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(reading.parser, take_text);
    XML_SetStartDoctypeDeclHandler(reading.parser, refuse_type);
    enum status status = record_add_columns(table, jmeter_columns, JMETER_COLUMNS, err);
    status = status == OK ? parse(&reading, input) : status;
    while (reading.depth > 0) {
        release_sample(&reading.samples[--reading.depth]);
    }
    text_release(&reading.message);
    XML_ParserFree(reading.parser);
    status = status == OK ? record_finish(table, input, err) : status;
    return status == OK ? import_take_part(&jmeter_parts, input->name, options, table, log, err) : status;
}

static enum match probe_jmeter_xml(const char *bytes, size_t n)
{
    return memmem(bytes, n, "<testResults", 12) != NULL ? MATCH : NO_MATCH;
}

static const struct explain_row origins[] = {{"start_s", "ts in ms"},
                                             {"latency_s", "t in ms"},
                                             {"first_byte_s", "lt in ms"},
                                             {"connect_s", "ct in ms"},
                                             {"status", "rc, s, ec"},
                                             {"error", "failureMessage, rm"},
                                             {"label", "lb"},
                                             {"response_code", "rc"},
                                             {"thread", "tn"},
                                             {"kind", "samples inside, rm"},
                                             {"environment", "hn"},
                                             {0}};

const struct importer formats_jmeter_xml = {
    .origins = origins,
    .name = "jmeter-xml",
    .writes = "JMeter's JTL as XML, with what samples consist of",
    .signs = "<testResults",
    .quality = EXACT,
    .probe = probe_jmeter_xml,
    .read = read_jmeter_xml,
};
