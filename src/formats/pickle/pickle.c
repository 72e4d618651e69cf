/* Python pickles: the rows of frames and records; else every list or array of numbers, named by its path. */
#include <stdlib.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/pickle/pickle.h"
#include "formats/pickle/pickle_read.h"
#include "import/bare.h"
#include "read/json_table.h"

static enum match probe_pickle(const char *bytes, size_t n)
{
    static const enum match matches[] = {NO_MATCH, MAY_MATCH, MATCH};
    return matches[pickle_likeness((const unsigned char *)bytes, n)];
}

/* Whether every leaf is the root itself, so that there is no path worth a column. */
static bool is_rooted(const struct pickle_leaves *leaves)
{
    for (size_t i = 0; i < leaves->n; i++) {
        if (leaves->leaves[i].path[0] != '\0') {
            return false;
        }
    }
    return true;
}

/* Column `path` is NULL when there is none. */
static enum status add_leaf(const char *file, const struct pickle_leaf *leaf,
                            const struct bare_measure *measure, const size_t *path, struct table *table,
                            struct error *err)
{
    size_t column = (size_t)(table_find_column(table, measure->name) - table->columns);
    for (size_t i = 0; i < leaf->n; i++) {
        if (leaf->values[i] < measure->lowest) {
            return error_set(err, BAD_DATA,
                             "%s: found %g as value %zu of '%.40s', expected no negative number", file,
                             leaf->values[i], i + 1, leaf->path);
        }
        leaf->values[i] = unit_seconds_of_each(leaf->values[i], 1, measure->unit);
    }
    enum status status = table_open_rows(table, leaf->n, err);
    if (status == OK && path != NULL) {
        struct span text = {leaf->path[0] == '\0' ? NULL : leaf->path, strlen(leaf->path)};
        status = table_repeat_text(table, *path, table->rows, text, leaf->n, err);
    }
    if (status == OK) {
        table_write_rows(table, column, table->rows, leaf->values, leaf->n);
        table_close_rows(table, leaf->n);
    }
    return status;
}

static enum status add_leaves(const char *file, const struct pickle_leaves *leaves,
                              const struct record_sink *sink, struct error *err)
{
    size_t column, path;
    struct bare_measure measure = {0};
    enum status status = OK;
    if (leaves->texts > 0) {
        status = import_note(sink->log, err, "%s: passed over %zu texts, which are no measurements", file,
                             leaves->texts);
    }
    bool rooted = is_rooted(leaves);
    if (status == OK && !rooted) {
        status = table_add_column(sink->table, "path", FACTOR, &path, err);
    }
    if (status == OK) {
        status = bare_measure_init(&measure, sink->options, err);
    }
    if (status == OK) {
        status = table_add_column(sink->table, measure.name, MEASURE, &column, err);
    }
    for (size_t i = 0; status == OK && i < leaves->n; i++) {
        status = add_leaf(file, &leaves->leaves[i], &measure, rooted ? NULL : &path, sink->table, err);
    }
    bare_measure_release(&measure);
    return status;
}

static enum status add_table(const char *file, const struct pickle_table *found,
                             const struct record_sink *sink, struct error *err)
{
    enum status status = OK;
    if (found->made.n_passed > 0) {
        status =
            import_note(sink->log, err, "%s: passed over %zu value%s that can't be read: %s%s", file,
                        found->made.n_passed, found->made.n_passed == 1 ? "" : "s", found->made.passed.bytes,
                        found->made.n_passed > PICKLE_TOLD ? " and others" : "");
    }
    return status == OK ? json_table_read_shape(&found->shape, sink, err) : status;
}

enum status pickle_add(const char *bytes, size_t n, const char *file, const struct record_sink *sink,
                       struct error *err)
{
    struct pickle_leaves leaves = {0};
    struct pickle_table found = {0};
    enum status status = pickle_read((const unsigned char *)bytes, n, file, &leaves, &found, err);
    if (status == OK) {
        status = found.found ? add_table(file, &found, sink, err) : add_leaves(file, &leaves, sink, err);
    }
    pickle_table_release(&found);
    pickle_leaves_release(&leaves);
    return status;
}

static enum status read_pickle(struct input *input, const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    char *bytes = NULL;
    size_t n;
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    enum status status = input_read_all(input, &bytes, &n, err);
    if (status == OK) {
        status = pickle_add(bytes, n, input->name, &sink, err);
    }
    free(bytes);
    return status;
}

const struct importer formats_pickle = {
    .name = "pickle",
    .writes = "Python: frames, records, lists and arrays, never executed",
    .signs = "the opcodes that a pickle begins with",
    .quality = EXACT,
    .probe = probe_pickle,
    .read = read_pickle,
};
