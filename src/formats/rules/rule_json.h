/* JSON that a description tells of. */
#ifndef FAASTAT_FORMATS_RULES_RULE_JSON_H
#define FAASTAT_FORMATS_RULES_RULE_JSON_H

#include "formats/rules/rule.h"

/* As an importer's read. */
enum status rule_json_read(const struct rule *rule, struct input *input, const struct import_options *options,
                           struct table *table, struct import_log *log, struct error *err);

#endif
