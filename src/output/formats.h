/* The formats that results are written in: one is a file here that ends in one row, and one line in
 * FORMATS_WRITTEN. */
#ifndef FAASTAT_OUTPUT_FORMATS_H
#define FAASTAT_OUTPUT_FORMATS_H

#include "output/report.h"

#define FORMATS_WRITTEN(ROW)                                                                                 \
    ROW(table)                                                                                               \
    ROW(wide)                                                                                                \
    ROW(csv)                                                                                                 \
    ROW(json)                                                                                                \
    ROW(markdown)
#define DECLARE_FORMAT(name) extern const struct format format_##name;
FORMATS_WRITTEN(DECLARE_FORMAT)
#undef DECLARE_FORMAT

/* All names, "table|wide|csv|json|markdown". */
const char *format_names(void);
/* BAD_USAGE when there is no format of that name: to be asked before the work is done. */
enum status format_check(const char *format, struct error *err);
/* Whether the format is for people, and standard output a terminal that can show them bars of text. */
bool format_shows_pictures(const char *format);
/* The format of that name. */
enum status format_find(const char *name, const struct format **found, struct error *err);
/* Writes the report; and behind it the rows that a format with write_row gets one after the other (NULL: they
 * are in it). */
enum status format_write(struct report *report, const struct format *format, const struct report_rows *rows,
                         FILE *stream, struct error *err);

#endif
