/* A result's fields as the cells of a table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "output/form.h"
#include "output/formats.h"
#include "output/group_name.h"
#include "output/words.h"
#include "table/dictionary.h"

static bool has_notes_column(const struct form *form, const struct report *report)
{
    return form->notes != NULL && !form->notes_apart && report->has_details;
}

/* ---- columns ---- */

/* Whether the block is of a table that stands below. */
static bool is_beside_block(const struct form *form, const struct form_block *block)
{
    for (size_t i = 0; i < form->n_also; i++) {
        if (form->also[i]->beside == block) {
            return true;
        }
    }
    return false;
}

static bool has_column(const struct form *form, const struct form_block *block, const struct field *field,
                       const struct report *report)
{
    bool is_detail = field->is_detail || is_beside_block(form, block);
    return field->name != NULL && (report->has_details || !is_detail);
}

static enum status add_column(const struct form *form, const struct form_block *block,
                              const struct field *field, const struct at *at, struct report *report,
                              struct error *err)
{
    char room[ITEM_NAME];
    if (!has_column(form, block, field, report)) {
        return OK;
    }
    at->scratch->n = 0;
    enum status status =
        text_print(at->scratch, err, "%s%s", block->item == NULL ? "" : block->item(at, room), field->name);
    if (status != OK) {
        return status;
    }
    bool intervals = form->has_intervals == NULL || form->has_intervals(at->result);
    const struct report_column column = {.has_interval = field->interval != NO_INTERVAL && intervals,
                                         .is_section = field->is_section,
                                         .is_ratio = field->is_ratio,
                                         .tone = field->tone,
                                         .rank = field->rank};
    return report_add_column(report, at->scratch->bytes, column, err);
}

static enum status add_factors(const struct form *form, const struct at *at, struct report *report,
                               struct error *err)
{
    struct grouping grouping;
    enum status status = OK;
    (void)form_group(form, at, &grouping);
    for (size_t i = 0; status == OK && i < grouping.n_by; i++) {
        status =
            report_add_column(report, grouping.by[i]->name, (struct report_column){.is_factor = true}, err);
    }
    return status;
}

/* Its own, and one of each table that stands below. */
static size_t count_blocks(const struct form *form)
{
    return form->n_blocks + form->n_also;
}

static const struct form_block *find_block(const struct form *form, size_t b)
{
    return b < form->n_blocks ? &form->blocks[b] : form->also[b - form->n_blocks]->beside;
}

static enum status add_columns(const struct form *form, struct at *at, struct report *report,
                               struct error *err)
{
    enum status status = add_factors(form, at, report, err);
    for (size_t b = 0; b < count_blocks(form); b++) {
        const struct form_block *block = find_block(form, b);
        for (size_t times = form_enter(block, at); at->item < times; at->item++) {
            for (size_t f = 0; status == OK && f < block->n; f++) {
                status = add_column(form, block, &block->fields[f], at, report, err);
            }
        }
    }
    return status == OK && has_notes_column(form, report)
               ? report_add_column(report, "notes", (struct report_column){0}, err)
               : status;
}

/* ---- cells ---- */

static enum status set_group(struct cell *cell, const struct value *value, struct error *err)
{
    struct text name = {0};
    enum status status = group_name(value->grouping, value->group, &name, err);
    if (status == OK) {
        status = cell_set_text(cell, name.bytes, err);
    }
    text_release(&name);
    return status;
}

