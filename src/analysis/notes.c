#include "analysis/notes.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

static bool is_same(const struct note *a, const struct note *b)
{
    bool same_text =
        a->text == b->text || (a->text != NULL && b->text != NULL && strcmp(a->text, b->text) == 0);
    for (size_t i = 0; i < NOTE_NUMBERS; i++) {
        same_text &= a->numbers[i] == b->numbers[i] || (isnan(a->numbers[i]) && isnan(b->numbers[i]));
    }
    return a->code == b->code && same_text;
}

enum status notes_add(struct notes *notes, const struct note *note, struct error *err)
{
    for (size_t i = 0; i < notes->n; i++) {
        if (is_same(&notes->notes[i], note)) {
            return OK;
        }
    }
    struct note *grown = array_reserve(notes->notes, &notes->capacity, notes->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    notes->notes = grown;
    grown[notes->n] = *note;
    if (note->text != NULL) {
        grown[notes->n].text = text_copy(note->text, strlen(note->text), err);
        if (grown[notes->n].text == NULL) {
            return BAD_SERVICE;
        }
    }
    notes->n++;
    return OK;
}

enum status notes_explain(struct notes *notes, enum status status, const struct note *note, struct error *why,
                          struct error *err)
{
    if (status != BAD_DATA) {
        return error_forgive(status, why, err);
    }
    struct note explained = *note;
    explained.text = why->text;
    return notes_add(notes, &explained, err);
}

void notes_release(struct notes *notes)
{
    for (size_t i = 0; i < notes->n; i++) {
        free((char *)notes->notes[i].text); /* copied by notes_add */
    }
    free(notes->notes);
    *notes = (struct notes){0};
}
