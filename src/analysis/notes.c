#include "analysis/notes.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_same(const struct note *a, const struct note *b)
{
    bool same_text =
        a->text == b->text || (a->text != NULL && b->text != NULL && strcmp(a->text, b->text) == 0);
    for (size_t i = 0; i < NOTE_NUMBERS; i++) {
        same_text &= a->numbers[i] == b->numbers[i] || (isnan(a->numbers[i]) && isnan(b->numbers[i]));
    }
    return a->code == b->code && same_text;
}

/* What is written of a note before its numbers, of which those behind the last that is not 0 are left out,
 * and its text, which has a NUL at its end. */
struct packed {
    unsigned char code, numbers, has_text;
};
_Static_assert(NOTE_CODES <= UCHAR_MAX, "a code is a byte");

static struct packed pack(const struct note *note)
{
    unsigned char n = NOTE_NUMBERS;
    while (n > 0 && note->numbers[n - 1] == 0 && !signbit(note->numbers[n - 1])) {
        n--;
    }
    return (struct packed){(unsigned char)note->code, n, note->text != NULL};
}

enum status notes_add(struct notes *notes, const struct note *note, struct error *err)
{
    for (size_t i = 0, place = 0; i < notes->n; i++) {
        const struct note other = notes_next(notes, &place);
        if (is_same(&other, note)) {
            return OK;
        }
    }
    const struct packed packed = pack(note);
    size_t numbers = packed.numbers * sizeof *note->numbers;
    size_t text = note->text == NULL ? 0 : strlen(note->text) + 1;
    char *grown = realloc(notes->bytes, notes->n_bytes + sizeof packed + numbers + text);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    char *end = grown + notes->n_bytes;
    memcpy(end, &packed, sizeof packed);
    memcpy(end + sizeof packed, note->numbers, numbers);
    memcpy(end + sizeof packed + numbers, text == 0 ? "" : note->text, text);
    notes->bytes = grown;
    notes->n_bytes += sizeof packed + numbers + text;
    notes->n++;
    return OK;
}

struct note notes_next(const struct notes *notes, size_t *place)
{
    const char *at = notes->bytes + *place;
    struct packed packed;
    memcpy(&packed, at, sizeof packed);
    at += sizeof packed;
    struct note note = {.code = (enum note_code)packed.code};
    memcpy(note.numbers, at, packed.numbers * sizeof *note.numbers);
    at += packed.numbers * sizeof *note.numbers;
    if (packed.has_text) {
        note.text = at;
        at += strlen(at) + 1;
    }
    *place = (size_t)(at - notes->bytes);
    return note;
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
    free(notes->bytes);
    *notes = (struct notes){0};
}
