/* Options that have one meaning in all commands, a row each, and what may be given to them. */
#ifndef FAASTAT_COMMANDS_OPTIONS_H
#define FAASTAT_COMMANDS_OPTIONS_H

#include "analysis/known_group.h"
#include "base/opt.h"

#define LEVEL_OPTION(to) OPT_NUMBER('l', "level", "P", to, "coverage of the intervals (0.95)")

/* How intervals are made, in all commands that have some. */
struct interval_arguments {
    const char *method;
    const char *between_runs; /* a share, "3%"; NULL: not stated */
    double level;
    size_t resamples, seed;
};
#define INTERVAL_DEFAULTS                                                                                    \
    {                                                                                                        \
        .method = "dependent", .level = 0.95, .resamples = 1999, .seed = 1                                   \
    }
#define INTERVAL_OPTIONS(a) LEVEL_OPTION(&(a)->level), METHOD_OPTIONS(a)
#define METHOD_OPTIONS(a)                                                                                    \
    OPT_TEXT(0, "interval", "METHOD", &(a)->method,                                                          \
             "dependent, independent, bootstrap or none (dependent)"),                                       \
        OPT_COUNT(0, "resamples", "N", &(a)->resamples, "of the bootstrap (1999)"), SEED_OPTION(&(a)->seed)

#define BETWEEN_OPTION(a)                                                                                    \
    OPT_TEXT(0, "between-runs", "SHARE", &(a)->between_runs,                                                 \
             "how much a mean or quantile differs between runs (sd): 3%")

#define SEED_OPTION(to)  OPT_COUNT(0, "seed", "N", to, "of all that is drawn at random (1)")
#define QUIET_OPTION(to) OPT_FLAG(0, "quiet", to, "no word of how it goes")
#define OUTPUT_OPTION(to)                                                                                    \
    OPT_TEXT('o', "output", "FILE", to, "write here, whole or not at all (standard output)")
/* Takes output/report.h, which has the names. */
#define FORMAT_OPTION(to)                                                                                    \
    OPT_TEXT('f', "format", format_names(), to, "of the output (table)"),                                    \
        OPT_VALUE(0, "wide", "wide", to, "a table of all columns, however wide: --format wide")

#define CSV_SAFE_OPTION(to)                                                                                  \
    OPT_FLAG(0, "csv-safe", to, "no cell of CSV that a spreadsheet takes for a formula")
#define WRITING_OPTIONS(to)                                                                                  \
    FORMAT_OPTION(&(to)->format), OUTPUT_OPTION(&(to)->path), CSV_SAFE_OPTION(&(to)->csv_safe)

/* BAD_USAGE unless `above` < level < 1. */
enum status options_check_level(double level, double above, struct error *err);
/* "10%", "+10%" or "-2.5%" as a share. */
bool options_read_share(const char *text, double *share);
/* BAD_USAGE for a method, a level, a spread or a number of resamples that there is none of, and for what
 * can't go with the clusters that are named. */
enum status options_read_intervals(const struct interval_arguments *arguments,
                                   const struct opt_list *clusters, struct interval_options *intervals,
                                   struct error *err);

#endif
