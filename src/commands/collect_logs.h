/* What `faastat collect logs` does: the log of a function, from CloudWatch Logs, into a tidy dump. */
#ifndef FAASTAT_COMMANDS_COLLECT_LOGS_H
#define FAASTAT_COMMANDS_COLLECT_LOGS_H

#include <stdbool.h>

#include "base/error.h"

/* What is asked for, as it was written; NULL: nothing. */
struct logs_words {
    const char *function, *region, *group, *since, *until;
    bool insights;
    const char *output, *ca_file;
    bool csv_safe, quiet;
};

/* *signal is the number of the one that ended it, else 0. */
enum status collect_logs(const struct logs_words *words, int *signal, struct error *err);

#endif
