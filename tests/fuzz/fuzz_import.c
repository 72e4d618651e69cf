/*
 * Feeds bytes to one importer, named by FAASTAT_FUZZ_FORMAT, as if they were a file; without the name the
 * bytes decide which. Whatever they are, there is a table or a message, what is written of the table is a
 * dump that reads back to as many rows, and no sanitizer has anything to say. A dump that is refused counts
 * where FUZZ_REFUSALS is set, as in runs by time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/formats.h"
#include "import/dumps.h"
#include "tables.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int dump = -1, copy = -1;
static struct formats formats;

/* The path of a file that holds the bytes. */
static void fill(int descriptor, const void *bytes, size_t n, char path[64])
{
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, bytes, n, 0) != (ssize_t)n) {
        abort();
    }
    snprintf(path, 64, "/proc/self/fd/%d", descriptor);
}

static enum status import(char *path, const char *format, const char *measure, struct imported *imported,
                          struct error *err)
{
    char *paths[] = {path};
    const struct import_options options = {.from = format,
                                           .measure = measure,
                                           .threads = 1,
                                           .block_bytes = 1 << 14,
                                           .input = {.max_bytes = 1 << 24}};
    enum status status = dumps_read(paths, 1, &formats.known, &options, imported, err);
    if ((status == OK) != (err->text[0] == '\0')) {
        abort();
    }
    return status;
}

/* What CSV alone refuses, for what is said and not for how it is written: dumps of no number, texts in a
 * column whose name has a unit, numbers beside those with a unit, clocks far ahead. */
static bool means_nothing(const struct error *err)
{
    return strstr(err->text, "found no column of numbers") != NULL ||
           strstr(err->text, "in a first row of data") != NULL ||
           strstr(err->text, "expected a number in column") != NULL ||
           strstr(err->text, "expected a number with a") != NULL ||
           strstr(err->text, "expected times before 2096") != NULL;
}

/* A tidy dump of the table is a dump, with the same rows; a table without columns has none. */
static void check_round_trip(const struct table *table)
{
    char path[64];
    struct imported again = {0};
    struct error err = {{0}};
    struct tables_text text = tables_write(table, 1);
    fill(copy, text.bytes, text.n, path);
    if (table->n_columns > 0 && table->rows > 0) {
        enum status status = import(path, "csv", NULL, &again, &err);
        bool refused = getenv("FUZZ_REFUSALS") != NULL && !means_nothing(&err);
        if (status == OK ? again.table.rows != table->rows : refused) {
            fprintf(stderr, "read back: %zu rows of %zu: %s\n", again.table.rows, table->rows, err.text);
            abort();
        }
    }
    imported_release(&again);
    free(text.bytes);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct error err = {{0}};
    if (formats_open(&formats, NULL, 0, &err) != OK || formats_complete(&formats, &err) != OK) {
        return 1;
    }
    dump = memfd_create("dump", 0);
    copy = memfd_create("copy", 0);
    return dump < 0 || copy < 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    struct imported imported = {0};
    struct error err = {{0}};
    fill(dump, bytes, n, path);
    if (import(path, getenv("FAASTAT_FUZZ_FORMAT"), getenv("FAASTAT_FUZZ_MEASURE"), &imported, &err) == OK) {
        check_round_trip(&imported.table);
    }
    imported_release(&imported);
    return 0;
}
