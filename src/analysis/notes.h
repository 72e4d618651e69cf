/*
 * What there is to say beside a result's numbers, as codes with their numbers: why one can't be given, what
 * was left out, what to mind. Knows no sentences: output/words.c has one for each code.
 */
#ifndef FAASTAT_ANALYSIS_NOTES_H
#define FAASTAT_ANALYSIS_NOTES_H

#include <stddef.h>

#include "base/error.h"

enum note_code {
    NOTE_REASON, /* `text` is what an estimator says of a number that it can't give */
    /* Of a diagnosis; `text` is the measure. */
    NOTE_NO_DIAGNOSIS, /* the least n */
    NOTE_DRIFT,        /* the last tenth's difference */
    NOTE_CHANGE,       /* its position */
    NOTE_WARM_UP,      /* requests to cut, mean with and without them */
    NOTE_OUTLIERS,     /* low, high, the cutoff */
    NOTE_MODES,
    NOTE_CODES
};

enum { NOTE_NUMBERS = 6 };

struct note {
    enum note_code code;
    char *text; /* a name or a reason; NULL without */
    double numbers[NOTE_NUMBERS];
};

/* In the order in which they came. Zeroed: none. */
struct notes {
    struct note *notes;
    size_t n, capacity;
};

/* Adds a note; its text is copied. */
enum status notes_add(struct notes *notes, const struct note *note, struct error *err);
void notes_release(struct notes *notes);

#endif
