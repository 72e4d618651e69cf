/* The parts of a report: pictures, which groups differ, claims, the summary. */
#ifndef FAASTAT_COMMANDS_REPORT_PARTS_H
#define FAASTAT_COMMANDS_REPORT_PARTS_H

#include <stdio.h>

#include "base/leftovers.h"
#include "commands/data.h"
#include "commands/query.h"

/* A page on its way. Its parts are made before its head, which says what came of them. */
struct report_parts {
    const char *claims; /* a file of claims; NULL: none */
    size_t threads;
    bool csv_safe; /* the CSV in the page */
    const struct opt_result *operands;
    struct query query;
    struct imported imported;
    char *templates;
    char *folder;              /* of scripts and images, while they are drawn */
    struct leftover *leftover; /* the folder, should a signal end us */
    size_t pictures, groups;
    struct text verdict;
    char *summary, *text; /* of the page: the summary, and what comes behind it; for the caller to free */
    size_t summary_n, text_n;
    FILE *stream; /* of these */
};

/* Draws and writes all of them, by a table that is bound to the query; `folder`, `templates` and the stream
 * are there. The requests are taken out of the table. */
enum status report_parts_make(struct report_parts *parts, struct error *err);
/* Ends a file without a name, of which *bytes gets all n unless `status` is a failure: it is returned then. A
 * stream in memory would lose what it could not grow for without a word. For the caller to free. */
enum status report_parts_end(FILE *stream, enum status status, char **bytes, size_t *n, struct error *err);
/* All of a text file, for the caller to free. */
enum status report_parts_read(const char *path, char **text, struct error *err);

#endif
