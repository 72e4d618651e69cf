/* What changed since older dumps, on a report's page. */
#ifndef FAASTAT_COMMANDS_REPORT_CHANGE_H
#define FAASTAT_COMMANDS_REPORT_CHANGE_H

#include "commands/report_page.h"

/* The column that tells them from the others, as a constant of each: "data=before" and "data=now". */
extern const char report_change_old[], report_change_new[];

/* Compares each group with the same of the older dumps, whose rows are in the report's table meanwhile. */
enum status report_change_add(struct report_page *page, struct error *err);

#endif
