#include "import/import.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "import/explain.h"
#include "import/foreign.h"
#include "import/total_row.h"
#include "import/unfold.h"
#include "table/select.h"
#include "table/tidy.h"

const struct importer *import_find_importer(const struct import_formats *formats, const char *name)
{
    for (size_t i = 0; i < formats->n; i++) {
        if (strcmp(name, formats->importers[i]->name) == 0) {
            return formats->importers[i];
        }
    }
    return NULL;
}

static enum status no_such_format(const struct import_formats *formats, const char *name, struct error *err)
{
    const char **names = calloc(formats->n + 1, sizeof *names);
    if (names == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < formats->n; i++) {
        names[i] = formats->importers[i]->name;
    }
    const char *nearest = text_nearest(name, names, formats->n);
    free(names);
    return nearest == NULL
               ? error_set(err, BAD_USAGE, "unknown format '%.40s'; see 'faastat import --list'", name)
               : error_set(err, BAD_USAGE, "unknown format '%.40s'; did you mean '%s'?", name, nearest);
}

enum match import_probe(const struct importer *importer, const char *bytes, size_t n)
{
    return importer->description != NULL ? importer->description->probe(importer->description, bytes, n)
                                         : importer->probe(bytes, n);
}

static enum status read_as(const struct importer *importer, struct input *input,
                           const struct import_options *options, struct table *table, struct import_log *log,
                           struct error *err)
{
    struct import_description *description = importer->description;
    return description != NULL ? description->read(description, input, options, table, log, err)
                               : importer->read(input, options, table, log, err);
}

/* The format that is surest of the first bytes; two that are equally sure is an error that names them. */
static enum status find_by_content(struct input *input, const struct import_formats *formats,
                                   const struct importer **found, struct error *err)
{
    const char *bytes;
    size_t n;
    enum status status = input_peek(input, PROBE_BYTES, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    if (n == 0) {
        return error_set(err, BAD_DATA, "%s: found an empty file, expected measurements", input->name);
    }
    enum match best = NO_MATCH;
    for (size_t i = 0; i < formats->n && !(i == formats->n_own && best == MATCH); i++) {
        const struct importer *importer = formats->importers[i];
        enum match match = import_probe(importer, bytes, n);
        if (match == NO_MEMORY) {
            return error_no_memory(err);
        }
        if (match == MATCH && best == MATCH) {
            return error_set(err, BAD_DATA, "%s: found what both '%s' and '%s' could be; choose with --from",
                             input->name, (*found)->name, importer->name);
        }
        if (match > best) {
            best = match;
            *found = importer;
        }
    }
    const struct foreign *foreign = best == MATCH ? NULL : foreign_find(bytes, n);
    if (foreign != NULL) {
        return error_set(err, BAD_DATA, "%s: found %s, expected measurements: %s", input->name, foreign->name,
                         foreign->advice);
    }
    if (best == NO_MATCH) {
        return error_set(err, BAD_DATA,
                         "%s: found no known format; see 'faastat import --list', or choose with --from",
                         input->name);
    }
    return OK;
}

/* The format that the user names, or else the file's own. */
static enum status find_importer(struct input *input, const struct import_formats *formats, const char *from,
                                 const struct importer **found, struct error *err)
{
    if (from == NULL) {
        return find_by_content(input, formats, found, err);
    }
    *found = import_find_importer(formats, from);
    return *found != NULL ? OK : no_such_format(formats, from, err);
}

enum status imported_add_source(struct imported *imported, const struct input *input,
                                const struct importer *importer, size_t rows, struct error *err)
{
    struct import_source *grown =
        array_reserve(imported->sources, &imported->sources_capacity, imported->n_sources + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    imported->sources = grown;
    struct import_source *source = &grown[imported->n_sources++];
    *source = (struct import_source){.path = text_copy(input->name, strlen(input->name), err),
                                     .format = text_copy(importer->name, strlen(importer->name), err),
                                     .signs = text_copy(importer->signs, strlen(importer->signs), err),
                                     .rows = rows};
    if (input->digest != NULL) {
        input_digest(input, source->sha256);
    }
    return source->path == NULL || source->format == NULL || source->signs == NULL ? BAD_SERVICE : OK;
}

/* Names that are no text would stand in what is written of the table, which could not be read then. */
static enum status check_names(const struct table *table, const char *file, struct error *err)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (!text_is_utf8(table->columns[i].name, strlen(table->columns[i].name))) {
            return error_set(err, BAD_DATA, "%s: found a column name that is no UTF-8, expected UTF-8 text",
                             file);
        }
    }
    return OK;
}

