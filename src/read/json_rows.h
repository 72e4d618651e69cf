/* Objects of JSON as rows of named cells: objects in objects as names with dots, a list of numbers in an
 * object as many rows. */
#ifndef FAASTAT_READ_JSON_ROWS_H
#define FAASTAT_READ_JSON_ROWS_H

#include "read/json_records.h"
#include "read/records.h"

struct json_rows {
    struct records_row row;
    const struct record_sink *sink;
    const json_t *passed;                  /* a member that is no cell, as it has the rows themselves */
    const char *dropped;                   /* the key of one that tells nothing; NULL: none */
    size_t depth;                          /* of records in records */
    bool (*unfolds)(const json_t *member); /* whether a member is no cell, as it becomes rows; NULL: none */
};

/* One cell; a container is its own text. */
enum status json_rows_set(struct json_rows *rows, const char *name, const json_t *value, struct error *err);
/* The cells of all members of the object; those of an object in it have its name before theirs. */
enum status json_rows_set_members(struct json_rows *rows, const json_t *object, struct error *err);
/* The same of an object that `child`, whose members come behind, stands in: factors, those that both have as
 * "parent.KEY". */
enum status json_rows_set_parent(struct json_rows *rows, const json_t *object, const json_t *child,
                                 struct error *err);
/* Ends the row; what is wrong has the place of that member of the spot, or the spot's. */
enum status json_rows_end(struct json_rows *rows, const struct json_spot *spot, struct error *err);
/* Adds an object behind the cells that are set, as one row or as one for each number of its list. */
enum status json_rows_add(struct json_rows *rows, const struct json_spot *object, struct error *err);

/* Whether the name says by itself that a column holds numbers with a unit, such as latency_ms; err is set
 * when memory is out. */
bool json_rows_is_measure(const char *name, struct error *err);
/* Whether it is a list, not empty, of numbers and nulls. */
bool json_rows_is_numbers(const json_t *value);

#endif
