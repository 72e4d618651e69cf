/* Objects of a Lambda log that are like one that Jansson has parsed. Inside of the importers of Lambda's
 * logs. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_ALIKE_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_ALIKE_H

#include "formats/cloud/lambda_list.h"
#include "formats/cloud/lambda_platform.h"

/* Frees what is known of objects, whose values stand in lambda_object_holes. */
void lambda_alike_forget(void *pool);
/* Gets to know an object of Lambda's, of n bytes, that was parsed. */
enum status lambda_alike_learn(struct json_alike *alike, const struct json_file *file, size_t n,
                               const struct lambda_object *object, struct error *err);
/* What the object of n bytes is like, with its values, if these are as is usual; NULL: nothing that is known.
 */
const struct lambda_object *lambda_alike_match(struct json_alike *alike, const char *text, size_t n);
/*
 * Lists the line, which is an object and comes with its text, its number, and of what it said whether it
 * inherits the stream; one that says nothing of a request is passed over. False where it is like none that is
 * known, its values are not as is usual, or it says more than a list has.
 */
bool lambda_alike_list(struct json_alike *alike, struct lambda_list *list, struct lambda_listed line,
                       struct span stream);

#endif
