/*
 * Dumps of any format that is handed in to a table: which format a file has, what the user says of it, and
 * what there is to tell of it. Knows no format and no statistics.
 */
#ifndef FAASTAT_IMPORT_IMPORT_H
#define FAASTAT_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "import/constants.h"
#include "import/explain.h"
#include "import/shape.h"
#include "import/total_row.h"
#include "table/select.h"
#include "table/table.h"

/*
 * What will be asked of the dumps: measures with their published figures, columns that the user named, and
 * others that may be there. Zeroed: everything.
 */
struct import_wanted {
    const char *const *measures, *const *named, *const *others;
    size_t n_measures, n_named, n_others;
    bool factors;                /* all columns of texts, too */
    const struct constants *set; /* columns that are there whatever a dump has; NULL: none */
};

/* What follows where a sink fails to take rows. */
enum import_retry { IMPORT_FAILS, IMPORT_WITH_SINK, IMPORT_WITHOUT };

/*
 * Takes rows out of the tables of files before these become one. `take` moves what it wants of a table into
 * *part (NULL: nothing), of which the table has to outlive it; several threads call it at once. `join` gives
 * a part its place behind the others, in the order of the rows; `more` is how many times as much is expected
 * to follow in the file, 0 when that is not known. `settle` moves it there; several threads call it at once.
 */
struct import_sink {
    enum status (*take)(void *context, struct table *table, void **part, struct error *err);
    enum status (*join)(void *context, void *part, double more, struct error *err);
    void (*settle)(void *context, void *part);
    void (*release)(void *part);
    void *context;
    /* Whether all is to be read again, with an emptied sink or without one, after a failure of `status`,
     * which may be replaced, and err with it. */
    enum import_retry (*retry)(void *context, enum status *status, struct error *err);
    /* Asked, unless NULL, before `take` of a table of all rows of a file: whether they are to stay in it, as
     * those of files behind it then do, too. */
    bool (*leaves)(void *context, const struct table *table);
    bool takes_all; /* no row stays in a table, whatever it is: blocks of every format can be given, unless
                       columns are set, which those that turn out empty must not keep from it */
    /* Unless NULL, fails as it can't take a block before all rows are known: `retry` has all read again
     * without the sink. */
    enum status (*decline)(void *context, struct error *err);
};

/* What the user says of dumps that don't say it themselves. Zeroed: nothing. */
struct import_options {
    const char *from;                 /* the format's name, NULL: by content */
    const char *columns;              /* the columns of a CSV file, "a,b,c"; NULL: by its header */
    const char *separator;            /* of CSV: one character or "tab"; NULL: by content */
    const char *header;               /* "yes", "no", "auto" or NULL, which is auto */
    char decimal;                     /* the mark of numbers in text; '\0': by content */
    bool zoned;                       /* the user says the zone of dates that have none, */
    int zone_s;                       /* east of Greenwich */
    const char *measure;              /* what bare numbers are, such as latency_s; NULL: "value" */
    struct shape *shape;              /* what becomes of the columns; NULL: nothing */
    const struct name_pattern *names; /* of paths, whose parts are columns; the first that matches */
    size_t n_names;
    struct constants set;       /* columns that the dump does not have; borrowed */
    struct conditions where;    /* rows that fail these need not be kept (table_select_early); borrowed */
    bool names_files;           /* of several dumps each has its name in the column `file` */
    bool asks_files;            /* also where names tell other factors */
    bool explains;              /* each source tells what became of its columns */
    bool lenient;               /* bad rows are skipped and listed */
    struct input_options input; /* how files are opened */
    const char *const *asked;   /* columns that options name, which keep the names they have */
    size_t n_asked;
    const char *const *numbers; /* columns that options take for numbers: measures, what tells an order */
    size_t n_numbers;
    struct import_wanted wanted;      /* of CSV, other columns are passed over */
    const struct import_sink *sink;   /* NULL: all rows stay in the table */
    size_t threads;                   /* 0: one for each processor */
    size_t block_bytes;               /* how much one thread parses at a time; 0: a good size */
    const struct import_share *share; /* of the dumps; NULL: all are read */
};

/* The dumps from `first` on that are before `end`, counted from 0; of the first one the lines from a byte on,
 * of the last one those up to a byte, 0: all. */
struct import_share {
    size_t first, end;
    size_t from, line, to; /* as of a slice */
};

enum { SKIPPED_KIND = 64 }; /* bytes that tell a kind of bad row */

/* What there is to tell beside the data: skipped rows, files passed over. Lines without the program's name.
 */
struct import_log {
    struct text messages;
    size_t skipped, listed;
    struct skipped_kind {
        char expected[SKIPPED_KIND]; /* what stood there instead, "expected a number", cut; "" for what is
                                        told in other words */
        size_t n;
    } * kinds; /* of the rows skipped, in the order in which they came; the last takes what has no room */
    size_t n_kinds, kinds_capacity;
    struct explain_told told; /* where the columns of the file that is read stand */
    size_t passed;            /* lines of other kinds among those of the format */
    struct import_last {
        size_t line, column; /* the cell of the last row of CSV that says that it is a total; 0: none does */
        char word[TOTAL_WORD];
    } last;
    bool is_whole,
        unfolds; /* of the file that is read: no block was given to the sink; unfold() is to see it */
};

