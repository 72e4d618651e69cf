/* Groups and numbers of a report in JSON and in words. */
#ifndef FAASTAT_OUTPUT_GROUP_JSON_H
#define FAASTAT_OUTPUT_GROUP_JSON_H

#include <jansson.h>

#include "base/text.h"
#include "table/group.h"

/* A number; null for NaN and infinity, which JSON does not have. */
json_t *json_finite(double number);
/* A factor's value: a number where it is written as one would be; null where it is missing. */
json_t *json_factor(const char *text);
/* {"model": "resnet50", "memory_mb": 512}; NULL when memory is out. */
json_t *group_json(const struct grouping *grouping, const struct group *group);
/* Appends "resnet50, 512, cold=true"; "all" when there are no factors. */
enum status group_name(const struct grouping *grouping, const struct group *group, struct text *name,
                       struct error *err);

#endif
