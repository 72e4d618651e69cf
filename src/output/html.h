/* Parts of a page: text that stays text, tables, images, links that hold what they lead to. */
#ifndef FAASTAT_OUTPUT_HTML_H
#define FAASTAT_OUTPUT_HTML_H

#include "output/report.h"

/* Text as text: what HTML would act on is escaped, and what steers terminals and pages becomes '?'. */
void html_write_text(const char *text, FILE *stream);
void html_write_bytes(const char *text, size_t n, FILE *stream);
/* A sortable table up to the cells of its head, in a region that keys can scroll. */
void html_write_table_head(const char *caption, FILE *stream);
/* A table that can be sorted, without the columns for programs, and the lines below it as a list. */
void html_write_table(const struct report *report, const char *caption, FILE *stream);
/*
 * An SVG of gnuplot's, inline: names in it begin with "pN-", so that those of several images differ, labels
 * are text, and its title is `title`. BAD_DATA when it is no SVG.
 */
enum status html_write_svg(const char *svg, size_t number, const char *title, FILE *stream,
                           struct error *err);
/* A link that holds the bytes, to be saved under that name. BAD_SERVICE when memory is out. */
enum status html_write_download(const char *name, const char *type, const char *bytes, size_t n, FILE *stream,
                                struct error *err);

struct html_page {
    const char *title, *style, *script; /* texts of a style sheet and of a script, inline */
};
/* All up to the body: with a policy that lets nothing in but that style and that script, by their digests. */
void html_write_head(const struct html_page *page, FILE *stream);
void html_write_foot(const struct html_page *page, FILE *stream);

#endif
