/* Dumps of `faastat collect logs` of which the log is not read to its end. Inside of the importers of
 * Lambda's logs. */
#ifndef FAASTAT_FORMATS_CLOUD_COLLECT_LOGS_H
#define FAASTAT_FORMATS_CLOUD_COLLECT_LOGS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the bytes begin like one. */
bool collect_logs_begins(const char *bytes, size_t n);

#endif
