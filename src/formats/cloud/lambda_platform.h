/* The objects of Lambda's log in JSON format, {"type": "platform.report", ...}. Inside of lambda_log. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_PLATFORM_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_PLATFORM_H

#include "formats/cloud/lambda_text.h"

/* Takes an object, whose line tells what it does not. BAD_DATA at the spot. */
enum status lambda_platform_take(struct lambda_requests *requests, const struct json_spot *object,
                                 struct lambda_line *line, bool *used, struct error *err);

#endif
