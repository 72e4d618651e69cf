#include "table/outcome.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* In any case of letters. Those in capitals are gRPC's. */
static const struct {
    const char *word;
    enum saying saying;
} words[] = {
    {"ok", SAYS_YES},
    {"success", SAYS_YES},
    {"successful", SAYS_YES},
    {"succeeded", SAYS_YES},
    {"true", SAYS_YES},
    {"yes", SAYS_YES},
    {"y", SAYS_YES},
    {"passed", SAYS_YES},
    {"pass", SAYS_YES},
    {"completed", SAYS_YES},
    {"complete", SAYS_YES},
    {"done", SAYS_YES},
    {"", SAYS_NOTHING},
    {"-", SAYS_NOTHING},
    {"none", SAYS_NOTHING},
    {"null", SAYS_NOTHING},
    {"nil", SAYS_NOTHING},
    {"false", SAYS_NO},
    {"no", SAYS_NO},
    {"n", SAYS_NO},
    {"ko", SAYS_NO},
    {"failed", SAYS_NO},
    {"failure", SAYS_NO},
    {"fail", SAYS_NO},
    {"unsuccessful", SAYS_NO},
    {"error", SAYS_NO},
    {"errored", SAYS_NO},
    {"timeout", SAYS_NO},
    {"timed_out", SAYS_NO},
    {"timed out", SAYS_NO},
    {"timedout", SAYS_NO},
    {"canceled", SAYS_NO},
    {"aborted", SAYS_NO},
    {"throttled", SAYS_NO},
    {"rejected", SAYS_NO},
    {"crashed", SAYS_NO},
    {"killed", SAYS_NO},
    {"CANCELLED", SAYS_NO},
    {"UNKNOWN", SAYS_NO},
    {"INVALID_ARGUMENT", SAYS_NO},
    {"DEADLINE_EXCEEDED", SAYS_NO},
    {"NOT_FOUND", SAYS_NO},
    {"ALREADY_EXISTS", SAYS_NO},
    {"PERMISSION_DENIED", SAYS_NO},
    {"RESOURCE_EXHAUSTED", SAYS_NO},
    {"FAILED_PRECONDITION", SAYS_NO},
    {"OUT_OF_RANGE", SAYS_NO},
    {"UNIMPLEMENTED", SAYS_NO},
    {"INTERNAL", SAYS_NO},
    {"UNAVAILABLE", SAYS_NO},
    {"DATA_LOSS", SAYS_NO},
    {"UNAUTHENTICATED", SAYS_NO},
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

static enum saying judge_word(const char *text)
{
    int found = find_word(text);
    return found < 0 ? SAYS_NEITHER : words[found].saying;
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

enum saying outcome_of_status(const char *text, double number)
{
    number = isnan(number) ? status_of_line(text) : number;
    return isnan(number)                                    ? judge_word(text)
           : number == 0 || (number >= 200 && number < 400) ? SAYS_YES
                                                            : SAYS_NO;
}

enum saying outcome_of_flag(const char *text, double number)
{
    return isnan(number) ? judge_word(text) : number == 1 ? SAYS_YES : number == 0 ? SAYS_NO : SAYS_NEITHER;
}

enum saying outcome_of_error(const char *text, double number)
{
    enum saying saying = judge_word(text);
    bool is_truth = strcasecmp(text, "true") == 0 || strcasecmp(text, "yes") == 0 ||
                    strcasecmp(text, "y") == 0; /* that there is one */
    bool none = number == 0 || saying == SAYS_NOTHING || (saying == SAYS_YES && !is_truth) ||
                strcasecmp(text, "false") == 0 || strcasecmp(text, "no") == 0 || strcasecmp(text, "n") == 0;
    return none ? SAYS_NOTHING : SAYS_NO;
}
