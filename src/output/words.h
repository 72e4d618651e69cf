/* The sentences of the notes that analyses make: one for each code, in one table. */
#ifndef FAASTAT_OUTPUT_WORDS_H
#define FAASTAT_OUTPUT_WORDS_H

#include "analysis/notes.h"
#include "base/text.h"
#include "table/group.h"

/* Appends the note's sentence; the group is that of the row that it is about, and may be NULL where no
 * sentence names it. */
enum status words_append(struct text *text, const struct note *note, const struct grouping *grouping,
                         const struct group *group, struct error *err);
/* The same without those numbers that notes of one sentence may differ in. */
enum status words_append_pattern(struct text *text, const struct note *note, const struct grouping *grouping,
                                 const struct group *group, struct error *err);
/* The same of several notes of one such pattern, each number between that of `low` and that of `high`. */
enum status words_append_range(struct text *text, const struct note *low, const struct note *high,
                               const struct grouping *grouping, const struct group *group, struct error *err);
/* The same without the text that it begins with, for a place that says what it is about. */
enum status words_append_reason(struct text *text, const struct note *note, struct error *err);

#endif
