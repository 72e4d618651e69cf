#include "read/words.h"

#include <string.h>

enum { SHOWN = 40 };

bool word_next(const char **at, struct word *word)
{
    word->text = *at + strspn(*at, " \t");
    word->n = strcspn(word->text, " \t");
    *at = word->text + word->n;
    return word->n > 0;
}

bool word_is(const struct word *word, const char *text)
{
    return word->n == strlen(text) && memcmp(word->text, text, word->n) == 0;
}

struct place word_place(const struct text_line *line, const struct word *word)
{
    return (struct place){line->place.file, line->place.line, (size_t)(word->text - line->text) + 1};
}

int word_shown(const struct word *word)
{
    return word->n > SHOWN ? SHOWN : (int)word->n;
}
