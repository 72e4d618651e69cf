/* Whether the beginning of a file has the signs of a description. */
#ifndef FAASTAT_FORMATS_RULES_RULE_SIGNS_H
#define FAASTAT_FORMATS_RULES_RULE_SIGNS_H

#include "formats/rules/rule.h"

/* As an importer's probe, of JSON, which may be cut off. */
enum match rule_signs_probe(const struct rule *rule, const char *bytes, size_t n);
/*
 * Whether the bytes may have the signs of a description, of which only the text is there: for each sign that
 * has no other beside it, they have to hold a word of it. It takes a fraction of the time of reading one.
 */
bool rule_signs_may_be(const char *description, const char *bytes, size_t n);

#endif
