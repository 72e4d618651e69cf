/* A report on its way: what all of its parts write with. Knows none of them. */
#ifndef FAASTAT_COMMANDS_REPORT_PAGE_H
#define FAASTAT_COMMANDS_REPORT_PAGE_H

#include <stdio.h>

#include "analysis/compare_result.h"
#include "analysis/known_table.h"
#include "base/leftovers.h"
#include "commands/data.h"
#include "commands/query.h"
#include "output/form.h"

/* A page on its way. Its parts are made before its head, which says what came of them. */
struct report_page {
    const char *claims;                        /* a file of claims; NULL: none */
    bool csv_safe;                             /* the CSV in the page */
    const struct opt_list *figures, *compared; /* figure files; dumps that the others are compared with */
    const struct data_arguments *data;
    const struct opt_result *operands;
    struct query query;
    struct imported imported, old; /* the dumps that these are compared with */
    struct known_table known;      /* of the first of both */
    char *templates;
    char *folder;              /* of scripts and images, while they are drawn */
    struct leftover *leftover; /* the folder, should a signal end us */
    size_t pictures, groups;
    size_t failed; /* pictures that gnuplot did not draw, though the data would have supported them */
    struct text verdict;
    char *summary, *text; /* of the page: the summary, and what comes behind it; for the caller to free */
    size_t summary_n, text_n;
    FILE *stream; /* of these */
};

/* How groups of the page are compared: by its factors, measures and quantiles, which are borrowed. */
struct compare_options report_page_compares(const struct report_page *page);
/* Begins to know the table as it is now; nothing stays of what it was. */
void report_page_know(struct report_page *page);
void report_page_head(const struct report_page *page, const char *heading);
/* Writes a result's table, and the same for programs behind links; `names` are its caption, and that of the
 * files. */
enum status report_page_result(const struct report_page *page, const struct form *form, const void *result,
                               const char *const names[2], struct error *err);
/* Ends a file without a name, of which *bytes gets all n unless `status` is a failure: it is returned then. A
 * stream in memory would lose what it could not grow for without a word. For the caller to free. */
enum status report_page_end(FILE *stream, enum status status, char **bytes, size_t *n, struct error *err);
/* All of a text file, for the caller to free. */
enum status report_page_read(const char *path, char **text, struct error *err);

/* Says in the place of a picture or a table why there is none. */
void report_page_refuse(const struct report_page *page, const char *what, const char *why);

#endif
