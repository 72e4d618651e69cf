/* What `faastat collect` does: measures an address or a function, warm, cold or under load, into a tidy dump.
 */
#ifndef FAASTAT_COMMANDS_COLLECT_COMMAND_H
#define FAASTAT_COMMANDS_COLLECT_COMMAND_H

#include "base/error.h"
#include "base/opt.h"

/* argv[0] is the command's name. */
enum status collect_command(int argc, char **argv, const struct opt_usage *usage, struct error *err);

#endif
