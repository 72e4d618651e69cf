/* What members of a description are made of: texts, paths, yes and no, tests. Mistakes are BAD_USAGE, at the
 * place of the member. */
#ifndef FAASTAT_FORMATS_RULES_RULE_GET_H
#define FAASTAT_FORMATS_RULES_RULE_GET_H

#include "formats/rules/rule.h"

/* A text, or a list of some; 0 when the member is not there. */
enum status rule_get_texts(struct rule *rule, const struct json_spot *member, const char *const **texts,
                           size_t *n, struct error *err);
/* One or several paths to values of the rows of the last set; `many`: each may end in many values. */
enum status rule_get_paths(struct rule *rule, const struct json_spot *member, bool many,
                           struct rule_path **paths, size_t *n, struct error *err);
/* One path, NULL when the member is not there. */
enum status rule_get_path(struct rule *rule, const struct json_spot *member, struct rule_path **path,
                          struct error *err);
enum status rule_get_truth(const struct json_spot *member, bool *truth, struct error *err);
/* A number of digits, or the least and the most of them. */
enum status rule_get_digits(const struct json_spot *member, size_t *least, size_t *most, struct error *err);
/* An object of paths and what their values have to be. */
enum status rule_get_tests(struct rule *rule, const struct rule_set *set, const struct json_spot *member,
                           struct rule_tests *tests, struct error *err);

#endif
