/* The distinct texts of a factor, each with a small code; knows nothing of rows. */
#ifndef FAASTAT_TABLE_DICTIONARY_H
#define FAASTAT_TABLE_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/siphash.h"
#include "base/text.h"

/* A place of the index: a code, and beside it what tells most texts apart, their ends, which are all of one
 * of up to 15 bytes. */
struct dictionary_slot {
    uint64_t first, last; /* as little-endian numbers: the first eight bytes, and what follows them, or the
                             last eight of more; the highest byte says how many, or 255: more */
    uint32_t n, code;     /* bytes; code 0 is a free slot */
};

/* Code 0 is a missing value and has no text; the texts have codes 1..n in the order of their arrival. */
struct dictionary {
    char **texts;    /* texts[code - 1] */
    double *numbers; /* what the text says as a number, NaN when it is none */
    size_t n, capacity, numbers_capacity;
    struct dictionary_slot *slots; /* open-addressed */
    size_t slots_n;                /* a power of two, or 0 */
    struct siphash_key key;        /* of the index, so that nobody can make texts that meet in it */
};

/*
 * The code of the text, added when it is new. BAD_DATA when the text is no UTF-8 or holds a NUL byte: err
 * then says what was found, without a place.
 */
enum status dictionary_add(struct dictionary *dictionary, const char *text, size_t n, uint32_t *code,
                           struct error *err);

/*
 * The codes of n texts, those that are new added, 0 for one that says that a value is missing; the same
 * errors. From the beginning of each, DICTIONARY_SLACK bytes can be read, whatever they are.
 */
enum { DICTIONARY_SLACK = 16 };
enum status dictionary_add_all(struct dictionary *dictionary, const struct span *texts, size_t n,
                               uint32_t *codes, struct error *err);

/* Takes the texts behind the first n back. */
void dictionary_cut(struct dictionary *dictionary, size_t n);

/* The code of the text, 0 when it is not there. */
uint32_t dictionary_find(const struct dictionary *dictionary, const char *text);
void dictionary_release(struct dictionary *dictionary);

/* Order of two values of one factor: missing first, then numbers by size, then texts by their bytes. */
int dictionary_compare(const struct dictionary *dictionary, uint32_t a, uint32_t b);

#endif
