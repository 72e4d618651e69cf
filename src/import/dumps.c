#include "import/dumps.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "import/name_number.h"

static enum status add(struct dumps *dumps, const char *path, const struct import_tree *tree,
                       struct paths *files, struct error *err)
{
    struct dumps_item *grown = array_reserve(dumps->items, &dumps->capacity, dumps->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    dumps->items = grown;
    grown[dumps->n] = (struct dumps_item){.path = text_copy(path, strlen(path), err), .tree = tree};
    if (grown[dumps->n].path == NULL) {
        return BAD_SERVICE;
    }
    if (tree != NULL) {
        grown[dumps->n].files = *files;
        *files = (struct paths){0};
    }
    dumps->n++;
    return OK;
}

/* ---- operands ---- */

/* The tree that recognises the files, unless the user names a format; NULL when none does. */
static const struct import_tree *find_tree(const struct import_formats *formats, const struct paths *paths,
                                           const char *from)
{
    for (size_t i = 0; from == NULL && i < formats->n_trees; i++) {
        if (formats->trees[i]->recognises(paths)) {
            return formats->trees[i];
        }
    }
    return NULL;
}

static enum status add_directory(struct dumps *dumps, const char *directory,
                                 const struct import_formats *formats, const char *from, struct error *err)
{
    struct paths files = {0};
    enum status status = paths_walk(&files, directory, err);
    if (status == OK && files.n == 0) {
        status = error_set(err, BAD_DATA, "%s: found a directory without files, expected dumps", directory);
    }
    const struct import_tree *tree = find_tree(formats, &files, from);
    if (status == OK && tree != NULL) {
        status = add(dumps, directory, tree, &files, err);
    }
    for (size_t i = 0; status == OK && tree == NULL && i < files.n; i++) {
        status = add(dumps, files.paths[i], NULL, NULL, err);
    }
    paths_release(&files);
    return status;
}

static enum status add_path(struct dumps *dumps, const char *path, const struct import_formats *formats,
                            const char *from, struct error *err)
{
    return path_is_directory(path) ? add_directory(dumps, path, formats, from, err)
                                   : add(dumps, path, NULL, NULL, err);
}

/* A pattern that the shell did not expand, because it was quoted or is too long when expanded. */
static bool is_pattern(const char *path)
{
    return strpbrk(path, "*?[") != NULL && access(path, F_OK) != 0;
}

static enum status add_pattern(struct dumps *dumps, const char *pattern, const struct import_formats *formats,
                               const char *from, struct error *err)
{
    glob_t found;
    int result = glob(pattern, GLOB_ERR, NULL, &found); /* else it passes over what it can't read */
    if (result == GLOB_NOSPACE) {
        return error_no_memory(err);
    }
    if (result == GLOB_ABORTED) {
        return error_set(err, BAD_SERVICE, "cannot read a directory that '%s' is a pattern of: %s", pattern,
                         strerror(errno));
    }
    if (result != 0) {
        return error_set(err, BAD_DATA, "found no file that '%s' is a pattern of", pattern);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < found.gl_pathc; i++) {
        status = add_path(dumps, found.gl_pathv[i], formats, from, err);
    }
    globfree(&found);
    return status;
}

/* ---- names ---- */

/* The last `parts` components of a path, or as many as it has. */
static const char *last_parts(const char *path, size_t parts)
{
    const char *start = path + strlen(path);
    while (start > path && start[-1] == '/') {
        start--;
    }
    while (start > path && parts > 0) {
        start--;
        parts -= *start == '/';
    }
    return *start == '/' && parts == 0 ? start + 1 : start;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether no two paths end in the same `parts` components; `sorted` has room for all. */
static bool are_different(const struct dumps *dumps, size_t parts, const char **sorted)
{
    for (size_t i = 0; i < dumps->n; i++) {
        sorted[i] = last_parts(dumps->items[i].path, parts);
    }
    qsort(sorted, dumps->n, sizeof *sorted, compare_texts);
    for (size_t i = 1; i < dumps->n; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0) {
            return false;
        }
    }
    return true;
}

/* How many bytes at the end of these texts are components that all share: "/result.json". */
static size_t shared_end(const struct dumps *dumps, size_t parts)
{
    const char *first = last_parts(dumps->items[0].path, parts);
    size_t shared = strlen(first);
    for (size_t i = 1; i < dumps->n; i++) {
        const char *other = last_parts(dumps->items[i].path, parts);
        size_t n = strlen(first), m = strlen(other), same = 0;
        while (same < shared && same < m && first[n - same - 1] == other[m - same - 1]) {
            same++;
        }
        shared = same;
    }
    const char *end = first + strlen(first) - shared;
    const char *slash = strchr(end, '/');
    return slash == NULL || slash == first ? 0 : strlen(slash);
}

/* The same file twice is two dumps, which have the same name but for a number. */
static enum status name_dump(struct dumps *dumps, size_t index, size_t parts, size_t shared,
                             struct error *err)
{
    struct dumps_item *dump = &dumps->items[index];
    const char *name = strcmp(dump->path, "-") == 0 ? "stdin" : last_parts(dump->path, parts);
    size_t n = strlen(name), before = 0;
    n -= shared < n ? shared : 0;
    for (size_t i = 0; i < index; i++) {
        before += strcmp(dumps->items[i].path, dump->path) == 0;
    }
    struct text text = {0};
    enum status status = text_append(&text, name, n, err);
    if (status == OK && before > 0) {
        status = text_print(&text, err, " (%zu)", before + 1);
    }
    dump->name = text.bytes;
    return status;
}

static enum status name_all(struct dumps *dumps, struct error *err)
{
    enum { MOST_PARTS = 64 };
    const char **sorted = calloc(dumps->n + 1, sizeof *sorted);
    if (sorted == NULL) {
        return error_no_memory(err);
    }
    size_t parts = 1;
    while (parts < MOST_PARTS && !are_different(dumps, parts, sorted)) {
        parts++;
    }
    free(sorted);
    parts = parts == MOST_PARTS ? 1 : parts; /* a file twice */
    size_t shared = dumps->n > 1 && parts > 1 ? shared_end(dumps, parts) : 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < dumps->n; i++) {
        status = name_dump(dumps, i, parts, shared, err);
    }
    return status;
}

