/* The descriptions of templates/formats, as they are in the program: for each its name and its text, with a
 * NUL behind either; an empty name ends them. */
#ifndef FAASTAT_FORMATS_RULES_RULE_SHIPPED_H
#define FAASTAT_FORMATS_RULES_RULE_SHIPPED_H

extern const char rule_shipped[];

#endif
