/* The letters of which some font of this machine has the shape. */
#ifndef FAASTAT_FIGURE_LETTERS_H
#define FAASTAT_FIGURE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* Zeroed: not asked for yet. */
struct letters {
    unsigned char *drawable; /* a bit for each code point; NULL: nobody knows */
    bool asked;
};

/* Those that no font has, and the first of them. */
struct letters_missing {
    size_t n;
    char first[5];
};

void letters_release(struct letters *letters);

/*
 * Pango draws the number of a letter that no font has, in gnuplot's images larger than the picture. Where the
 * script at `path` has such letters, as *missing says, *copy becomes one with boxes in their place, a file
 * without a name (caller closes it); else *copy stays as it is.
 */
enum status letters_replace(struct letters *letters, const char *path, FILE **copy,
                            struct letters_missing *missing, struct error *err);

#endif
