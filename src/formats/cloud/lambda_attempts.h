/* The attempts of requests, and the lines that belong to each. Inside of lambda_requests. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_ATTEMPTS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_ATTEMPTS_H

#include "formats/cloud/lambda_event.h"

/* Tells the attempts of each request apart, and marks the details that become rows; *repeated is how many
 * reports were there already, *unused how many lines tell of nothing. Sorts the events. */
enum status lambda_attempts_settle(struct lambda_events *all, size_t *repeated, size_t *unused,
                                   struct error *err);

#endif
