/* What CloudWatch Logs Insights has found out of a Lambda log, as JSON or CSV. Inside of insights_*.c. */
#ifndef FAASTAT_FORMATS_CLOUD_INSIGHTS_H
#define FAASTAT_FORMATS_CLOUD_INSIGHTS_H

#include "formats/cloud/lambda_log.h"

enum {
    INSIGHTS_TIMESTAMP,
    INSIGHTS_MESSAGE,
    INSIGHTS_REQUEST_ID,
    INSIGHTS_DURATION,
    INSIGHTS_BILLED_DURATION,
    INSIGHTS_INIT_DURATION,
    INSIGHTS_MEMORY_SIZE,
    INSIGHTS_MAX_MEMORY_USED,
    INSIGHTS_FIELDS
};
extern const char *const insights_names[INSIGHTS_FIELDS];

/*
 * Adds the row that the fields' texts make, NULL where the query did not ask for one: from the message when
 * it is a REPORT line, else from the discovered fields. *added is false when they tell of no request.
 * BAD_DATA at the places.
 */
enum status insights_add(const char *const texts[INSIGHTS_FIELDS], const struct place places[INSIGHTS_FIELDS],
                         struct table *table, bool *added, struct error *err);

#endif
