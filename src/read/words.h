/* The words of a line of text, parted by blanks and tabs. Knows no format. */
#ifndef FAASTAT_READ_WORDS_H
#define FAASTAT_READ_WORDS_H

#include "read/text_records.h"

struct word {
    const char *text; /* borrowed from the line; whatever follows it stands behind */
    size_t n;
};

/* The next word of text that a NUL ends; false, and an empty word, behind the last. *at moves on. */
bool word_next(const char **at, struct word *word);
bool word_is(const struct word *word, const char *text);
/* Where in the line the word begins. */
struct place word_place(const struct text_line *line, const struct word *word);
/* How much of the word a message shows. */
int word_shown(const struct word *word);

#endif
