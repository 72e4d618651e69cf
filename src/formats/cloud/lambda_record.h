/*
 * What Lambda says of one invocation, in a REPORT line or a platform.report object, and the rows that come of
 * it. Inside of the importers of Lambda's logs.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_RECORD_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_RECORD_H

#include "import/record.h"

/* The columns of all these importers. */
enum {
    LAMBDA_REQUEST_ID,
    LAMBDA_START_S,
    LAMBDA_MEMORY_MB,
    LAMBDA_DURATION_S,
    LAMBDA_BILLED_MS,
    LAMBDA_INIT_S,
    LAMBDA_RESTORE_S,
    LAMBDA_MAX_MEMORY_MB,
    LAMBDA_COLD,
    LAMBDA_STATUS,
    LAMBDA_ERROR,
    LAMBDA_CENSORED,
    LAMBDA_BILLING,
    LAMBDA_PHASE,
    LAMBDA_ENVIRONMENT,
    LAMBDA_VERSION,
    LAMBDA_FUNCTION,
    LAMBDA_COLUMNS
};
extern const struct record_column lambda_columns[LAMBDA_COLUMNS];
/* Where they stand in a log of text, and in one of JSON. */
extern const struct explain_row lambda_text_origins[], lambda_json_origins[];

enum { LAMBDA_TEXT = 80 }; /* bytes of a text of a record, with its NUL; longer ones are refused */

/* NaN and "" where the log says nothing. */
struct lambda_record {
    char request_id[LAMBDA_TEXT], status[LAMBDA_TEXT], error_type[LAMBDA_TEXT], phase[LAMBDA_TEXT];
    char environment[LAMBDA_TEXT]; /* the log stream, of which each environment has one */
    char version[LAMBDA_TEXT], function[LAMBDA_TEXT];
    double start_s, end_s; /* by the log's clock */
    double duration_s, billed_ms, memory_mb, max_memory_mb, init_s, restore_s, billed_restore_ms;
    double waited_s;    /* for phases of initialisation that lines of their own tell of */
    bool is_init;       /* such a line: no request */
    bool is_sure;       /* the line is Lambda's own by its shape, and not a text of the function's */
    bool is_cold;       /* a line of its own tells that it waited for one */
    bool is_unreported; /* all that is known is that it failed, and not whether it was cold */
};

void lambda_record_init(struct lambda_record *record);

/* Whether a field stands here, behind blanks. */
bool lambda_record_has_field(const char *text, const char *end);
/*
 * Reads a line's fields, from "REPORT ...", "INIT_REPORT ..." or "RESTORE_REPORT ..." on: "Key: value unit"
 * in any order, between tabs, several blanks or one. BAD_DATA with the column. A key that is not known is
 * passed over.
 */
enum status lambda_record_parse(struct lambda_record *record, const char *text, size_t n,
                                const struct place *place, struct error *err);

/*
 * Opens the record's row and fills it; the caller closes it. Cold: with an initialisation or after a restore;
 * a timeout's duration is a lower bound (censored). Which rule the bill follows is told by which sum rounds
 * up to it; nothing where both or neither do.
 */
enum status lambda_record_open(const struct lambda_record *record, const struct place *place,
                               struct table *table, struct error *err);

#endif
