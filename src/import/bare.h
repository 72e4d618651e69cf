/* Bare numbers: what those are that come without a column's name, which is for the user to say. */
#ifndef FAASTAT_IMPORT_BARE_H
#define FAASTAT_IMPORT_BARE_H

#include "base/units.h"
#include "import/import.h"

struct bare_measure {
    char *name;     /* of the column that they become */
    enum unit unit; /* of the numbers, where the user named one that is not the table's */
    double lowest;  /* that they can be: 0, or -INFINITY */
};

/* The measure that options->measure names, or else --columns; "value" without both. Caller releases it. */
enum status bare_measure_init(struct bare_measure *measure, const struct import_options *options,
                              struct error *err);
/* Says that the numbers are seconds: "value" is "value_s". */
enum status bare_measure_in_seconds(struct bare_measure *measure, struct error *err);
void bare_measure_release(struct bare_measure *measure);

#endif
