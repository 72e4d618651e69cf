/* Importers that go by descriptions: the user's own, and those that are in the program. */
#ifndef FAASTAT_FORMATS_RULES_RULE_IMPORTER_H
#define FAASTAT_FORMATS_RULES_RULE_IMPORTER_H

#include "formats/rules/rule.h"

struct rule_importer {
    struct import_description description; /* that the importer has, and this is it */
    struct importer importer;
    const char *text; /* of the program's, which is read when it may be needed */
    bool is_read;
    struct rule rule;
};

/* Both take a zeroed one. Reads the user's description; BAD_USAGE with its place where it is wrong. Caller
 * releases either way. */
enum status rule_importer_read(struct rule_importer *importer, const char *path, struct error *err);
/* One of the program's, whose name and text are borrowed. Writes no page of what just a format that is asked
 * for has a use of. */
void rule_importer_init(struct rule_importer *importer, const char *name, const char *text);
/* Has what the importer says of itself be there. */
enum status rule_importer_complete(struct rule_importer *importer, struct error *err);
void rule_importer_release(struct rule_importer *importer);

#endif
