#include "table/verdict.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* In any case of letters. Those in capitals are gRPC's. */
static const struct {
    const char *word;
    enum verdict verdict;
} words[] = {
    {"ok", VERDICT_YES},
    {"success", VERDICT_YES},
    {"successful", VERDICT_YES},
    {"succeeded", VERDICT_YES},
    {"true", VERDICT_YES},
    {"yes", VERDICT_YES},
    {"passed", VERDICT_YES},
    {"pass", VERDICT_YES},
    {"completed", VERDICT_YES},
    {"complete", VERDICT_YES},
    {"done", VERDICT_YES},
    {"", VERDICT_SILENT},
    {"-", VERDICT_SILENT},
    {"none", VERDICT_SILENT},
    {"null", VERDICT_SILENT},
    {"nil", VERDICT_SILENT},
    {"false", VERDICT_NO},
    {"no", VERDICT_NO},
    {"ko", VERDICT_NO},
    {"failed", VERDICT_NO},
    {"failure", VERDICT_NO},
    {"fail", VERDICT_NO},
    {"unsuccessful", VERDICT_NO},
    {"error", VERDICT_NO},
    {"errored", VERDICT_NO},
    {"timeout", VERDICT_NO},
    {"timed_out", VERDICT_NO},
    {"timed out", VERDICT_NO},
    {"timedout", VERDICT_NO},
    {"canceled", VERDICT_NO},
    {"aborted", VERDICT_NO},
    {"throttled", VERDICT_NO},
    {"rejected", VERDICT_NO},
    {"crashed", VERDICT_NO},
    {"killed", VERDICT_NO},
    {"CANCELLED", VERDICT_NO},
    {"UNKNOWN", VERDICT_NO},
    {"INVALID_ARGUMENT", VERDICT_NO},
    {"DEADLINE_EXCEEDED", VERDICT_NO},
    {"NOT_FOUND", VERDICT_NO},
    {"ALREADY_EXISTS", VERDICT_NO},
    {"PERMISSION_DENIED", VERDICT_NO},
    {"RESOURCE_EXHAUSTED", VERDICT_NO},
    {"FAILED_PRECONDITION", VERDICT_NO},
    {"OUT_OF_RANGE", VERDICT_NO},
    {"UNIMPLEMENTED", VERDICT_NO},
    {"INTERNAL", VERDICT_NO},
    {"UNAVAILABLE", VERDICT_NO},
    {"DATA_LOSS", VERDICT_NO},
    {"UNAUTHENTICATED", VERDICT_NO},
};

/* -1: none of them. */
static int find_word(const char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static enum verdict judge_word(const char *text)
{
    int found = find_word(text);
    return found < 0 ? VERDICT_UNCLEAR : words[found].verdict;
}

/* HTTP's status with its reason behind it, and its version before it; NAN for another text. */
static double status_of_line(const char *text)
{
    const char *at = text;
    if (strncasecmp(at, "HTTP/", 5) == 0) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    bool is_status =
        strspn(at, "0123456789") == 3 && at[0] >= '1' && at[0] <= '5' && (at[3] == ' ' || at[3] == '\0');
    return is_status ? (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0') : NAN;
}

enum verdict verdict_of_status(const char *text, double number)
{
    number = isnan(number) ? status_of_line(text) : number;
    return isnan(number)                                    ? judge_word(text)
           : number == 0 || (number >= 200 && number < 400) ? VERDICT_YES
                                                            : VERDICT_NO;
}

enum verdict verdict_of_flag(const char *text, double number)
{
    return isnan(number) ? judge_word(text)
           : number == 1 ? VERDICT_YES
           : number == 0 ? VERDICT_NO
                         : VERDICT_UNCLEAR;
}

enum verdict verdict_of_error(const char *text, double number)
{
    enum verdict verdict = judge_word(text);
    bool is_truth = strcasecmp(text, "true") == 0 || strcasecmp(text, "yes") == 0; /* that there is one */
    bool none = number == 0 || verdict == VERDICT_SILENT || (verdict == VERDICT_YES && !is_truth) ||
                strcasecmp(text, "false") == 0 || strcasecmp(text, "no") == 0;
    return none ? VERDICT_SILENT : VERDICT_NO;
}
