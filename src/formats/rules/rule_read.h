/* Descriptions of formats, from their JSON. */
#ifndef FAASTAT_FORMATS_RULES_RULE_READ_H
#define FAASTAT_FORMATS_RULES_RULE_READ_H

#include "formats/rules/rule.h"

/* Reads the description in rule->file, which is parsed; BAD_USAGE at what is wrong with it. */
enum status rule_read(struct rule *rule, struct error *err);

#endif
