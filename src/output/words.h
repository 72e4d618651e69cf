/* The sentences of the notes that analyses make: one for each code, in one table. */
#ifndef FAASTAT_OUTPUT_WORDS_H
#define FAASTAT_OUTPUT_WORDS_H

#include "analysis/notes.h"
#include "base/text.h"

/* Appends the note's sentence. */
enum status words_append(struct text *text, const struct note *note, struct error *err);
/* The same without the text that it begins with, for a place that says what it is about. */
enum status words_append_reason(struct text *text, const struct note *note, struct error *err);

#endif
