/*
 * A format that is a description instead of code: what its JSON says, made ready for reading. The manual has
 * the language. Knows nothing of how rows are read.
 */
#ifndef FAASTAT_FORMATS_RULES_RULE_H
#define FAASTAT_FORMATS_RULES_RULE_H

#include "import/record.h"
#include "read/csv_records.h"

enum {
    RULE_SETS = 8,       /* kinds of rows in a description */
    RULE_STEPS = 24,     /* of a path */
    RULE_COLUMNS = 200,  /* of a description */
    RULE_SPELLINGS = 16, /* of a value, and others that are few */
    RULE_NO = -1         /* there is no such column */
};

/* ---- where a value stands ---- */

enum rule_step_kind {
    RULE_MEMBER,   /* of that key */
    RULE_PATTERN,  /* whose key has a number from 0 to 100 for "{}" */
    RULE_MEMBERS,  /* "*": each one */
    RULE_ELEMENTS, /* "[]": each one */
    RULE_ELEMENT,  /* "[0]" */
    RULE_CHOSEN,   /* "[key=waitTime]": the first object with that text */
    RULE_BELOW,    /* "**": every object below, whatever it is in */
    RULE_TEXT      /* "@": what the text is JSON of */
};

struct rule_step {
    enum rule_step_kind kind;
    const char *key;   /* of a pattern what stands before the number */
    const char *value; /* of a chosen one; of a pattern what stands behind */
    size_t index; /* of an element; of "[]" that is none of the row's: the row's step whose index it has */
};

/* A value of a row: a cell of CSV by its column's name, or the way to it from the root of JSON. */
struct rule_path {
    const char *text; /* as it is written */
    struct rule_step *steps;
    size_t n;
    size_t shared; /* the first steps, which are the row's */
    size_t field;  /* of CSV */
    size_t number; /* of JSON, among all paths of the description */
};

/* ---- what it becomes ---- */

enum rule_test_kind { RULE_IS, RULE_CONTAINS, RULE_EXISTS, RULE_DIFFERS };

struct rule_test {
    struct rule_path path, other; /* other: of RULE_DIFFERS */
    enum rule_test_kind kind;
    const char *const *texts;
    size_t n;
    bool negated;
};

struct rule_tests {
    struct rule_test *rows;
    size_t n;
};

struct rule_word {
    const char *word, *meaning; /* word "*": any other */
};

/* How a number is written. */
enum rule_form {
    RULE_NUMBER,
    RULE_TIME,    /* in a unit that the description or another value names */
    RULE_DATE,    /* "2024-02-09T08:42:44.080Z" */
    RULE_EPOCH,   /* since 1970, in the unit that its size tells, or a date */
    RULE_WRITTEN, /* "0.123s" */
};

/* One way to a column's value. */
struct rule_value {
    struct rule_path *paths; /* the first that is there */
    size_t n_paths;
    bool of_key;    /* the key or the number of the value, not itself */
    const char *is; /* the same in every row; NULL: as the paths say */
    enum rule_form form;
    enum unit units[RULE_SPELLINGS]; /* of several the first in which it isn't far below `within` */
    size_t n_units;
    struct rule_path *unit_from, *divided_by, *since; /* NULL: none */
    int minus, within;                                /* columns before; RULE_NO */
    const struct rule_word *words;
    size_t n_words;
    bool numeric, required, has_missing;
    double missing, least;            /* what says that there is none; -INFINITY */
    size_t least_digits, most_digits; /* 0: it may be anything */
    struct rule_tests tests;
};

struct rule_column {
    const char *name;
    enum column_kind kind;
    size_t target;             /* its index in the table */
    struct rule_step hole;     /* of a name with "{}" for a percentile: what stands before and behind it */
    bool has_hole, is_figure;  /* is_figure: a mean, a percentile or the like, of requests */
    struct rule_value *values; /* the first that there is */
    size_t n_values;
};

/* A count of requests: a number, or the sum of many. */
struct rule_count {
    struct rule_path *paths; /* the first that is there; n 0: nobody counted */
    size_t n_paths;
    bool sums, failed; /* failed: only of the members whose key is a status that is no success */
    const char *const *without;
    size_t n_without;
};

enum { RULE_MEASURED, RULE_FAILED_INSIDE, RULE_FAILED_BESIDE, RULE_COUNTS };

struct rule_set {
    struct rule_path each; /* the row itself */
    bool optional;
    struct rule_tests only;
    const char *quality; /* NULL: requests */
    struct rule_column *columns;
    size_t n_columns;
    struct rule_path *tags, *pairs; /* objects whose members, and texts "a=1&b=2" whose parts are factors */
    size_t n_tags, n_pairs;
    const char *const *untagged;
    size_t n_untagged;
    bool counts_requests;
    struct rule_count counts[RULE_COUNTS];
};

/* ---- how it is recognised ---- */

/* A sign: one of several that have to be there. */
struct rule_sign {
    struct rule_path path;
    const char *const *values; /* of which it has one; n 0: it may be any */
    size_t n_values;
    size_t least_digits, most_digits; /* of CSV without a header */
};

struct rule_signs {
    struct rule_sign *any;
    size_t n;
};

/* The last: as the file's first line tells. */
enum rule_type { RULE_CSV, RULE_JSON, RULE_JSON_LINES, RULE_JSON_EITHER };

struct rule {
    struct json_file file; /* whose texts all of this borrows */
    const char *name, *writes;
    char *signs_text;
    enum rule_type type;
    enum quality quality;
    struct rule_signs *signs;
    size_t n_signs;
    const char *const *header; /* of CSV without one: the names of its columns, in their order */
    size_t n_header;
    bool keeps_others;
    const char *const *drops; /* of these others */
    size_t n_drops;
    struct rule_set sets[RULE_SETS];
    size_t n_sets;
    struct csv_field fields[RULE_COLUMNS];
    size_t n_fields;
    struct record_column columns[RULE_COLUMNS]; /* of the table */
    size_t n_columns;
    size_t n_paths;            /* of JSON */
    struct rule_block *blocks; /* of the heap, with all of the above */
};

/* Zeroed memory that lives as long as the description; NULL with err set. */
void *rule_take(struct rule *rule, size_t n, size_t bytes, struct error *err);
/* A copy of the text there. */
char *rule_copy(struct rule *rule, const char *text, size_t n, struct error *err);
/* The index of the CSV's column of that name, which is noted; SIZE_MAX when there are too many. */
size_t rule_field(struct rule *rule, const char *name);
void rule_release(struct rule *rule);

#endif