/* Adds to rows as they were read what they imply, and what the user says of them. */
static enum status complete(const struct import_options *options, const char *file, struct table *table,
                            struct error *err)
{
    enum status status = check_names(table, file, err);
    status = status == OK ? tidy_add_latency(table, file, err) : status;
    status = status == OK ? constants_set(&options->set, file, table, err) : status;
    return status == OK && options->shape != NULL ? shape_apply(options->shape, table, err) : status;
}

enum status import_give(const struct import_options *options, const char *file, struct table *table,
                        void **part, struct error *err)
{
    enum status status = complete(options, file, table, err);
    if (status != OK) {
        return status;
    }
    status = table_select_alone(table, &options->where, err);
    return status == OK ? options->sink->take(options->sink->context, table, part, err) : status;
}

enum status imported_add_table(struct imported *imported, const struct import_options *options,
                               struct table *table, struct error *err)
{
    const struct import_sink *sink = options->sink;
    void *part = NULL;
    enum status status = table_select_early(table, &options->where, err);
    if (status == OK && sink != NULL && sink->leaves != NULL && sink->leaves(sink->context, table)) {
        sink = NULL;
    }
    if (status == OK && sink != NULL) {
        status = table_select_alone(table, &options->where, err);
    }
    if (status == OK && sink != NULL) {
        status = sink->take(sink->context, table, &part, err);
    }
    if (status == OK && part != NULL) {
        status = sink->join(sink->context, part, 0, err);
    }
    if (status == OK && part != NULL) {
        sink->settle(sink->context, part);
    }
    if (part != NULL) {
        sink->release(part);
    }
    return status == OK ? table_append(&imported->table, table, err) : status;
}

/* ---- parts ---- */

const struct import_parts import_totals = {"row_kind", "part", "total", "are totals of the others"};

/* Whether --by, --where or the like names the column. */
static bool is_asked_for(const struct import_options *options, const char *column)
{
    bool asked = false;
    for (size_t i = 0; i < options->where.n; i++) {
        asked |= strcmp(options->where.rows[i].column, column) == 0;
    }
    for (size_t i = 0; i < options->wanted.n_named; i++) {
        asked |= strcmp(options->wanted.named[i], column) == 0;
    }
    return asked;
}

/* Marks the rows of the part that is taken; returns how many are of the other one. */
static size_t mark(const struct import_parts *parts, const struct table *table, const struct column *column,
                   uint8_t *taken)
{
    uint32_t code = dictionary_find(&column->dictionary, parts->taken);
    size_t others = 0;
    for (size_t row = 0; row < table->rows; row++) {
        taken[row] = column_code(column, row) == code || column_code(column, row) == 0;
        others += !taken[row];
    }
    return others;
}

static void drop(struct table *table, struct column *column)
{
    for (size_t row = 0; row < table->rows; row++) {
        codes_set(&column->codes, row, 0);
    }
    column->had_values = false;
    table_drop_columns(table, NULL);
}

enum status import_take_part(const struct import_parts *parts, const char *file,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    struct column *column = table_find_column(table, parts->column);
    if (column == NULL || column->kind != FACTOR) { /* numbers under that name are the user's own */
        return OK;
    }
    uint8_t *taken = malloc(table->rows + 1);
    if (taken == NULL) {
        return error_no_memory(err);
    }
    size_t others = mark(parts, table, column, taken), rows = table->rows;
    enum status status = OK;
    if (others > 0 && is_asked_for(options, parts->column)) {
        free(taken);
        return OK;
    }
    if (others > 0 && others == rows) {
        status =
            import_note(log, err, "%s: all %zu rows %s; they are taken for requests", file, rows, parts->are);
    } else if (others > 0) {
        status = table_keep_rows(table, taken, err);
        status = status != OK
                     ? status
                     : import_note(log, err, "%s: %zu of %zu rows %s; left out, --where %s=%s has them", file,
                                   others, rows, parts->are, parts->column, parts->other);
    }
    drop(table, column);
    free(taken);
    return status;
}

/* ---- files ---- */

static enum status explain(const struct importer *importer, const struct import_log *log,
                           const struct table *table, char **lines, struct error *err)
{
    struct explain_known known = {.rows = importer->origins, .told = log->told};
    if (importer->description != NULL) {
        known.origin = importer->description->origin;
    }
    return explain_columns(table, &known, lines, err);
}

/* The last source, if it could be added, has the lines. */
static void keep_explained(struct imported *imported, enum status status, char *lines)
{
    if (status == OK) {
        imported->sources[imported->n_sources - 1].columns = lines;
    } else {
        free(lines);
    }
}

/* What only all rows of a file can tell: one that is the total of the others, and many measures in a column.
 */
