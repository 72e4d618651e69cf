/* What the makers of JSON from the values of a pickle have in common. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_MAKER_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_MAKER_H

#include <jansson.h>

#include "base/text.h"
#include "formats/pickle/pickle_path.h"

enum { PICKLE_TOLD = 5 }; /* of what was passed over */

struct pickle_json {
    json_t *value; /* for the caller to release */
    bool is_frame; /* an object of columns, all of `length` */
    size_t length;
    const char *index;  /* the column that only labels rows; NULL: none */
    struct text passed; /* paths of what could not be read, for the caller to release */
    size_t n_passed;
};

struct pickle_maker {
    struct pickle_walk *walk;
    struct pickle_json *made;
    size_t depth;
    /* Of any value; NULL in *json on failure. */
    enum status (*make)(struct pickle_maker *maker, const struct pickle_path *path,
                        const struct pickle_value *value, json_t **json, struct error *err);
};

enum { PICKLE_DEEPEST = 100 };

/* The status of what Jansson made, NULL when memory is out. */
enum status pickle_maker_check(const json_t *json, struct error *err);
/* null for what can't be read, which is told of. */
enum status pickle_maker_pass(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_value *value, json_t **json, struct error *err);
/* Adds a value, which is taken over, under a name that no other has. */
enum status pickle_maker_set(struct pickle_maker *maker, const struct pickle_path *path, json_t *object,
                             const char *name, json_t *value, struct error *err);
/* The text of a key or a label; that of a tuple has its parts with a slash between them. */
enum status pickle_maker_name(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_value *key, struct text *name, struct error *err);
/* The i-th element of an array. */
enum status pickle_maker_element(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_array *array, size_t i, json_t **json,
                                 struct error *err);
/* Times that are all midnights become days, as pandas' to_csv has them. */
enum status pickle_maker_shorten_days(const struct pickle_dtype *dtype, json_t *times, struct error *err);
/* line[1] elements from line[0] on, each line[2] behind the one before. */
enum status pickle_maker_line(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_array *array, const size_t line[3], json_t **json,
                              struct error *err);

#endif
