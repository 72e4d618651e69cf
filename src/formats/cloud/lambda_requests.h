/*
 * What the lines of a Lambda log say, put together to requests, in whatever order the lines came: which
 * attempt of a request a line is of, which request an initialisation kept waiting, what failed. Inside of the
 * importers of Lambda's logs.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_REQUESTS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_REQUESTS_H

#include "formats/cloud/lambda_event.h"

/* Adds what a line says. `record` has its time in end_s, and its stream in `environment`. BAD_DATA at the
 * place, whose file's name is borrowed. */
enum status lambda_requests_add(struct lambda_requests *requests, enum lambda_said said,
                                const struct lambda_record *record, const struct place *place,
                                struct error *err);
/* The same for a report, of a request or of an initialisation, which counts where a request waited for it. */
enum status lambda_requests_add_report(struct lambda_requests *requests, const struct lambda_record *record,
                                       const struct place *place, struct error *err);
/*
 * Adds the rows: of all reports in their order, those repeated to the byte once, and then of the failures
 * that no report tells of. Notes what no request can be told of.
 */
enum status lambda_requests_finish(struct lambda_requests *requests, const struct record_sink *sink,
                                   struct error *err);
void lambda_requests_release(struct lambda_requests *requests);

#endif
