/* How a group is called. */
#ifndef FAASTAT_OUTPUT_GROUP_NAME_H
#define FAASTAT_OUTPUT_GROUP_NAME_H

#include "base/text.h"
#include "table/group.h"

/* Appends "resnet50, 512, cold=true"; "all" when there are no factors. */
enum status group_name(const struct grouping *grouping, const struct group *group, struct text *name,
                       struct error *err);

#endif
