/* CSV that a description tells of. */
#ifndef FAASTAT_FORMATS_RULES_RULE_CSV_H
#define FAASTAT_FORMATS_RULES_RULE_CSV_H

#include "base/names.h"
#include "formats/rules/rule.h"

/* As an importer's probe and read. */
enum match rule_csv_probe(const struct rule *rule, const char *bytes, size_t n);
enum status rule_csv_read(const struct rule *rule, struct input *input, const struct import_options *options,
                          struct table *table, struct import_log *log, struct error *err);
/* The description for a file whose header has these names, with a column for each that a hole stands for.
 * Caller releases *own, which borrows from the rule. */
enum status rule_csv_fit(const struct rule *rule, const struct names *header, struct rule *own,
                         struct error *err);

#endif
