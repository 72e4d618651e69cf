/* What JMeter's samples become, from CSV or XML. Inside of jmeter*.c. */
#ifndef FAASTAT_FORMATS_LOAD_JMETER_SAMPLE_H
#define FAASTAT_FORMATS_LOAD_JMETER_SAMPLE_H

#include "import/record.h"

enum {
    JMETER_START_S,
    JMETER_LATENCY_S,
    JMETER_FIRST_BYTE_S,
    JMETER_CONNECT_S,
    JMETER_STATUS,
    JMETER_ERROR,
    JMETER_LABEL_TEXT,
    JMETER_RESPONSE_CODE,
    JMETER_THREAD_TEXT,
    JMETER_KIND,
    JMETER_ENVIRONMENT, /* the generator that sent it, whose requests resemble one another */
    JMETER_COLUMNS
};
extern const struct record_column jmeter_columns[JMETER_COLUMNS];

/* A transaction is the times of its requests, which are beside it, once more. */
extern const struct import_parts jmeter_parts;

#define JMETER_SEVERAL_SAMPLES "found %.10g samples in a row, expected one: set JMeter's mode=Standard"

/* What a dump says of how a sample ended, as texts that may be NULL. */
struct jmeter_outcome {
    const char *success, *code, *message, *failure;
    double errors;     /* NaN: not told */
    bool has_requests; /* others are inside of it */
    struct place place;
};
/* Sets status, error and kind of the open row. BAD_DATA where the success is neither true nor false. */
enum status jmeter_set_outcome(const struct jmeter_outcome *outcome, struct table *table, struct error *err);

#endif
