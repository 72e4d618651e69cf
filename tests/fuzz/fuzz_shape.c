/* Feeds a dump of CSV and what is to become of it, a line "rename dur=latency_ms" each, to the reading of
 * both. The dump is also the table of a join. */
#include <math.h>
#include <sys/mman.h>

#include "base/number.h"
#include "formats/formats.h"
#include "halves.h"
#include "import/dumps.h"
#include "import/name_pattern.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int dump = -1;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    dump = memfd_create("dump", 0);
    return dump < 0;
}

static enum status read_join(struct shape *shape, const char *key, const char *path, struct error *err)
{
    const struct import_options plain = {.from = "csv", .threads = 1};
    char text[256];
    snprintf(text, sizeof text, "%s:%.100s", path, key);
    enum status status = shape_add_join(shape, text, err);
    return status == OK ? import_join(&shape->joins[shape->n_joins - 1], &formats_coded, &plain, err)
                        : status;
}

/* One line of what is to become of the dump; others say nothing. */
static enum status read_step(struct shape *shape, char *line, const char *path, struct error *err)
{
    char *word = strchr(line, ' ');
    if (word == NULL) {
        return OK;
    }
    *word++ = '\0';
    if (strcmp(line, "rename") == 0) {
        return shape_add_rename(shape, word, err);
    }
    if (strcmp(line, "melt") == 0) {
        return shape_add_melt(shape, word, err);
    }
    if (strcmp(line, "join") == 0) {
        return shape->n_joins < 2 ? read_join(shape, word, path, err) : OK;
    }
    if (strcmp(line, "names-of") == 0) {
        char *equals = strchr(word, '=');
        if (equals == NULL) {
            return OK;
        }
        *equals = '\0';
        return shape_add_names(shape, word, equals + 1, err);
    }
    double *time_s = strcmp(line, "since") == 0        ? &shape->since_s
                     : strcmp(line, "until") == 0      ? &shape->until_s
                     : strcmp(line, "skip-first") == 0 ? &shape->skip_first_s
                                                       : NULL;
    if (time_s != NULL && !number_parse(word, strlen(word), time_s)) {
        *time_s = NAN;
    }
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    enum { MOST_STEPS = 16 };
    char path[64], *paths[] = {path};
    struct halves halves = halves_of(bytes, n);
    struct shape shape = {.since_s = NAN, .until_s = NAN, .skip_first_s = NAN};
    struct imported imported = {0};
    struct error err = {{0}};
    enum status status = OK;
    char *steps = strndup(halves.first, halves.n_first), *rest = steps, *line;
    if (steps == NULL) {
        abort();
    }
    halves_fill(dump, halves.second, halves.n_second, path);
    for (int i = 0; status == OK && i < MOST_STEPS && (line = strsep(&rest, "\n")) != NULL; i++) {
        status = read_step(&shape, line, path, &err);
    }
    const struct import_options options = {.from = "csv",
                                           .shape = &shape,
                                           .explains = true,
                                           .threads = 1,
                                           .block_bytes = 1 << 14,
                                           .input = {.max_bytes = 1 << 24}};
    if (status == OK) {
        status = dumps_read(paths, 1, &formats_coded, &options, &imported, &err);
    }
    if (status == OK) {
        status = shape_check(&shape, &imported.table, &imported.log.messages, &err);
    }
    halves_demand(status, &err);
    imported_release(&imported);
    shape_release(&shape);
    free(steps);
    return 0;
}
