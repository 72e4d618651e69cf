/* The cells of one row that a description reads, whether of CSV or of JSON. */
#ifndef FAASTAT_FORMATS_RULES_RULE_CELL_H
#define FAASTAT_FORMATS_RULES_RULE_CELL_H

#include "base/number.h"
#include "formats/rules/rule.h"
#include "read/json_alike.h"

/* What a path leads to in lines that are alike: always the same, or what fills a hole. */
struct rule_known {
    json_t *value; /* NULL: nothing, or a hole */
    bool is_hole;
    size_t hole;
};

/* Where a row's values come from: a row of CSV, the spots that its path in JSON led to, or a line that is
 * like one that is known, of which just the measures can be read. */
struct rule_source {
    const struct csv_record *record; /* NULL: JSON */
    const struct json_spot *const *bound;
    const struct rule_known *known;   /* by number of the path; NULL: it is no such line */
    const struct json_filled *values; /* of its holes */
};

struct rule_cell {
    const char
        *text; /* with a NUL behind it, but of a hole; NULL: there is no value, or none that is a text yet */
    size_t n;
    json_t *value;                    /* of JSON, NULL: CSV, or of a hole */
    const struct json_filled *number; /* of a hole; NULL: it is none, or a text */
    char digits[NUMBER_TEXT];
};

/* Whether there is a value; what is null, or a text that says so, is none. */
bool rule_cell_find(const struct rule_source *source, const struct rule_path *path, struct rule_cell *cell);
/* The first of the paths that has one; NULL when none has. */
const struct rule_path *rule_cell_find_any(const struct rule_source *source, const struct rule_path *paths,
                                           size_t n, struct rule_cell *cell);
/* Has a number, true or false be a text; false for a container. */
bool rule_cell_spell(struct rule_cell *cell);
/* A number, or a text that spells one, in that unit; what spells none is BAD_DATA. */
enum status rule_cell_number(const struct rule_source *source, const struct rule_path *path,
                             const struct rule_cell *cell, enum unit unit, double *number, struct error *err);
struct place rule_cell_place(const struct rule_source *source, const struct rule_path *path);
/* BAD_DATA with the place of the value. */
enum status rule_cell_error(const struct rule_source *source, const struct rule_path *path, struct error *err,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Whether all of the tests hold. */
bool rule_cell_passes(const struct rule_source *source, const struct rule_tests *tests);

#endif
