/* The commands of the program: one file each that ends in one row. They read options, call the stages, print.
 */
#ifndef FAASTAT_COMMANDS_COMMANDS_H
#define FAASTAT_COMMANDS_COMMANDS_H

#include "base/error.h"
#include "base/opt.h"

struct command {
    struct opt_usage usage;
    /* argv[0] is the command's name. */
    enum status (*run)(int argc, char **argv, const struct opt_usage *usage, struct error *err);
};

#define COMMANDS(ROW)                                                                                        \
    ROW(import)                                                                                              \
    ROW(summary)                                                                                             \
    ROW(compare)                                                                                             \
    ROW(check)                                                                                               \
    ROW(audit)                                                                                               \
    ROW(tune)                                                                                                \
    ROW(reconcile)                                                                                           \
    ROW(plot)                                                                                                \
    ROW(report)                                                                                              \
    ROW(figures)                                                                                             \
    ROW(collect)                                                                                             \
    ROW(completion)
#define DECLARE_COMMAND(name) extern const struct command command_##name;
COMMANDS(DECLARE_COMMAND)
#undef DECLARE_COMMAND

#endif
