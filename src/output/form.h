/*
 * The form of a result: its fields, one row each, from which the text table, CSV, JSON, Markdown, --help's
 * and the manual's list all come. Knows no analysis: output/summary.c and its like have their fields.
 */
#ifndef FAASTAT_OUTPUT_FORM_H
#define FAASTAT_OUTPUT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "analysis/notes.h"
#include "base/text.h"
#include "output/report.h"
#include "stats/interval.h"
#include "table/group.h"

enum value_kind {
    VALUE_ABSENT, /* an empty cell, no key in JSON */
    VALUE_NULL,   /* an empty cell, null in JSON, and so is all that has its place below it */
    VALUE_TEXT,
    VALUE_FACTOR, /* a group's value: in JSON a number where it is written as one would be; NULL is "NA" */
    VALUE_GROUP,  /* its name; in JSON an object of its factors */
    VALUE_COUNT,
    VALUE_UNKNOWN, /* a count that nobody knows: as null, but `-` is shown though the column has nothing else
                    */
    VALUE_NUMBER,  /* null in JSON where it is not finite */
    VALUE_TRUTH,
    VALUE_OBJECT,   /* of other fields: {} in JSON where these are all absent */
    VALUE_ARRAY,    /* likewise [] */
    VALUE_INTERVAL, /* [low, high] in JSON, null where there is neither */
    VALUE_FAILED    /* memory is out; at->err says so */
};

/* What a row has in a field. */
struct value {
    enum value_kind kind;
    const char *text; /* borrowed from the result, or from the text at `scratch` */
    double number;
    size_t count;
    const struct group *group;
    const struct grouping *grouping;
    const char *method;       /* of the interval, in JSON beside it where it stands inside; NULL: not said */
    struct interval interval; /* a bound that there is none of is NaN */
    bool for_programs; /* people are not shown the number: the sample can't support it, and a note says so */
};
extern const struct value value_absent, value_null, value_failed, value_object, value_array;
struct value value_text(const char *text);
struct value value_factor(const char *text);
struct value value_group(const struct grouping *grouping, const struct group *group);
struct value value_count(double n); /* unknown where it is NaN */
struct value value_seed(uint64_t seed);
struct value value_number(double number);
struct value value_estimate(double number, struct interval interval);
struct value value_interval(struct interval interval);
struct value value_truth(bool truth);

/* Which value is asked for. */
struct at {
    const void *result;
    size_t row, item;     /* item: of a block that is repeated */
    const void *part;     /* of the row, that the block is about; NULL without block.part */
    struct text *scratch; /* empty: room for a text that has to be put together */
    struct error *err;
};
/* The text at `scratch`, of which putting together ended so. */
struct value value_scratch(const struct at *at, enum status status);

/* How an interval stands in JSON: "mean" with "mean_ci" beside it, {"value": ..., "ci": [...]}, or in a field
 * of its own. */
enum interval_place { NO_INTERVAL, INTERVAL_BESIDE, INTERVAL_INSIDE, INTERVAL_APART };

struct field {
    const char *name; /* of the column: behind the item's name in a block that is repeated; NULL: no column */
    const char *path; /* in the row's JSON: "effects.mean_ratio", "quantiles[].value" of the item; a "*"
                         is the item's name, a "[]" at the end an array of values; NULL: not there */
    bool is_detail;   /* for programs: only in CSV and JSON */
    enum interval_place interval;
    const char *unit;    /* NULL: none, or that of what is measured */
    const char *meaning; /* for --help and the manual; NULL: not listed */
    struct value (*get)(const struct at *at);
    bool is_section, is_ratio; /* as in struct report_column, and so are: */
    signed char rank;
    enum tone tone;
};

/* A getter that is one expression of `at`. */
#define GETTER(name_, value_)                                                                                \
    static struct value name_(const struct at *at)                                                           \
    {                                                                                                        \
        (void)at;                                                                                            \
        return (value_);                                                                                     \
    }

enum { ITEM_NAME = 64 };

