/* What is read of a dump, and that this is the same whatever its blocks and however many threads. */
#ifndef FAASTAT_TESTS_BLOCKS_H
#define FAASTAT_TESTS_BLOCKS_H

#include "tidy.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "import/dumps.h"

/* All that is told of a dump: its rows and mistakes, and the notes where they are asked for. Caller frees. */
static inline char *read_dump(const struct import_formats *formats, const struct text *dump,
                              const struct import_options *options, bool notes)
{
    int descriptor = memfd_create("dump", 0);
    assert_int_equal(write(descriptor, dump->bytes, dump->n), (ssize_t)dump->n);
    char path[64], *paths[] = {path}, *all;
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    struct imported imported = {0};
    struct error err = {{0}};
    enum status status = dumps_read(paths, 1, formats, options, &imported, &err);
    char *tidy = status == OK ? as_tidy(&imported.table) : NULL;
    int n = status == OK
                ? asprintf(&all, "%zu skipped, %zu passed\n%s\n%s", imported.log.skipped, imported.log.passed,
                           notes && imported.log.messages.n > 0 ? imported.log.messages.bytes : "", tidy)
                : asprintf(&all, "%d %s", status, notes ? err.text : "");
    assert_true(n >= 0);
    for (char *at; (at = strstr(all, path)) != NULL;) {
        memset(at, '.', strlen(path)); /* descriptors differ */
    }
    free(tidy);
    imported_release(&imported);
    close(descriptor);
    return all;
}

/* Its blocks end anywhere. */
static inline void check_blocks(const struct import_formats *formats, const struct text *dump,
                                struct import_options options)
{
    static const size_t threads[] = {1, 2, 3, 7}, blocks[] = {1, 7, 50, 111, 333, 1000};
    options.threads = 1;
    options.block_bytes = dump->n + 1;
    char *whole = read_dump(formats, dump, &options, true);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        options.block_bytes = blocks[i];
        options.threads = threads[i % (sizeof threads / sizeof *threads)];
        char *got = read_dump(formats, dump, &options, true);
        if (strcmp(got, whole) != 0) {
            fprintf(stderr, "%s, blocks of %zu:\n%.*s\n", options.from, blocks[i], (int)dump->n, dump->bytes);
        }
        assert_string_equal(got, whole);
        free(got);
    }
    free(whole);
}

#endif