enum status dumps_find(struct dumps *dumps, char *const *operands, size_t n,
                       const struct import_formats *formats, const char *from, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = is_pattern(operands[i]) ? add_pattern(dumps, operands[i], formats, from, err)
                                         : add_path(dumps, operands[i], formats, from, err);
    }
    return status == OK ? name_all(dumps, err) : status;
}

void dumps_release(struct dumps *dumps)
{
    for (size_t i = 0; i < dumps->n; i++) {
        free(dumps->items[i].path);
        free(dumps->items[i].name);
        paths_release(&dumps->items[i].files);
    }
    free(dumps->items);
    *dumps = (struct dumps){0};
}

/* ---- reading ---- */

/* Adds what the path of a dump says, by the first of the patterns that it is of. `texts` has room for the
 * values. */
static enum status add_names(const struct import_options *options, const char *path, struct constants *set,
                             const char **measure, char *texts[MOST_HOLES], struct error *err)
{
    struct span values[MOST_HOLES];
    size_t p = 0;
    while (p < options->n_names && !name_pattern_match_path(&options->names[p], path, values)) {
        p++;
    }
    if (p == options->n_names) {
        return error_set(err, BAD_DATA, "%s: found a path that is of no pattern of --names", path);
    }
    const struct name_pattern *pattern = &options->names[p];
    enum status status = OK;
    for (size_t i = 0; status == OK && i < pattern->n; i++) {
        texts[i] = text_copy(values[i].bytes, values[i].n, err);
        if (texts[i] == NULL) {
            return BAD_SERVICE;
        }
        if (strcmp(pattern->holes[i], "measure") == 0) {
            *measure = texts[i];
        } else {
            status = constants_add_value(set, pattern->holes[i], texts[i], err);
        }
    }
    return status;
}

