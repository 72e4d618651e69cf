#include "analysis/ranks/summary_gather.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary_row.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/ranks.h"

/* ---- writing ---- */

/* What is at an address, NULL: nothing. */
static void put_part(struct bytes_writer *to, const void *part, size_t bytes)
{
    bytes_put(to, part != NULL);
    bytes_put_raw(to, part == NULL ? "" : part, part == NULL ? 0 : bytes);
}

static void put_notes(struct bytes_writer *to, const struct notes *notes)
{
    bytes_put(to, notes->n);
    for (size_t i = 0, place = 0; i < notes->n; i++) {
        const struct note note = notes_next(notes, &place);
        bytes_put_raw(to, (const char *)&note, sizeof note);
        put_part(to, note.text, note.text == NULL ? 0 : strlen(note.text) + 1);
    }
}

/* The number of a name among others, from 1; 0: it is none of them. */
static size_t number_of(const char *const *names, size_t n, const char *name)
{
    size_t i = 0;
    while (name != NULL && i < n && strcmp(names[i], name) != 0) {
        i++;
    }
    return name == NULL || i == n ? 0 : i + 1;
}

/* A row, and behind it what its pointers point at. */
static void put_row(struct bytes_writer *to, const struct summary_options *options,
                    const struct summary_row *row)
{
    bytes_put_raw(to, (const char *)row, sizeof *row);
    bytes_put(to, number_of(options->measures, options->n_measures, row->measure));
    bytes_put(to, number_of(options->clusters, options->n_clusters, row->cluster));
    put_part(to, row->quantiles, options->n_quantiles * sizeof *row->quantiles);
    put_part(to, row->shape, SHAPE_STEPS * sizeof *row->shape);
    put_part(to, row->diagnosis, sizeof *row->diagnosis);
    put_notes(to, &row->notes);
}

/* ---- reading ---- */

/* A copy of the next part, for the caller to free, NULL where it was; false with err set when memory is out.
 */
static bool get_part(struct bytes_reader *from, size_t bytes, void **part, struct error *err)
{
    bool is_there = bytes_get_up_to(from, 1) == 1;
    struct span raw = bytes_get_raw(from, is_there ? bytes : 0);
    *part = is_there ? malloc(bytes + 1) : NULL;
    if (*part != NULL) {
        memcpy(*part, raw.bytes, raw.n);
    } else if (is_there) {
        error_no_memory(err);
    }
    return !is_there || *part != NULL;
}

static enum status get_notes(struct bytes_reader *from, struct notes *notes, struct error *err)
{
    size_t n = bytes_get_count(from, sizeof(struct note));
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        struct note note = {0};
        struct span raw = bytes_get_raw(from, sizeof note);
        memcpy(&note, raw.bytes, raw.n);
        note.text = NULL;
        if (bytes_get_up_to(from, 1) == 1) {
            note.text = from->at;
            (void)bytes_get_raw(from, strnlen(from->at, (size_t)(from->end - from->at)) + 1);
        }
        status = from->bad ? OK : notes_add(notes, &note, err);
    }
    return status;
}

static enum status get_row(struct bytes_reader *from, const struct summary_options *options,
                           struct summary_row *row, struct error *err)
{
    struct span raw = bytes_get_raw(from, sizeof *row);
    memcpy(row, raw.bytes, raw.n);
    size_t measure = (size_t)bytes_get_up_to(from, options->n_measures),
           cluster = (size_t)bytes_get_up_to(from, options->n_clusters);
    void *quantiles = NULL, *shape = NULL, *diagnosis = NULL;
    row->measure = measure == 0 ? NULL : options->measures[measure - 1];
    row->cluster = cluster == 0 ? NULL : options->clusters[cluster - 1];
    row->notes = (struct notes){0};
    bool has_memory = get_part(from, options->n_quantiles * sizeof *row->quantiles, &quantiles, err) &&
                      get_part(from, SHAPE_STEPS * sizeof *row->shape, &shape, err) &&
                      get_part(from, sizeof *row->diagnosis, &diagnosis, err);
    row->quantiles = quantiles;
    row->shape = shape;
    row->diagnosis = diagnosis;
    return has_memory ? get_notes(from, &row->notes, err) : BAD_SERVICE;
}

/* Adds the rows that a rank has sent. */
static enum status get_rows(const struct text *sent, struct summary_result *result, struct error *err)
{
    struct bytes_reader from = {sent->bytes, sent->bytes + sent->n, false};
    size_t n = bytes_get_count(&from, sizeof *result->rows);
    struct summary_row *grown = array_reserve(result->rows, &result->capacity, result->n + n, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    result->rows = grown;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !from.bad; i++) {
        grown[result->n] = (struct summary_row){0};
        status = get_row(&from, result->options, &grown[result->n++], err);
    }
    result->quantile_error = fmax(result->quantile_error, bytes_get_double(&from));
    return status == OK && (from.bad || from.at != from.end)
               ? error_set(err, BAD_SERVICE, "found other bytes than expected of another rank")
               : status;
}

/* ---- gathering ---- */

/* Rows by their measure, as they are asked for, and their group. */
static int compare_rows(const void *a, const void *b, void *context)
{
    const struct summary_row *left = a, *right = b;
    const struct summary_options *options = context;
    size_t l = number_of(options->measures, options->n_measures, left->measure),
           r = number_of(options->measures, options->n_measures, right->measure);
    return l != r ? (l > r) - (l < r) : (left->group > right->group) - (left->group < right->group);
}

/* Keeps the rows of the groups that this rank owns. */
static enum status keep_owned(const struct groups *groups, struct summary_result *result, struct error *err)
{
    size_t *owner_of = calloc(result->grouping.n + 1, sizeof *owner_of), kept = 0;
    if (owner_of == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; g < groups->index.n; g++) {
        owner_of[group_of_row(&result->grouping, groups->first_row + g)] = groups->owners[g];
    }
    for (size_t i = 0; i < result->n; i++) {
        if (owner_of[result->rows[i].group] == ranks.own) {
            result->rows[kept++] = result->rows[i];
        } else {
            summary_row_release(&result->rows[i]);
        }
    }
    result->n = kept;
    free(owner_of);
    return OK;
}

enum status summary_gather(const struct groups *groups, const struct summary_options *options,
                           struct summary_result *result, struct error *err)
{
    struct bytes_writer own = {0};
    struct text *sent = NULL;
    enum status status = keep_owned(groups, result, err);
    if (status == OK && ranks.own > 0) {
        bytes_put(&own, result->n);
        for (size_t i = 0; i < result->n; i++) {
            put_row(&own, options, &result->rows[i]);
        }
        bytes_put_double(&own, result->quantile_error);
        status = own.failed ? error_no_memory(err) : OK;
    }
    status = ranks_pass(RANKS_TO_FIRST, status, &own.text, &sent, err);
    text_release(&own.text);
    for (size_t r = 1; status == OK && ranks.own == 0 && r < ranks.n; r++) {
        status = get_rows(&sent[r], result, err);
    }
    ranks_release(sent);
    if (status == OK && result->n > 0) {
        qsort_r(result->rows, result->n, sizeof *result->rows, compare_rows, (void *)(uintptr_t)options);
    }
    return status == OK ? ranks_leave() : status;
}
