#include "read/csv_outcome.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "read/csv_alias.h"
#include "table/outcome.h"

/* What stands in such a column: HTTP's statuses, 0 or -1 for no answer, or words; these without 0 and -1, as
 * the name may be another's; any number, of which 0 is good; truth values; these in words, as numbers may be
 * seconds; a cause. */
enum cells { STATUSES, SURE_STATUSES, CODES, FLAGS, SURE_FLAGS, CAUSES };

/* The plainest first. */
static const struct {
    const char *written;
    enum cells cells;
    const char *name;
} outcomes[] = {
    {"statuscode", STATUSES, "status"},
    {"httpstatuscode", STATUSES, "status"},
    {"httpstatus", STATUSES, "status"},
    {"httpcode", STATUSES, "status"},
    {"responsestatuscode", STATUSES, "status"},
    {"responsestatus", STATUSES, "status"},
    {"httpresponsecode", STATUSES, "status"},
    {"responsecode", STATUSES, "status"},
    {"respcode", STATUSES, "status"},
    {"resultcode", STATUSES, "status"},
    {"rc", SURE_STATUSES, "status"},
    {"status", STATUSES, "status"}, /* behind a dot */
    {"grpcstatuscode", CODES, "status"},
    {"grpcstatus", CODES, "status"},
    {"grpccode", CODES, "status"},
    {"outcome", SURE_STATUSES, "status"},
    {"result", SURE_STATUSES, "status"},
    {"code", SURE_STATUSES, "status"},
    {"state", SURE_STATUSES, "status"},
    {"httpresponse", SURE_STATUSES, "status"},
    {"response", SURE_STATUSES, "status"},
    {"success", FLAGS, "success"},
    {"issuccess", FLAGS, "success"},
    {"issuccessful", FLAGS, "success"},
    {"succeeded", FLAGS, "success"},
    {"successful", FLAGS, "success"},
    {"ok", FLAGS, "success"},
    {"isok", FLAGS, "success"},
    {"passed", FLAGS, "success"},
    {"failed", FLAGS, "error"},
    {"isfailed", FLAGS, "error"},
    {"hasfailed", FLAGS, "error"},
    {"isfailure", FLAGS, "error"},
    {"iserror", FLAGS, "error"},
    {"haserror", FLAGS, "error"},
    {"errored", FLAGS, "error"},
    {"crashed", FLAGS, "error"},
    {"timedout", FLAGS, "error"},
    {"istimeout", FLAGS, "error"},
    {"timeout", SURE_FLAGS, "error"},
    {"exitcode", CODES, "error"},
    {"exitstatus", CODES, "error"},
    {"returncode", CODES, "error"},
    {"error", CAUSES, "error"},
    {"err", CAUSES, "error"},
    {"exception", CAUSES, "error"},
    {"exceptiontype", CAUSES, "error"},
    {"errortype", CAUSES, "error"},
    {"errorname", CAUSES, "error"},
    {"errormessage", CAUSES, "error"},
    {"errormsg", CAUSES, "error"},
    {"errorreason", CAUSES, "error"},
    {"failure", CAUSES, "error"},
    {"failurereason", CAUSES, "error"},
    {"failuremessage", CAUSES, "error"},
    {"fault", CAUSES, "error"},
    {"coldstart", FLAGS, "cold"},
    {"iscold", FLAGS, "cold"},
    {"iscoldstart", FLAGS, "cold"},
    {"wascold", FLAGS, "cold"},
    {"wascoldstart", FLAGS, "cold"},
    {"hascoldstart", FLAGS, "cold"},
    {"coldstarted", FLAGS, "cold"},
};
enum { OUTCOMES = sizeof outcomes / sizeof *outcomes };

int csv_outcome_find(const char *written)
{
    for (int i = 0; i < OUTCOMES; i++) {
        if (strcmp(written, outcomes[i].name) != 0 && csv_alias_is(written, outcomes[i].written)) {
            return i + 1;
        }
    }
    return 0;
}

bool csv_outcome_may_say(int outcome, const char *cell, size_t n)
{
    double number;
    number = number_parse(cell, n, &number) ? number : NAN;
    bool whole = floor(number) == number;
    switch (outcomes[outcome - 1].cells) {
    case STATUSES:
        return isnan(number) ? outcome_of_status(cell, NAN) != SAYS_NEITHER
                             : number == 0 || number == -1 || (whole && number >= 100 && number < 600);
    case SURE_STATUSES:
        return isnan(number) ? outcome_of_status(cell, NAN) != SAYS_NEITHER
                             : whole && number >= 100 && number < 600;
    case CODES:
        return isnan(number) ? outcome_of_status(cell, NAN) != SAYS_NEITHER : whole;
    case SURE_FLAGS:
        return isnan(number) && outcome_of_flag(cell, number) != SAYS_NEITHER;
    case FLAGS:
        return outcome_of_flag(cell, number) != SAYS_NEITHER;
    case CAUSES:
        return isnan(number) || number == 0 || number == 1;
    }
    return false;
}

enum status csv_outcome_name(struct csv_schema *schema, const struct import_options *options,
                             struct error *err)
{
    enum status status = OK;
    for (int i = 0; i < OUTCOMES; i++) { /* the next of a name finds it taken */
        for (size_t c = 0; status == OK && c < schema->n; c++) {
            struct csv_column *column = &schema->columns[c];
            bool tells = column->seen.cells > 0 || outcomes[i].cells == CAUSES;
            status = column->outcome == i + 1 && tells
                         ? csv_alias_give(schema, column, outcomes[i].name, options, err)
                         : status;
        }
    }
    return status;
}
