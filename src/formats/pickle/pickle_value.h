/* What a pickle is made of once its opcodes are read, and the bounded memory that holds it. Internal to
 * pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_VALUE_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* ---- memory ---- */

/* All that one side of the decoder has allocated; freed as a whole. Zeroed but for `most`: empty. */
struct pickle_memory {
    struct pickle_block *blocks;
    unsigned char *room; /* what is left of the newest small block */
    size_t room_n;
    size_t used, most;
    bool refused; /* a request would have gone past `most` */
    bool out;     /* there was no memory for one */
};

/* `bytes` bytes, aligned for anything; NULL when refused or when memory is out. */
void *pickle_memory_get(struct pickle_memory *memory, size_t bytes);
/* Room for `needed` items behind *capacity items at `array`, which moves; doubles. NULL as above. */
void *pickle_memory_reserve(struct pickle_memory *memory, void *array, size_t *capacity, size_t needed,
                            size_t item_bytes);
/* The error for a NULL that one of the two gave: BAD_DATA when it was refused, BAD_SERVICE when memory is
 * out. */
enum status pickle_memory_error(const struct pickle_memory *memory, const char *file, struct error *err);
/* Frees the blocks, which may have left their pickle_memory. */
void pickle_blocks_free(struct pickle_block *blocks);

/* ---- values ---- */

enum pickle_kind {
    PICKLE_UNSET, /* a place of the memo that nothing was put in */
    PICKLE_NONE,
    PICKLE_NUMBER,
    PICKLE_TEXT,
    PICKLE_STRING, /* Python 2's str: text or bytes */
    PICKLE_BYTES,
    PICKLE_LIST,
    PICKLE_TUPLE,
    PICKLE_SET,
    PICKLE_DICT,    /* items: key, value, key, value */
    PICKLE_IMPORT,  /* a name that the table of constructors has */
    PICKLE_DTYPE,   /* numpy's */
    PICKLE_ARRAY,   /* numpy's */
    PICKLE_SLICE,   /* items: start, stop, step */
    PICKLE_INDEX,   /* pandas' row or column labels; items: of the dict it is made from */
    PICKLE_BLOCK,   /* pandas' columns of one type; items: values, locations, dimensions */
    PICKLE_MANAGER, /* pandas' set of blocks; items: axes and blocks, or its state */
    PICKLE_SERIES,  /* items: the dict that is its state, when it has come */
    PICKLE_FRAME,   /* likewise */
    PICKLE_OBJECT,  /* of any other class, or what any other function would have made; items: PICKLE_PARTS */
};

/* The parts of an object that nothing is known of: the name that was called, its arguments, and what it was
 * given then, where it was: a state, items of a list, pairs of a dict. */
enum pickle_part { PICKLE_NAME, PICKLE_ARGUMENTS, PICKLE_STATE, PICKLE_ITEMS, PICKLE_PAIRS, PICKLE_PARTS };

/* What a number was in Python. */
enum pickle_sort { PICKLE_REAL, PICKLE_INTEGER, PICKLE_TRUTH, PICKLE_DURATION }; /* this one in seconds */

struct pickle_value {
    enum pickle_kind kind;
    enum pickle_sort sort; /* of a NUMBER */
    union {
        double number;
        struct pickle_text *text; /* TEXT, STRING, BYTES */
        const struct pickle_constructor *import;
        struct pickle_dtype *dtype;
        struct pickle_array *array;
        struct pickle_items *items; /* all other kinds */
    };
};

/* Whether a text will do as a part of a path; looked at once, when first needed. */
enum pickle_fitness { PICKLE_UNSEEN, PICKLE_FIT, PICKLE_NOT_UTF8, PICKLE_CONTROL };

struct pickle_text {
    const unsigned char *bytes; /* often the input's own */
    size_t n;
    enum pickle_fitness fitness;
};

struct pickle_items {
    struct pickle_value *values;
    size_t n, capacity;
    bool open; /* it is being walked: meeting it again means that it contains itself */
};

enum { PICKLE_DIMENSIONS = 4 };

struct pickle_dtype {
    char kind; /* b i u f, M for times, m for durations, O for objects, U or S for text, V for a row of
                  fields; c for complex numbers and g for long doubles, which are not read */
    bool big_endian;
    size_t size;                 /* bytes of one element */
    double tick_s;               /* of times and durations */
    bool zoned;                  /* times are UTC, and said to be */
    struct pickle_items *names;  /* of the fields of V; NULL: it has none */
    struct pickle_items *fields; /* a dict of them: (type, offset) */
};

/* One that _reconstruct has made has no elements until its state is read. */
struct pickle_array {
    struct pickle_dtype dtype;
    size_t dimensions, shape[PICKLE_DIMENSIONS];
    size_t n;                  /* elements */
    bool fortran;              /* the first index runs fastest; of objects never */
    const unsigned char *data; /* n * dtype.size bytes */
    struct pickle_items
        *items; /* of objects, and tuples of rows with any; may have changed its length since */
    const unsigned char *mask; /* of each element, or of each field of one, a byte that is not 0 where it is
                                  missing; NULL: none is */
};

/* "the text 'abc'", "a list" and so on, for messages. */
enum { PICKLE_DESCRIPTION = 128 };
const char *pickle_describe(const struct pickle_value *value, char text[PICKLE_DESCRIPTION]);

/* Whether the value is text or bytes: what is counted and passed over. */
bool pickle_is_text(const struct pickle_value *value);
/* Whether it is text or Python 2's str with these bytes. */
bool pickle_text_is(const struct pickle_value *value, const char *text);
/* Writes a code point, surrogates too: what is not well-formed is found when the text is looked at. */
size_t pickle_write_utf8(uint32_t point, unsigned char *to);
/* The value of a key of a dict's items; NULL when it has none. */
const struct pickle_value *pickle_find(const struct pickle_items *dict, const char *key);
/* A number without fraction from 0 to 2^53. */
bool pickle_size(const struct pickle_value *value, size_t *size);

#endif