/* Fields one after the other; with `times`, all of them for each item. */
struct form_block {
    const struct field *fields;
    size_t n;
    size_t (*times)(const struct at *at); /* as often in every row, where it has columns */
    /* The name of the item, borrowed from the result or written to `room`. */
    const char *(*item)(const struct at *at, char room[ITEM_NAME]);
    const char *title;          /* stands for the items' names in lists of fields, "pN" */
    void (*list)(FILE *stream); /* instead of the fields' meanings; NULL: these */
    /* What at->part is meanwhile; NULL where the row lacks it, which a block with columns may not. */
    const void *(*part)(const struct at *at);
};
#define BLOCK(fields_)                                                                                       \
    {                                                                                                        \
        .fields = (fields_), .n = sizeof(fields_) / sizeof *(fields_)                                        \
    }
#define BLOCK_OF(fields_, times_, item_, title_)                                                             \
    {                                                                                                        \
        .fields = (fields_), .n = sizeof(fields_) / sizeof *(fields_), .times = (times_), .item = (item_),   \
        .title = (title_)                                                                                    \
    }

struct form {
    const char *schema; /* "faastat/summary/2" */
    const char *rows;   /* the key of the rows in JSON, "groups" */
    size_t (*count)(const void *result);
    /* The group that a row is about: its factors are the first columns, and the object "by". NULL: none. */
    const struct group *(*group)(const struct at *at, const struct grouping **grouping);
    size_t own_factors;            /* how many of its last factors are fields of their own instead */
    const struct form_block *head; /* of the whole result, in JSON before the rows; no columns */
    size_t n_head;
    const struct form_block *blocks;
    size_t n_blocks;
    bool (*has_intervals)(const void *result); /* whether columns have them at all; NULL: they have */
    const struct notes *(*notes)(const void *result, size_t row); /* NULL: rows have none */
    bool notes_apart; /* they are below the table and in JSON, and CSV has no column of them */
    const struct notes *(*left_out)(const void *result); /* what has no row, and why; NULL: nothing has */
    const struct form *as_json;                          /* has other rows in JSON; NULL: the same */
    const char *heading;                                 /* a line above the table; NULL: none */
    /* Tables of the same result that people see below this one, where they have rows; their columns are
     * listed with its own. For programs their heads stand in its JSON, too, and their `beside` in its rows of
     * CSV. */
    const struct form *const *also;
    size_t n_also;
    const struct form_block *beside; /* of the rows of the table above; all of its columns are details */
    /* Lines below the table, before and behind those of the rows; NULL: none. */
    enum status (*lead)(const void *result, struct text *lines, struct error *err);
    enum status (*foot)(const void *result, struct text *lines, struct error *err);
};

/* Writes the result as it is asked for, whole or not at all. */
enum status form_write(const struct form *form, const void *result, const struct written_as *writing,
                       struct error *err);
/* The same to a stream, whatever the path is. */
enum status form_write_to(const struct form *form, const void *result, const struct written_as *writing,
                          FILE *stream, struct error *err);
/* The result as a table of cells for people, which the caller releases either way. */
enum status form_fill(const struct form *form, const void *result, struct report *report, struct error *err);
/* The fields with a meaning, a line each: name and meaning with the unit. */
void form_list(const struct form *form, FILE *stream);
void form_list_field(const char *name, const char *unit, const char *meaning, FILE *stream);

/* ---- inside of output/ ---- */

/* The group that the row is about, and the grouping without the form's own factors; NULL, and no factors,
 * where it is about none. */
const struct group *form_group(const struct form *form, const struct at *at, struct grouping *grouping);
/* Moves to the block; returns how often its fields stand there. */
size_t form_enter(const struct form_block *block, struct at *at);
/* Appends the sentence of a note of the row. */
enum status form_append_note(const struct form *form, const struct at *at, const struct note *note,
                             struct text *text, struct error *err);

/* The JSON of the row, and that of the whole without rows; NULL with err set. Caller releases. */
json_t *form_json_row(const struct form *form, const struct at *at, struct error *err);
json_t *form_json_head(const struct form *form, const struct at *at, struct error *err);

#endif
