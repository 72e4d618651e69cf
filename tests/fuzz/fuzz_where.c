/*
 * Feeds conditions, one a line, and a dump of CSV: those that can be read have to leave the same rows whether
 * rows that fail are passed over while the dump is read or not.
 */
#include <sys/mman.h>

#include "formats/formats.h"
#include "halves.h"
#include "import/dumps.h"
#include "tables.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int dump = -1;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    dump = memfd_create("dump", 0);
    return dump < 0;
}

/* glibc's patterns take what their repetitions multiply to, and guess at references to groups. */
static bool is_costly(const char *line)
{
    return strpbrk(line, "{\\") != NULL;
}

static void read_conditions(char *lines, struct conditions *conditions)
{
    enum { MOST = 8 };
    for (char *line; conditions->n < MOST && (line = strsep(&lines, "\n")) != NULL;) {
        struct error err = {{0}};
        if (!is_costly(line)) {
            enum status status = conditions_add(conditions, line, &err);
            halves_demand(status, &err);
            if (status != OK && status != BAD_USAGE) {
                abort();
            }
        }
    }
}

static enum status select_rows(char *path, const struct conditions *early, const struct conditions *all,
                               size_t block_bytes, struct imported *imported)
{
    struct error err = {{0}};
    const struct import_options options = {.from = "csv",
                                           .where = *early,
                                           .threads = 1,
                                           .block_bytes = block_bytes,
                                           .input = {.max_bytes = 1 << 24}};
    enum status status = dumps_read(&path, 1, &formats_coded, &options, imported, &err);
    if (status == OK) {
        status = table_check_values(&imported->table, all, &err);
    }
    if (status == OK) {
        status = table_select(&imported->table, all, &err);
    }
    halves_demand(status, &err);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    struct halves halves = halves_of(bytes, n);
    struct conditions where = {0}, none = {0};
    struct imported early = {0}, late = {0};
    char *lines = strndup(halves.first, halves.n_first);
    if (lines == NULL) {
        abort();
    }
    halves_fill(dump, halves.second, halves.n_second, path);
    read_conditions(lines, &where);
    enum status status = select_rows(path, &where, &where, 1 << 9, &early);
    if (status != select_rows(path, &none, &where, 0, &late)) {
        abort();
    }
    if (status == OK) {
        tables_demand_same(tables_write(&early.table, 1), tables_write(&late.table, 1));
    }
    imported_release(&early);
    imported_release(&late);
    conditions_release(&where);
    free(lines);
    return 0;
}
