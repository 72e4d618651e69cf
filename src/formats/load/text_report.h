/* Reports that tools print for people: lines with a name and a number, percentiles and counts of statuses.
 * One run is one published row. Inside of ab.c, hey_text.c and mlperf.c. */
#ifndef FAASTAT_FORMATS_LOAD_TEXT_REPORT_H
#define FAASTAT_FORMATS_LOAD_TEXT_REPORT_H

#include "import/summary_record.h"

enum {
    TEXT_REPORT_SD_S = SUMMARY_COLUMNS,
    TEXT_REPORT_RATE_PER_S,
    TEXT_REPORT_FACTORS, /* three at most */
    TEXT_REPORT_COLUMNS = TEXT_REPORT_FACTORS + 3
};

/* What a line's number is. Counts of requests that were measured, of those that failed, measured or not, and
 * of what is no failure after all. */
enum text_report_figure {
    TEXT_MEAN,
    TEXT_MIN,
    TEXT_MAX,
    TEXT_RATE,
    TEXT_MEASURED,
    TEXT_FAILED_INSIDE,
    TEXT_NOT_FAILED,
    TEXT_FACTOR,      /* a text; the unit is its number */
    TEXT_TOTALS,      /* ab's "Total:  min mean sd median max" */
    TEXT_STATUSES,    /* begins lines of "[200] 12 responses" */
    TEXT_ERRORS,      /* begins lines of "[3] a message" */
    TEXT_PERCENTILES, /* begins lines of "50% 9" or "50% in 0.1 secs" */
    TEXT_FIGURES
};
struct text_report_line {
    const char *begins; /* the line does */
    enum text_report_figure figure;
    int unit; /* of a time: an enum unit, NO_UNIT where the line has it */
};
struct text_report {
    const char *run; /* the line that begins a run does */
    const char *factors[3];
    const struct text_report_line *lines;
    size_t n_lines;
    int percentile_unit;
    bool tells_failures; /* where it says nothing of failures there are none */
    const char *ignored; /* an error that is none, or NULL */
};

enum status text_report_read(const struct text_report *report, struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err);
/* Whether one of the first lines begins so, and another one so. */
bool text_report_probe(const char *bytes, size_t n, const char *run, const char *sign);

#endif
