/* What becomes of a file of any bytes, in words that tests compare, for every size of a block. */
#ifndef FAASTAT_TESTS_HOSTILE_H
#define FAASTAT_TESTS_HOSTILE_H

#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "table/select.h"

/* A file in memory, whose bytes a test sets as often as it likes. */
struct hostile_file {
    char path[sizeof "/proc/self/fd/2147483647"];
    int descriptor;
};

static inline void hostile_open(struct hostile_file *file)
{
    file->descriptor = memfd_create("hostile", MFD_CLOEXEC);
    assert_true(file->descriptor >= 0);
    snprintf(file->path, sizeof file->path, "/proc/self/fd/%d", file->descriptor);
}

static inline void hostile_set(const struct hostile_file *file, const char *bytes, size_t n)
{
    assert_int_equal(ftruncate(file->descriptor, (off_t)n), 0);
    assert_int_equal(pwrite(file->descriptor, bytes, n, 0), (ssize_t)n);
}

static inline void hostile_close(const struct hostile_file *file)
{
    close(file->descriptor);
}

static inline void hostile_tell_cell(struct text *words, const struct column *column, size_t row)
{
    struct error err = {{0}};
    if (column->kind == MEASURE) {
        text_print(words, &err, "|%a", column->values[row]);
        return;
    }
    const char *cell = column_text(column, row);
    text_print(words, &err, "|%s%s", cell == NULL ? "-" : "=", cell == NULL ? "" : cell);
}

/* Status, error, log and every cell of the table; the path of the file is left out. Caller releases. */
static inline struct text hostile_tell(const struct imported *imported, enum status status,
                                       const struct error *reported, const struct hostile_file *file)
{
    struct text words = {0};
    struct error err = {{0}};
    const struct import_log *log = &imported->log;
    const struct table *table = &imported->table;
    size_t path = strncmp(reported->text, file->path, strlen(file->path)) == 0 ? strlen(file->path) : 0;
    text_print(&words, &err, "status %d '%s'\n", (int)status, reported->text + path);
    text_append(&words, log->messages.n > 0 ? log->messages.bytes : "", log->messages.n, &err);
    text_print(&words, &err, "skipped %zu, listed %zu, passed %zu\n", log->skipped, log->listed, log->passed);
    for (size_t k = 0; k < log->n_kinds; k++) {
        text_print(&words, &err, "%zu %s\n", log->kinds[k].n, log->kinds[k].expected);
    }
    text_print(&words, &err, "%zu rows\n", table->rows);
    for (size_t c = 0; c < table->n_columns; c++) {
        text_print(&words, &err, "%s:%d", table->columns[c].name, (int)table->columns[c].kind);
        for (size_t row = 0; row < table->rows; row++) {
            hostile_tell_cell(&words, &table->columns[c], row);
        }
        text_append(&words, "\n", 1, &err);
    }
    assert_string_equal(err.text, "");
    return words;
}

static inline struct text hostile_read_as(const struct hostile_file *file,
                                          const struct import_formats *formats,
                                          const struct import_options *options)
{
    char path[sizeof file->path];
    char *paths[] = {path};
    struct imported imported = {0};
    struct error err = {{0}};
    memcpy(path, file->path, sizeof path);
    enum status status = dumps_read(paths, 1, formats, options, &imported, &err);
    if (status == OK) { /* what is left of the conditions that rows were dropped for */
        status = table_select(&imported.table, &options->where, &err);
    }
    assert_int_equal(status == OK, err.text[0] == '\0');
    struct text words = hostile_tell(&imported, status, &err, file);
    imported_release(&imported);
    return words;
}

static inline struct text hostile_read(const struct hostile_file *file, const struct import_options *options)
{
    return hostile_read_as(file, &formats_coded, options);
}

/* Fails unless what was told is what was wanted, and shows both, and of which text. */
static inline void hostile_compare(const struct text *got, const struct text *want, const char *text,
                                   const struct import_options *options)
{
    if (strcmp(got->bytes, want->bytes) != 0) {
        print_error("blocks of %zu bytes, %zu threads, lenient %d\n", options->block_bytes, options->threads,
                    options->lenient);
        /* which cuts long messages off */
        fprintf(stderr, "%s\ngot:\n%s\nwant:\n%s\n", text, got->bytes, want->bytes);
        fail();
    }
}

#endif
