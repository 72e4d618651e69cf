/*
 * The dumps that operands name: files, patterns of files, the files of directories, and directories that mean
 * something as a whole; and a name for each, as short as can be while no two are the same.
 */
#ifndef FAASTAT_IMPORT_DUMPS_H
#define FAASTAT_IMPORT_DUMPS_H

#include "import/import.h"

struct dumps_item {
    char *path;                     /* of a file or a directory, "-" standard input */
    char *name;                     /* "old.json", or "a" of runs/a/result.json beside runs/b/result.json */
    const struct import_tree *tree; /* NULL: it is a file */
    struct paths files;             /* of the tree */
};

struct dumps {
    struct dumps_item *items;
    size_t n, capacity;
};

/* Finds them, in the order given; `from` is the format that the user names, or NULL. Caller releases either
 * way. BAD_DATA for a pattern or a directory without files. */
enum status dumps_find(struct dumps *dumps, char *const *operands, size_t n,
                       const struct import_formats *formats, const char *from, struct error *err);
void dumps_release(struct dumps *dumps);

/*
 * Reads files ("-": standard input), patterns of them and directories, in the order given, into one table:
 * those of options->share among them. A directory that one of the trees recognises is read as such, any other
 * file by file. BAD_DATA with file, line and column at the first bad row, unless options->lenient; BAD_USAGE
 * when the options don't fit. Caller releases `imported` either way.
 */
enum status dumps_read(char *const *paths, size_t n, const struct import_formats *formats,
                       const struct import_options *options, struct imported *imported, struct error *err);
/* Notes, once all shares are read, what can only be said of all dumps: which pattern of their names would
 * make a factor. */
enum status dumps_note_names(char *const *paths, size_t n, const struct import_formats *formats,
                             const struct import_options *options, struct imported *imported,
                             struct error *err);

#endif
