/* The way from the root of a JSON value to values in it: "results[].times[]". */
#ifndef FAASTAT_FORMATS_RULES_RULE_PATH_H
#define FAASTAT_FORMATS_RULES_RULE_PATH_H

#include "base/number.h"
#include "formats/rules/rule.h"

/* Reads a path; BAD_USAGE at the spot of the description where it stands. */
enum status rule_path_read(struct rule *rule, const struct json_spot *spot, const char *text,
                           struct rule_path *path, struct error *err);
/* Ties a path to the one of the rows that it is a value of; `many`: it may end in many values. BAD_USAGE at
 * the spot. */
enum status rule_path_tie(struct rule_path *path, const struct rule_path *each, bool many,
                          const struct json_spot *spot, struct error *err);

/*
 * The value of a row, NULL when there is none; `bound` are the spots that the steps of the row's path led to,
 * the root before the first. A path that ends in many values leads to what these are members of.
 */
json_t *rule_path_find(const struct rule_path *path, const struct json_spot *const *bound);
/* The same with its place; the spots on the way are put into `spots`. */
const struct json_spot *rule_path_spot(const struct rule_path *path, const struct json_spot *const *bound,
                                       struct json_spot spots[RULE_STEPS]);
/* Whether the path ends in many values. */
bool rule_path_is_many(const struct rule_path *path);
/* Whether a key is that of the pattern: it has a number from 0 to 100 for "{}", written there, "97_5" for
 * 97.5. */
bool rule_path_matches(const struct rule_step *pattern, const char *key, char percent[NUMBER_TEXT]);
/* Makes the step a RULE_PATTERN of the text when that has a "{}", and leaves it otherwise. */
enum status rule_path_split(struct rule *rule, const char *text, struct rule_step *step, struct error *err);

#endif