/* A file that was read. */
struct import_source {
    char *path, *format, *signs; /* the importer's name, and what it goes by */
    size_t rows;
    char sha256[SHA256_HEX]; /* "" when it was not asked for */
    char *columns;           /* lines that say what they are; NULL when it was not asked for */
};

struct importer;
struct import_formats;
struct imported {
    struct table table;
    struct import_log log;
    struct import_source *sources;
    size_t n_sources, sources_capacity;
};

/* Reads one file, "-" is standard input, behind what is there already. Errors as dumps_read(). */
enum status import_file(const char *path, const struct import_formats *formats,
                        const struct import_options *options, struct imported *imported, struct error *err);
void imported_release(struct imported *imported);
/* Whether slices of the file, with these options, have the rows that it has. Errors as import_file(). */
enum status import_splits(const char *path, const struct import_formats *formats,
                          const struct import_options *options, bool *splits, struct error *err);
/* Reads the table of a join, and indexes it. */
enum status import_join(struct shape_join *join, const struct import_formats *formats,
                        const struct import_options *options, struct error *err);

/* Notes that all of the input was read, by which importer, into how many rows. */
enum status imported_add_source(struct imported *imported, const struct input *input,
                                const struct importer *importer, size_t rows, struct error *err);
/* Adds all rows of a file to those of the others, but for what the sink takes. `table` may be changed, or
 * left empty. */
enum status imported_add_table(struct imported *imported, const struct import_options *options,
                               struct table *table, struct error *err);
/* A line for the log. */
enum status import_note(struct import_log *log, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Counts a bad row that is skipped, and lists its error, which is cleared, unless many are listed already. */
enum status import_skip(struct import_log *log, struct error *row_error, struct error *err);
/* Adds what `from` holds to `to`, as if its rows had been skipped there. */
enum status import_log_append(struct import_log *to, const struct import_log *from, struct error *err);
void import_log_release(struct import_log *log);

/* ---- for importers ---- */

enum quality { EXACT, BUCKETED, SUMMARY };
enum match { NO_MATCH, MAY_MATCH, MATCH, NO_MEMORY };

enum { PROBE_BYTES = 1 << 16 };

struct importer {
    const char *name, *writes; /* what writes such files */
    const char *signs;         /* what its probe goes by, "a header with ..." */
    enum quality quality;
    /* Looks at the first PROBE_BYTES of a file, all of them when there are fewer. NO_MEMORY: it could not. */
    enum match (*probe)(const char *bytes, size_t n);
    bool gives; /* its blocks are given to the sink as they are read */
    /* Adds the rows of the file to an empty table. */
    enum status (*read)(struct input *input, const struct import_options *options, struct table *table,
                        struct import_log *log, struct error *err);
    /* Whether the rows of the file, but for its beginning, can be read by slices of whole rows. NULL: no. */
    enum status (*splits)(struct input *input, const struct import_options *options, bool *splits,
                          struct error *err);
    const struct explain_row *origins; /* where its columns stand; NULL: nobody knows, or reading tells */
    struct import_description *description; /* what does both for a format that is no code; NULL: it is */
};

/* A format that is a description, which may have to be read before it can be gone by. */
struct import_description {
    enum match (*probe)(struct import_description *description, const char *bytes, size_t n);
    enum status (*read)(struct import_description *description, struct input *input,
                        const struct import_options *options, struct table *table, struct import_log *log,
                        struct error *err);
    struct explain_origin origin; /* of a column, by its path */
};

enum match import_probe(const struct importer *importer, const char *bytes, size_t n);

/* The same for a directory whose files belong together, and mean something by their paths. */
struct import_tree {
    const char *name;
    bool (*recognises)(const struct paths *paths);
    /* Adds the rows of the tree, and its files to the sources. */
    enum status (*read)(const struct paths *paths, const struct import_formats *formats,
                        const struct import_options *options, struct imported *imported, struct error *err);
};

/* All that is known, in the order in which they are asked. */
struct import_formats {
    const struct importer *const *importers;
    size_t n, n_own; /* own: the first of them are the user's, before which the others stand back */
    const struct import_tree *const *trees;
    size_t n_trees;
};
/* The importer of that name; NULL when there is none. */
const struct importer *import_find_importer(const struct import_formats *formats, const char *name);

/* Gives a table, of all rows of a file or of some, to the sink, with the columns of --set and without the
 * rows that --where leaves out. */
enum status import_give(const struct import_options *options, const char *file, struct table *table,
                        void **part, struct error *err);

/*
 * Rows of a dump that hold again what others hold: a transaction beside its requests, totals beside windows,
 * a spectrum as measured beside the corrected one. Only one part is taken, unless the user asks for more. The
 * factor tells the parts; the value of the one that is taken, and of the other.
 */
struct import_parts {
    const char *column, *taken, *other;
    const char *are; /* such as "are transactions" */
};

/* Totals beside what they are the totals of. */
extern const struct import_parts import_totals;

/*
 * Of all rows of a file, which say in the column which part they are of: keeps them all when there are any of
 * the other part and the user names the column, or when there are no others; else those alone that are taken,
 * and the log says so. The column is gone then.
 */
enum status import_take_part(const struct import_parts *parts, const char *file,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err);

#endif
