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

/* Runs all the pickles of the file, one behind the other: several are a list. */
static enum status run_all(struct pickle_machine *machine, struct pickle_value *value, struct error *err)
{
    struct pickle_value list = {0};
    enum status status = pickle_run(machine, value, err);
    while (status == OK && machine->next < machine->n) {
        size_t rest = machine->n - machine->next;
        if (pickle_likeness(machine->bytes + machine->next, rest) == 0) {
            return pickle_error(machine, err, "found %zu bytes after the end of the pickle, expected none",
                                rest);
        }
        if (list.kind != PICKLE_LIST) {
            status = pickle_make_items(machine, PICKLE_LIST, value, 1, &list, err);
        }
        machine->stopped = false;
        machine->n_stack = machine->n_memo = 0;
        status = status == OK ? pickle_run(machine, value, err) : status;
        status = status == OK ? pickle_items_append(machine, list.items, value, 1, err) : status;
    }
    *value = list.kind == PICKLE_LIST ? list : *value;
    return status;
}

/* What was found wrong with the value, or, where that can be why, the first name that nothing is known of. */
static enum status blame(const struct pickle_machine *machine, enum status status, const struct error *why,
                         struct error *err)
{
    bool unknown = status == BAD_DATA && machine->unknown.text[0] != '\0';
    return status == OK ? OK : error_set(err, status, "%s", unknown ? machine->unknown.text : why->text);
}

enum status pickle_read(const unsigned char *bytes, size_t n, const char *file, struct pickle_leaves *leaves,
                        struct pickle_table *table, struct error *err)
{
    size_t most = bound(n, MEMORY_FACTOR, MEMORY_BASE);
    struct pickle_machine machine = {
        .file = file, .bytes = bytes, .n = n, .memory = {.most = most}, .run = pickle_run};
    struct pickle_walk walk = {.file = file, .leaves = leaves, .left = bound(n, VISITS_FACTOR, VISITS_BASE)};
    struct pickle_value value;
    struct error why = {{0}};
    enum status status = run_all(&machine, &value, err);
    if (status != OK) {
        goto out;
    }
    walk.memory.most = most - machine.memory.used;
    status = table == NULL ? OK : pickle_table_find(&walk, &value, table, &why);
    if (status == OK && (table == NULL || !table->found)) {
        walk.left = bound(n, VISITS_FACTOR, VISITS_BASE);
        status = pickle_leaves_add(&walk, NULL, &value, &why);
        status = status == OK ? check_unique(&walk, &why) : status;
        if (status == BAD_DATA && table != NULL && table->values) { /* such as keys that are tuples */
            table->found = true;
            status = error_forgive(status, &why, err);
        }
    }
    status = blame(&machine, status, &why, err);
out:
    leaves->blocks = walk.memory.blocks;
    if (status != OK || (table != NULL && table->found)) {
        pickle_leaves_release(leaves);
    }
    pickle_machine_release(&machine);
    return status;
}
