/* Feeds a dump of whatever format to one thread, and to three that share it in small blocks: both have to
 * find the same, say the same of it, and write the same bytes. */
#include <stdio.h>
#include <sys/mman.h>

#include "formats/formats.h"
#include "halves.h"
#include "import/dumps.h"
#include "tables.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int dump = -1;
static struct formats formats;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct error err = {{0}};
    if (formats_open(&formats, NULL, 0, &err) != OK) {
        return 1;
    }
    dump = memfd_create("dump", 0);
    return dump < 0;
}

/* What there is to tell of a dump, or why there is nothing. */
struct found {
    enum status status;
    struct error err;
    struct imported imported;
};

static void read_dump(char *path, bool lenient, size_t threads, size_t block_bytes, struct found *found)
{
    const struct import_options options = {.measure = "latency_ms",
                                           .lenient = lenient,
                                           .explains = true,
                                           .threads = threads,
                                           .block_bytes = block_bytes,
                                           .input = {.max_bytes = 1 << 24}};
    *found = (struct found){0};
    found->status = dumps_read(&path, 1, &formats.known, &options, &found->imported, &found->err);
    halves_demand(found->status, &found->err);
}

static void demand_same_text(const char *a, const char *b)
{
    if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0)) {
        fprintf(stderr, "one thread: %s\nthree: %s\n", a == NULL ? "nothing" : a, b == NULL ? "nothing" : b);
        abort();
    }
}

enum { BLOCK = 512 };

static bool has_longer_line(const uint8_t *bytes, size_t n)
{
    size_t length = 0, longest = 0;
    for (size_t i = 0; i < n; i++) {
        length = bytes[i] == '\n' ? 0 : length + 1;
        longest = length > longest ? length : longest;
    }
    return longest > BLOCK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    struct found one, three;
    bool lenient = n % 2 == 1;
    /* A line longer than a block is cut behind an object of it: what --lenient skips of it ends there, and a
     * NUL byte behind it is not what is wrong with it first. */
    if (has_longer_line(bytes, n) && (lenient || memchr(bytes, '\0', n) != NULL)) {
        return 0;
    }
    halves_fill(dump, (const char *)bytes, n, path);
    read_dump(path, lenient, 1, 0, &one);
    read_dump(path, lenient, 3, BLOCK, &three);
    demand_same_text(one.err.text, three.err.text);
    if (one.status != three.status || one.imported.table.rows != three.imported.table.rows ||
        one.imported.log.skipped != three.imported.log.skipped) {
        fprintf(stderr, "one thread: status %d, %zu rows, %zu skipped; three: %d, %zu, %zu\n",
                (int)one.status, one.imported.table.rows, one.imported.log.skipped, (int)three.status,
                three.imported.table.rows, three.imported.log.skipped);
        abort();
    }
    if (one.status == OK) {
        demand_same_text(one.imported.log.messages.bytes, three.imported.log.messages.bytes);
        tables_demand_same(tables_write(&one.imported.table, 1), tables_write(&three.imported.table, 3));
    }
    imported_release(&one.imported);
    imported_release(&three.imported);
    return 0;
}