/* A dump among several: its name is a column, unless it has one; and what its path says is. */
static enum status read_named(const struct dumps_item *dump, bool several,
                              const struct import_formats *formats, const struct import_options *options,
                              struct imported *imported, struct error *err)
{
    struct import_options own = *options;
    struct constants set = {0};
    char *texts[MOST_HOLES] = {NULL};
    enum status status = constants_copy(&options->set, &set, err);
    if (status == OK && options->n_names > 0) {
        status = add_names(options, dump->path, &set, &own.measure, texts, err);
    }
    if (status == OK && several && (options->asks_files || (options->names_files && options->n_names == 0))) {
        status = constants_add_value(&set, "file", dump->name, err);
        if (status == OK) {
            set.rows[set.n - 1].yields = true;
        }
    }
    own.set = set;
    if (status == OK) {
        status = dump->tree != NULL ? dump->tree->read(&dump->files, formats, &own, imported, err)
                                    : import_file(dump->path, formats, &own, imported, err);
    }
    for (size_t i = 0; i < MOST_HOLES; i++) {
        free(texts[i]);
    }
    constants_release(&set);
    return status;
}

/* Says which pattern would make a factor of a number that alone differs between the names. */
static enum status propose_names(const struct dumps *dumps, struct imported *imported, struct error *err)
{
    struct text pattern = {0}, hole = {0};
    const char **paths = calloc(dumps->n, sizeof *paths);
    bool files = true;
    if (paths == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < dumps->n; i++) {
        paths[i] = dumps->items[i].path;
        files &= dumps->items[i].tree == NULL;
    }
    enum status status = files ? name_number_find(paths, dumps->n, &pattern, &hole, err) : OK;
    if (status == OK && pattern.n > 0 && table_find_column(&imported->table, hole.bytes) == NULL) {
        status = import_note(&imported->log, err,
                             "the names differ in a number: --names '%s' makes it a factor", pattern.bytes);
    }
    text_release(&pattern);
    text_release(&hole);
    free(paths);
    return status;
}

static enum status note_names(const struct dumps *dumps, const struct import_options *options,
                              struct imported *imported, struct error *err)
{
    bool names_told = options->n_names > 0 || options->asks_files || !options->names_files;
    return dumps->n > 1 && !names_told ? propose_names(dumps, imported, err) : OK;
}

enum status dumps_read(char *const *paths, size_t n, const struct import_formats *formats,
                       const struct import_options *options, struct imported *imported, struct error *err)
{
    struct dumps dumps = {0};
    enum status status = dumps_find(&dumps, paths, n, formats, options->from, err);
    const struct import_share all = {.end = dumps.n}, *share = options->share == NULL ? &all : options->share;
    for (size_t i = share->first; status == OK && i < share->end; i++) {
        struct import_options own = *options;
        own.input.slice = (struct input_slice){.from = i == share->first ? share->from : 0,
                                               .line = share->line,
                                               .to = i + 1 == share->end ? share->to : 0};
        status = read_named(&dumps.items[i], dumps.n > 1, formats, &own, imported, err);
    }
    if (status == OK && options->share == NULL) {
        status = note_names(&dumps, options, imported, err);
    }
    dumps_release(&dumps);
    return status;
}

enum status dumps_note_names(char *const *paths, size_t n, const struct import_formats *formats,
                             const struct import_options *options, struct imported *imported,
                             struct error *err)
{
    struct dumps dumps = {0};
    enum status status = dumps_find(&dumps, paths, n, formats, options->from, err);
    status = status == OK ? note_names(&dumps, options, imported, err) : status;
    dumps_release(&dumps);
    return status;
}
