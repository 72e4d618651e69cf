/* Values of fields, their notes, and the list of them. */
#include "output/form.h"

#include <math.h>

#include "output/words.h"

static const struct interval unknown = {NAN, NAN};
const struct value value_absent = {.kind = VALUE_ABSENT}, value_null = {.kind = VALUE_NULL},
                   value_failed = {.kind = VALUE_FAILED}, value_object = {.kind = VALUE_OBJECT},
                   value_array = {.kind = VALUE_ARRAY};

struct value value_text(const char *text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

struct value value_factor(const char *text)
{
    return (struct value){.kind = VALUE_FACTOR, .text = text};
}

struct value value_group(const struct grouping *grouping, const struct group *group)
{
    return (struct value){.kind = VALUE_GROUP, .grouping = grouping, .group = group};
}

struct value value_count(double n)
{
    if (isnan(n)) {
        return (struct value){.kind = VALUE_UNKNOWN};
    }
    return (struct value){.kind = VALUE_COUNT, .count = (size_t)n};
}

struct value value_seed(uint64_t seed)
{
    return (struct value){.kind = VALUE_COUNT, .count = seed};
}

struct value value_number(double number)
{
    return value_estimate(number, unknown);
}

struct value value_estimate(double number, struct interval interval)
{
    return (struct value){.kind = VALUE_NUMBER, .number = number, .interval = interval};
}

struct value value_interval(struct interval interval)
{
    return (struct value){.kind = VALUE_INTERVAL, .interval = interval};
}

struct value value_truth(bool truth)
{
    return (struct value){.kind = VALUE_TRUTH, .number = truth};
}

struct value value_scratch(const struct at *at, enum status status)
{
    return status == OK ? value_text(at->scratch->bytes) : value_failed;
}

size_t form_enter(const struct form_block *block, struct at *at)
{
    at->item = 0;
    at->part = block->part == NULL ? NULL : block->part(at);
    if (block->part != NULL && at->part == NULL) {
        return 0;
    }
    return block->times == NULL ? 1 : block->times(at);
}

const struct group *form_group(const struct form *form, const struct at *at, struct grouping *grouping)
{
    const struct grouping *all;
    const struct group *group = form->group == NULL ? NULL : form->group(at, &all);
    *grouping = (struct grouping){0};
    if (group != NULL) {
        *grouping = *all;
        grouping->n_by -= form->own_factors;
    }
    return group;
}

enum status form_append_note(const struct form *form, const struct at *at, const struct note *note,
                             struct text *text, struct error *err)
{
    struct grouping grouping;
    const struct group *group = form_group(form, at, &grouping);
    return words_append(text, note, &grouping, group, err);
}

void form_list_field(const char *name, const char *unit, const char *meaning, FILE *stream)
{
    enum { MEANING_COLUMN = 24 }; /* a name that is longer has a line of its own */
    int width = fprintf(stream, "  %s", name);
    if (width > MEANING_COLUMN - 2) {
        putc('\n', stream);
        width = 0;
    }
    fprintf(stream, "%*s%s", MEANING_COLUMN - width, "", meaning);
    if (unit != NULL) {
        fprintf(stream, " (%s)", unit);
    }
    putc('\n', stream);
}

static void list_block(const struct form_block *block, FILE *stream)
{
    for (size_t f = 0; f < block->n; f++) {
        const struct field *field = &block->fields[f];
        char name[2 * ITEM_NAME];
        snprintf(name, sizeof name, "%s%s", block->title == NULL || field->name == NULL ? "" : block->title,
                 field->name == NULL ? field->path : field->name);
        if (field->meaning != NULL) {
            form_list_field(name, field->unit, field->meaning, stream);
        }
    }
}

static void list_blocks(const struct form *form, FILE *stream)
{
    for (size_t b = 0; b < form->n_blocks; b++) {
        if (form->blocks[b].list != NULL) {
            form->blocks[b].list(stream);
        } else {
            list_block(&form->blocks[b], stream);
        }
    }
}

void form_list(const struct form *form, FILE *stream)
{
    list_blocks(form->as_json == NULL ? form : form->as_json, stream); /* with the fields of its table, too */
    for (size_t i = 0; i < form->n_also; i++) {
        list_blocks(form->also[i], stream);
    }
}
