/* The way from the value that a pickle leaves down to the lists of numbers in it: where the walk is, how much
 * it may still visit, and its errors. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_PATH_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_PATH_H

#include "base/number.h"
#include "formats/pickle/pickle_value.h"

struct pickle_walk {
    const char *file;
    struct pickle_leaves *leaves;
    struct pickle_memory memory; /* of the leaves, which take it over */
    size_t left;                 /* how many more values may be visited */
    size_t depth;
};

/* Where the walk is: a part of the name, in what is at `up`. NULL: the root. Points into itself: not to be
 * copied. */
struct pickle_path {
    const struct pickle_path *up;
    const char *text;
    size_t n;
    char digits[NUMBER_TEXT];
};

/* Set a part; a key is refused that is neither a number nor plain text. */
void pickle_path_set_index(struct pickle_path *part, const struct pickle_path *up, size_t index);
enum status pickle_path_set_key(const struct pickle_walk *walk, struct pickle_path *part,
                                const struct pickle_path *up, const struct pickle_value *key,
                                struct error *err);

/* Counts n values as visited. */
enum status pickle_walk_visit(struct pickle_walk *walk, size_t n, struct error *err);
/* "file: 'path': " and the message; BAD_DATA. */
enum status pickle_walk_error(const struct pickle_walk *walk, const struct pickle_path *path,
                              struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The number of bytes of the path as text, and the text, whose last byte comes to end[-1]; where it begins,
 * which is `start` when it is cut in front. */
size_t pickle_path_length(const struct pickle_path *path);
char *pickle_path_write(const struct pickle_path *path, char *start, char *end);

#endif
