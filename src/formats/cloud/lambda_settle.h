/* Which lines of a Lambda log belong to one request. Inside of lambda_requests. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_SETTLE_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_SETTLE_H

#include "formats/cloud/lambda_requests.h"

/* Reports that were there already, lines that tell of nothing, initialisations that no report follows. */
struct lambda_settled {
    size_t repeated, unused, alone;
};

/*
 * Completes the rows of reports by what other lines say of their requests, takes out those that repeat
 * another, and marks the failures that become rows. Of most requests there is one start and one report, which
 * is settled by their keys alone; the others are told apart by lambda_streams and lambda_attempts.
 */
enum status lambda_settle(struct lambda_requests *requests, struct lambda_settled *settled,
                          struct error *err);

#endif
