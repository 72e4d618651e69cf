/* What CloudWatch Logs Insights, or the console's log viewer, has found of a Lambda log, as JSON or CSV.
 * Inside of the importers of it. */
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
    INSIGHTS_LOG,
    INSIGHTS_LOG_STREAM,
    INSIGHTS_POINTER, /* to the row in Insights, which tells nothing */
    INSIGHTS_FIELDS
};
extern const char *const insights_names[INSIGHTS_FIELDS];

/*
 * Takes the row that the fields' texts make, NULL where the query did not ask for one: from the message when
 * it says anything of a request, else from the discovered fields. The log's tags_row is the row's. BAD_DATA
 * at the places.
 */
enum status insights_take(struct lambda_log *log, const char *const texts[INSIGHTS_FIELDS],
                          const struct place places[INSIGHTS_FIELDS], size_t *passed, struct error *err);

extern const struct explain_row insights_origins[];

/* Whether the bytes begin with a header of CSV that has Insights' names in it, or the viewer's. */
bool insights_is_header(const char *bytes, size_t n);

#endif