static enum status settle_whole(struct table *table, const char *file, const struct importer *importer,
                                const struct import_options *options, struct import_log *log,
                                struct error *err)
{
    struct text note = {0}, unfolded = {0};
    enum status status =
        importer->gives && !log->is_whole ? OK : total_row_drop(table, file, &options->where, &note, err);
    if (status == OK && note.n > 0) {
        status = import_note(log, err, "%s", note.bytes);
    }
    if (status == OK && log->unfolds) {
        status = unfold(table, file, options->measure, &unfolded, err);
    }
    if (status == OK && unfolded.n > 0) {
        status = import_note(log, err, "%s", unfolded.bytes);
    }
    text_release(&note);
    text_release(&unfolded);
    return status;
}

enum status import_file(const char *path, const struct import_formats *formats,
                        const struct import_options *options, struct imported *imported, struct error *err)
{
    struct input input;
    struct table table = {0};
    enum status status = input_open(&input, path, &options->input, err);
    if (status != OK) {
        return status;
    }
    const struct importer *importer = NULL;
    status = find_importer(&input, formats, options->from, &importer, err);
    if (status == OK && input_guess(&input) != NULL) {
        status = import_note(&imported->log, err, "%s: found bytes that are no UTF-8, read as %s", input.name,
                             input_guess(&input));
    }
    /* Where a file's clock begins is known when all of it is read. */
    bool skips = options->shape != NULL && !isnan(options->shape->skip_first_s);
    struct import_options own = *options;
    own.sink = skips ? NULL : options->sink;
    if (skips) {
        own.where = (struct conditions){0};
    }
    if (status == OK) {
        status = read_as(importer, &input, &own, &table, &imported->log, err);
    }
    if (status == OK) {
        status = import_take_part(&import_totals, input.name, &own, &table, &imported->log, err);
    }
    size_t rows = table.rows + table.passed;
    if (status == OK && rows == 0 && own.input.slice.from == 0) { /* others have those of the first slice */
        status = error_set(err, BAD_DATA, "%s: found no row of '%s', expected measurements", input.name,
                           importer->name);
    }
    bool given =
        own.sink != NULL && importer != NULL && importer->gives && !imported->log.is_whole && rows > 0;
    if (status == OK) {
        status = settle_whole(&table, input.name, importer, options, &imported->log, err);
    }
    imported->log.is_whole = imported->log.unfolds = false;
    char *explained = NULL;
    if (status == OK && options->explains) {
        status = explain(importer, &imported->log, &table, &explained, err);
    }
    text_release(&imported->log.told.pairs);
    if (status == OK && !given) {
        status = complete(options, input.name, &table, err);
        if (status == OK && skips) {
            status = shape_skip_first(options->shape, &table, err);
        }
    }
    if (status == OK) {
        status = given ? table_append(&imported->table, &table, err)
                       : imported_add_table(imported, options, &table, err);
    }
    if (status == OK) {
        status = imported_add_source(imported, &input, importer, rows, err);
    }
    keep_explained(imported, status, explained);
    table_release(&table);
    input_close(&input);
    return status;
}

enum status import_splits(const char *path, const struct import_formats *formats,
                          const struct import_options *options, bool *splits, struct error *err)
{
    struct input input;
    const struct importer *importer = NULL;
    /* These need the whole file, or, lenient, may find no row in its beginning. */
    bool whole = options->input.digest || options->explains || options->lenient ||
                 (options->shape != NULL && !isnan(options->shape->skip_first_s));
    *splits = false;
    enum status status = input_open(&input, path, &options->input, err);
    if (status != OK) {
        return status;
    }
    status = find_importer(&input, formats, options->from, &importer, err);
    if (status == OK && importer->splits != NULL && !whole && input.n_stages == 0) {
        status = importer->splits(&input, options, splits, err);
    }
    input_close(&input);
    return status;
}

void imported_release(struct imported *imported)
{
    for (size_t i = 0; i < imported->n_sources; i++) {
        free(imported->sources[i].path);
        free(imported->sources[i].format);
        free(imported->sources[i].signs);
        free(imported->sources[i].columns);
    }
    free(imported->sources);
    import_log_release(&imported->log);
    table_release(&imported->table);
    *imported = (struct imported){0};
}

enum status import_join(struct shape_join *join, const struct import_formats *formats,
                        const struct import_options *options, struct error *err)
{
    struct imported imported = {0};
    enum status status = import_file(join->path, formats, options, &imported, err);
    if (status == OK) {
        join->table = imported.table;
        imported.table = (struct table){0};
        status = shape_index_join(join, err);
    }
    imported_release(&imported);
    return status;
}