static enum status set_cell(struct cell *cell, const struct value *value, struct error *err)
{
    switch (value->kind) {
    case VALUE_TEXT:
        return cell_set_text(cell, value->text, err);
    case VALUE_FACTOR:
        return cell_set_text(cell, value->text == NULL ? "NA" : value->text, err);
    case VALUE_GROUP:
        return set_group(cell, value, err);
    case VALUE_TRUTH:
        return cell_set_text(cell, value->number != 0 ? "true" : "false", err);
    case VALUE_COUNT:
        cell_set_count(cell, value->count);
        return OK;
    case VALUE_UNKNOWN:
        cell_set_unknown(cell);
        return OK;
    case VALUE_NUMBER:
        cell->for_programs = value->for_programs;
        if (isfinite(value->number)) {
            cell_set_number(cell, value->number);
            cell->low = value->interval.low;
            cell->high = value->interval.high;
        }
        return OK;
    case VALUE_ABSENT:
    case VALUE_NULL:
    case VALUE_OBJECT:
    case VALUE_ARRAY:
    case VALUE_INTERVAL:
        return OK;
    case VALUE_FAILED:
        return BAD_SERVICE;
    }
    abort();
}

static enum status fill_block(const struct form *form, const struct form_block *block, struct at *at,
                              size_t *column, struct report *report, struct error *err)
{
    for (size_t times = form_enter(block, at); at->item < times; at->item++) {
        for (size_t f = 0; f < block->n; f++) {
            if (!has_column(form, block, &block->fields[f], report)) {
                continue;
            }
            at->scratch->n = 0;
            struct value value = block->fields[f].get(at);
            enum status status = set_cell(report_cell(report, (*column)++), &value, err);
            if (status != OK) {
                return status;
            }
        }
    }
    return OK;
}

