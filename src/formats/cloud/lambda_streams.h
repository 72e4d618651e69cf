/* What the lines without a request's id belong to, by their place in the stream. Inside of lambda_requests.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_STREAMS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_STREAMS_H

#include "formats/cloud/lambda_event.h"

/* Gives each failure without an id the key of the request that it is of, and each initialisation to the
 * report that follows; *alone is how many no report follows. Sorts the events. */
enum status lambda_streams_settle(struct lambda_events *all, size_t *alone, struct error *err);

#endif
