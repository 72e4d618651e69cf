/* An event as FilterLogEvents tells it. Inside of the importers of Lambda's logs. */
#ifndef FAASTAT_FORMATS_CLOUD_FILTER_LOG_EVENTS_H
#define FAASTAT_FORMATS_CLOUD_FILTER_LOG_EVENTS_H

#include "formats/cloud/lambda_log.h"

/* Takes {"timestamp": .., "message": .., "logStreamName": ..}; `root` may have the stream and the group of
 * all, as "logStream" and "logGroup". BAD_DATA at the event. */
enum status filter_log_events_take(const struct json_spot *event, const struct json_spot *root,
                                   struct lambda_log *log, const struct record_sink *sink, struct error *err);

#endif
