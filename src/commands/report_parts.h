/* The parts of a report: pictures, which groups differ, claims, the summary. */
#ifndef FAASTAT_COMMANDS_REPORT_PARTS_H
#define FAASTAT_COMMANDS_REPORT_PARTS_H

#include "commands/report_page.h"

/* Draws and writes all of them, by a table that is bound to the query; `folder`, `templates` and the stream
 * are there. The requests are taken out of the table. */
enum status report_parts_make(struct report_page *page, struct error *err);

#endif
