/* Options that have one meaning in all commands, a row each, and what may be given to them. */
#ifndef FAASTAT_COMMANDS_OPTIONS_H
#define FAASTAT_COMMANDS_OPTIONS_H

#include "base/opt.h"

#define LEVEL_OPTION(to)     OPT_NUMBER('l', "level", "P", to, "coverage of the intervals (0.95)")
#define RESAMPLES_OPTION(to) OPT_COUNT(0, "resamples", "N", to, "of the bootstrap (9999)")
#define SEED_OPTION(to)      OPT_COUNT(0, "seed", "N", to, "of all that is drawn at random (1)")
#define QUIET_OPTION(to)     OPT_FLAG(0, "quiet", to, "no word of how it goes")
#define OUTPUT_OPTION(to)                                                                                    \
    OPT_TEXT('o', "output", "FILE", to, "write here, whole or not at all (standard output)")
/* Takes output/report.h, which has the names. */
#define FORMAT_OPTION(to) OPT_TEXT('f', "format", format_names(), to, "of the output (table)")

/* BAD_USAGE unless `above` < level < 1. */
enum status options_check_level(double level, double above, struct error *err);
enum status options_check_resamples(size_t resamples, struct error *err);

#endif
