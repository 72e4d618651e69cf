/* The end of a Lambda log: the rows of its requests. Inside of lambda_log. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_FINISH_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_FINISH_H

#include "formats/cloud/lambda_requests.h"

/*
 * Adds the rows: of all reports in their order, those repeated to the byte once, and then of the failures
 * that no report tells of. Notes what no request can be told of.
 */
enum status lambda_finish(struct lambda_requests *requests, const struct record_sink *sink,
                          struct error *err);

#endif