static enum status join_notes(const struct form *form, const struct at *at, const struct notes *notes,
                              struct text *joined, struct error *err)
{
    joined->n = 0;
    for (size_t i = 0, place = 0; i < notes->n; i++) {
        const struct note note = notes_next(notes, &place);
        enum status status = i > 0 ? text_print(joined, err, "; ") : OK;
        if (status == OK) {
            status = form_append_note(form, at, &note, joined, err);
        }
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status fill_row(const struct form *form, struct at *at, struct report *report, struct error *err)
{
    struct grouping grouping;
    const struct group *group = form_group(form, at, &grouping);
    size_t column = 0;
    enum status status = report_add_row(report, err);
    for (; status == OK && column < grouping.n_by; column++) {
        struct value value = value_factor(group_text(&grouping, group, column));
        status = set_cell(report_cell(report, column), &value, err);
    }
    for (size_t b = 0; status == OK && b < count_blocks(form); b++) {
        status = fill_block(form, find_block(form, b), at, &column, report, err);
    }
    const struct notes *notes = has_notes_column(form, report) ? form->notes(at->result, at->row) : NULL;
    if (status != OK || notes == NULL || notes->n == 0) {
        return status;
    }
    status = join_notes(form, at, notes, at->scratch, err);
    return status == OK ? cell_set_text(report_cell(report, column), at->scratch->bytes, err) : status;
}

/* ---- lines ---- */

/* What notes say of several rows, in the same words but for the numbers. */
struct said {
    struct note low, high; /* the ends of each number */
    size_t first, last, n; /* of the rows, and how many there are */
};

/* Of all rows; their notes are borrowed. */
struct sentences {
    struct dictionary patterns;
    struct said *said; /* of each */
    size_t capacity;
};

static void widen(struct said *said, const struct note *note, size_t row)
{
    for (size_t i = 0; i < NOTE_NUMBERS; i++) {
        said->low.numbers[i] = fmin(said->low.numbers[i], note->numbers[i]);
        said->high.numbers[i] = fmax(said->high.numbers[i], note->numbers[i]);
    }
    said->n += said->last != row;
    said->last = row;
}

static enum status add_note(const struct form *form, const struct at *at, const struct note *note,
                            struct sentences *all, struct error *err)
{
    struct grouping grouping;
    const struct group *group = form_group(form, at, &grouping);
    size_t known = all->patterns.n;
    uint32_t code;
    at->scratch->n = 0;
    enum status status = words_append_pattern(at->scratch, note, &grouping, group, err);
    status = status == OK ? dictionary_add(&all->patterns, at->scratch->bytes, at->scratch->n, &code, err)
                          : status;
    if (status != OK) {
        return status;
    }
    struct said *said = array_reserve(all->said, &all->capacity, all->patterns.n, sizeof *said);
    if (said == NULL) {
        return error_no_memory(err);
    }
    all->said = said;
    if (all->patterns.n > known) {
        said[known] = (struct said){*note, *note, at->row, at->row, 1};
    }
    widen(&said[code - 1], note, at->row);
    return OK;
}

/* Lists the sentences of the rows' notes. */
static enum status list_notes(const struct form *form, const void *result, struct sentences *all,
                              struct error *err)
{
    struct text words = {0};
    struct at at = {.result = result, .scratch = &words, .err = err};
    enum status status = OK;
    for (; status == OK && at.row < form->count(result); at.row++) {
        const struct notes *notes = form->notes(result, at.row);
        for (size_t i = 0, place = 0; status == OK && notes != NULL && i < notes->n; i++) {
            const struct note note = notes_next(notes, &place);
            status = add_note(form, &at, &note, all, err);
        }
    }
    text_release(&words);
    return status;
}

/* Adds a sentence, with how many of the rows have it where not all do, or not with the same numbers. */
static enum status add_sentence(const struct form *form, struct at *at, const struct said *said,
                                struct text *lines, struct error *err)
{
    struct grouping grouping;
    size_t rows = form->count(at->result), start = lines->n;
    at->row = said->first;
    at->scratch->n = 0;
    const struct group *group = form_group(form, at, &grouping);
    enum status status = words_append(at->scratch, &said->low, &grouping, group, err);
    status =
        status == OK ? words_append_range(lines, &said->low, &said->high, &grouping, group, err) : status;
    if (status == OK && (said->n < rows || strcmp(lines->bytes + start, at->scratch->bytes) != 0)) {
        status = text_print(lines, err, " (%zu of %zu rows)", said->n, rows);
    }
    return status == OK ? text_append(lines, "\n", 1, err) : status;
}

/* Every sentence once. */
static enum status add_notes(const struct form *form, const void *result, struct text *lines,
                             struct error *err)
{
    struct text words = {0};
    struct sentences all = {0};
    struct at at = {.result = result, .scratch = &words, .err = err};
    enum status status = list_notes(form, result, &all, err);
    for (size_t i = 0; status == OK && i < all.patterns.n; i++) {
        status = add_sentence(form, &at, &all.said[i], lines, err);
    }
    dictionary_release(&all.patterns);
    free(all.said);
    text_release(&words);
    return status;
}

/* What is said below the table. */
static enum status add_lines(const struct form *form, const void *result, struct report *report,
                             struct error *err)
{
    const struct notes *left_out = form->left_out == NULL ? NULL : form->left_out(result);
    for (size_t i = 0, place = 0; left_out != NULL && i < left_out->n; i++) {
        const struct note note = notes_next(left_out, &place);
        enum status status = words_append(&report->notes, &note, NULL, NULL, err);
        if (status == OK) {
            status = text_append(&report->notes, "\n", 1, err);
        }
        if (status != OK) {
            return status;
        }
    }
    enum status status = form->lead == NULL ? OK : form->lead(result, &report->notes, err);
    if (status == OK && form->notes != NULL) {
        status = add_notes(form->as_json == NULL ? form : form->as_json, result, &report->notes, err);
    }
    return status == OK && form->foot != NULL ? form->foot(result, &report->notes, err) : status;
}

/* ---- tables ---- */

static enum status fill_cells(const struct form *form, const void *result, struct report *report,
                              struct error *err)
{
    struct text scratch = {0};
    struct at at = {.result = result, .scratch = &scratch, .err = err};
    enum status status = add_columns(form, &at, report, err);
    for (; status == OK && at.row < form->count(result); at.row++) {
        status = fill_row(form, &at, report, err);
    }
    text_release(&scratch);
    return status;
}

/* One of the tables that stand below. */
static enum status fill_other(const struct form *form, const void *result, struct report *report,
                              struct error *err)
{
    enum status status = fill_cells(form, result, report, err);
    if (status == OK && form->heading != NULL) {
        report->heading = text_copy(form->heading, strlen(form->heading), err);
        status = report->heading == NULL ? BAD_SERVICE : OK;
    }
    return status == OK && form->foot != NULL ? form->foot(result, &report->notes, err) : status;
}

static enum status fill_others(const struct form *form, const void *result, struct report *report,
                               struct error *err)
{
    enum status status = OK;
    report->also = calloc(form->n_also + 1, sizeof *report->also);
    if (report->also == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < form->n_also; i++) {
        const struct form *other = form->also[i];
        status =
            other->count(result) == 0 ? OK : fill_other(other, result, &report->also[report->n_also++], err);
    }
    return status;
}

enum status form_fill(const struct form *form, const void *result, struct report *report, struct error *err)
{
    enum status status = fill_cells(form, result, report, err);
    if (status == OK && form->n_also > 0) {
        status = fill_others(form, result, report, err);
    }
    return status == OK ? add_lines(form, result, report, err) : status;
}

/* ---- writing ---- */

/* A form whose rows are written one after the other. */
struct writing {
    const struct form *form;
    struct at at;
};

static enum status fill_next(void *context, struct report *report, struct error *err)
{
    struct writing *writing = context;
    enum status status = fill_row(writing->form, &writing->at, report, err);
    writing->at.row++;
    return status;
}

static enum status fill_next_json(void *context, struct report *report, struct error *err)
{
    struct writing *writing = context;
    report->json_row = form_json_row(writing->form, &writing->at, err);
    writing->at.row++;
    return report->json_row == NULL ? BAD_SERVICE : OK;
}

/* Begins the report of a format that gets one row after the other. */
static enum status begin(const struct form *form, const struct format *format, struct at *at,
                         struct report *report, struct error *err)
{
    if (!format->of_json) {
        report->has_details = true;
        return add_columns(form, at, report, err);
    }
    report->json_rows = form->rows;
    report->json = form_json_head(form, at, err);
    return report->json == NULL ? BAD_SERVICE : OK;
}

/* Only one row is in memory at a time. */
static enum status write_rows(const struct form *of, const void *result, const struct format *format,
                              FILE *stream, struct report *report, struct error *err)
{
    const struct form *form = format->of_json && of->as_json != NULL ? of->as_json : of;
    struct text scratch = {0};
    struct writing writing = {form, {.result = result, .scratch = &scratch, .err = err}};
    const struct report_rows rows = {form->count(result), format->of_json ? fill_next_json : fill_next,
                                     &writing};
    enum status status = begin(form, format, &writing.at, report, err);
    status = status == OK ? format_write(report, format, &rows, stream, err) : status;
    text_release(&scratch);
    return status;
}

enum status form_write_to(const struct form *form, const void *result, const struct written_as *writing,
                          FILE *stream, struct error *err)
{
    const struct format *format = NULL;
    struct report report = {.csv_safe = writing->csv_safe};
    enum status status = format_find(writing->format, &format, err);
    if (status == OK && format->write_row != NULL) {
        status = write_rows(form, result, format, stream, &report, err);
    } else if (status == OK) {
        status = form_fill(form, result, &report, err);
        status = status == OK ? format_write(&report, format, NULL, stream, err) : status;
    }
    report_release(&report);
    return status;
}

enum status form_write(const struct form *form, const void *result, const struct written_as *writing,
                       struct error *err)
{
    struct output output = {0};
    enum status status = output_open(&output, writing->path, err);
    status = status == OK ? form_write_to(form, result, writing, output.stream, err) : status;
    status = status == OK ? output_commit(&output, err) : status;
    output_discard(&output);
    return status;
}
