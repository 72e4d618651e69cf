/* The pictures of a report. */
#ifndef FAASTAT_COMMANDS_REPORT_PICTURES_H
#define FAASTAT_COMMANDS_REPORT_PICTURES_H

#include "commands/report_page.h"

/* What is to be drawn of the report's table. All is borrowed. */
struct report_picture {
    const char *kind, *heading;
    const struct names *by; /* NULL: the report's groups, which the title tells of */
};

/* Draws it and writes it to the page, or why the data can't support it. */
enum status report_pictures_add(struct report_page *page, const struct report_picture *picture,
                                struct error *err);
/* The same of all figures of a figure file, in its order, of the data that it names, or else of the report's.
 */
enum status report_pictures_add_file(struct report_page *page, const char *path, struct error *err);

#endif
