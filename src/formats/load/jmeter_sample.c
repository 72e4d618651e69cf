#include "formats/load/jmeter_sample.h"

#include <math.h>
#include <string.h>
#include <strings.h>

const struct record_column jmeter_columns[JMETER_COLUMNS] = {
    [JMETER_START_S] = {"start_s", MEASURE},
    [JMETER_LATENCY_S] = {"latency_s", MEASURE},
    [JMETER_FIRST_BYTE_S] = {"first_byte_s", MEASURE},
    [JMETER_CONNECT_S] = {"connect_s", MEASURE},
    [JMETER_STATUS] = {"status", FACTOR},
    [JMETER_ERROR] = {"error", FACTOR},
    [JMETER_LABEL_TEXT] = {"label", FACTOR},
    [JMETER_RESPONSE_CODE] = {"response_code", FACTOR},
    [JMETER_THREAD_TEXT] = {"thread", FACTOR},
    [JMETER_KIND] = {"kind", FACTOR},
    [JMETER_ENVIRONMENT] = {"environment", FACTOR},
};

const struct import_parts jmeter_parts = {"kind", "request", "transaction",
                                          "are transactions, times of requests beside them"};

static bool is_code(const char *code)
{
    return code != NULL && strlen(code) == 3 && strspn(code, "0123456789") == 3;
}

static bool is_good_code(const char *code)
{
    return is_code(code) && (code[0] == '2' || code[0] == '3');
}

enum verdict { UNKNOWN, GOOD, BAD };

/* JMeter's own verdict; without it, that of its count of errors, or of the response code, which is a sentence
 * where no response came. */
static enum verdict judge(const struct jmeter_outcome *outcome)
{
    const char *code = outcome->code;
    if (outcome->success != NULL) {
        return strcasecmp(outcome->success, "true") == 0 ? GOOD : BAD;
    }
    if (!isnan(outcome->errors)) {
        return outcome->errors > 0 ? BAD : GOOD;
    }
    if (is_code(code)) {
        return is_good_code(code) ? GOOD : BAD;
    }
    return code != NULL && strncasecmp(code, "non HTTP", 8) == 0 ? BAD : UNKNOWN;
}

/* A transaction controller's row comes behind those of its requests; its words are those of JMeter's
 * TransactionController.java. */
static bool is_transaction(const struct jmeter_outcome *outcome)
{
    static const char sign[] = "Number of samples in transaction : ";
    return outcome->has_requests ||
           (outcome->message != NULL && strncmp(outcome->message, sign, sizeof sign - 1) == 0);
}

/* The code where it says what the sample was; the verdict where they differ, as when an assertion failed. */
static enum status set_status(const struct jmeter_outcome *outcome, struct table *table, struct error *err)
{
    enum verdict verdict = judge(outcome);
    const char *code = outcome->code,
               *message = outcome->failure != NULL ? outcome->failure : outcome->message;
    if (verdict == UNKNOWN) {
        return OK;
    }
    bool agree = is_code(code) && is_good_code(code) == (verdict == GOOD);
    const char *text = agree ? code : verdict == GOOD ? "ok" : "failed";
    enum status status = table_set_text(table, JMETER_STATUS, text, strlen(text), err);
    return status == OK && verdict == BAD && message != NULL
               ? record_set_text(table, JMETER_ERROR, message, strlen(message), &outcome->place, err)
               : status;
}

enum status jmeter_set_outcome(const struct jmeter_outcome *outcome, struct table *table, struct error *err)
{
    const char *success = outcome->success,
               *kind = is_transaction(outcome) ? jmeter_parts.other : jmeter_parts.taken;
    if (success != NULL && strcasecmp(success, "true") != 0 && strcasecmp(success, "false") != 0) {
        return error_at(err, &outcome->place, "found '%.40s', expected true or false", success);
    }
    enum status status = table_set_text(table, JMETER_KIND, kind, strlen(kind), err);
    return status == OK ? set_status(outcome, table, err) : status;
}
