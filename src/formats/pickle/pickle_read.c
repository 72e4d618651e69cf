#include "formats/pickle/pickle_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/pickle/pickle_machine.h"
#include "formats/pickle/pickle_opcodes.h"

enum { MEMORY_FACTOR = 64, MEMORY_BASE = 1 << 20, VISITS_FACTOR = 8, VISITS_BASE = 4096 };

/* factor * n + base, or the largest number */
static size_t bound(size_t n, size_t factor, size_t base)
{
    return n > (SIZE_MAX - base) / factor ? SIZE_MAX : n * factor + base;
}

static int compare_paths(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

/* Refuses leaves of the same name, such as those of {1: .., '1': ..}: one would be taken for the other. */
static enum status check_unique(struct pickle_walk *walk, struct error *err)
{
    const struct pickle_leaves *leaves = walk->leaves;
    /* Twice what is used: the C library's qsort takes as much for itself. */
    const char **sorted = pickle_memory_get(&walk->memory, leaves->n * 2 * sizeof *sorted);
    if (sorted == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; i < leaves->n; i++) {
        sorted[i] = leaves->leaves[i].path;
    }
    qsort(sorted, leaves->n, sizeof *sorted, compare_paths);
    for (size_t i = 1; i < leaves->n; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0) {
            return error_set(err, BAD_DATA, "%s: found two lists named '%.60s', expected different names",
                             walk->file, sorted[i]);
        }
    }
    return OK;
}

enum status pickle_read(const unsigned char *bytes, size_t n, const char *file, struct pickle_leaves *leaves,
                        struct error *err)
{
    size_t most = bound(n, MEMORY_FACTOR, MEMORY_BASE);
    struct pickle_machine machine = {.file = file, .bytes = bytes, .n = n, .memory = {.most = most}};
    struct pickle_walk walk = {.file = file, .leaves = leaves, .left = bound(n, VISITS_FACTOR, VISITS_BASE)};
    struct pickle_value value;
    enum status status = pickle_run(&machine, &value, err);
    if (status != OK) {
        goto out;
    }
    walk.memory.most = most - machine.memory.used;
    status = pickle_leaves_add(&walk, NULL, &value, err);
    if (status != OK) {
        goto out;
    }
    status = check_unique(&walk, err);
out:
    leaves->blocks = walk.memory.blocks;
    if (status != OK) {
        pickle_leaves_release(leaves);
    }
    pickle_machine_release(&machine);
    return status;
}
