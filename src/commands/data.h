/* Reading dumps: the options that say how, and what there is to tell of it. */
#ifndef FAASTAT_COMMANDS_DATA_H
#define FAASTAT_COMMANDS_DATA_H

#include "base/opt.h"
#include "commands/options.h"
#include "commands/query.h"
#include "import/import.h"

/* Destinations of DATA_OPTIONS. Zeroed: nothing asked for. */
struct data_arguments {
    const char *from, *columns, *separator, *header, *decimal, *zone;
    struct opt_list rules, set, rename, melt, join, names, names_of;
    const char *since, *until, *skip_first;
    bool lenient, digest, explains, quiet;
    size_t threads, max_bytes;
};

/* The rows of these options, for the option table of a command that reads dumps. */
#define DATA_OPTIONS(a)                                                                                      \
    OPT_LIST('s', "set", "COLUMN=VALUE", &(a)->set, "a column that the files lack (repeatable)"),            \
        OPT_LIST(0, "rename", "OLD=NEW", &(a)->rename, "another name, and unit, for a column (repeatable)"), \
        OPT_LIST(0, "melt", "PATTERN:FACTOR", &(a)->melt,                                                    \
                 "columns that match become rows: '*_ms:memory_mb' (repeatable)"),                           \
        OPT_LIST(0, "join", "FILE:KEY", &(a)->join, "columns of another file by a key (repeatable)"),        \
        OPT_LIST(0, "names", "PATTERN", &(a)->names,                                                         \
                 "factors in paths: '{model}/times_{memory_mb}.csv' (repeatable)"),                          \
        OPT_LIST(0, "names-of", "COLUMN=PATTERN", &(a)->names_of,                                            \
                 "factors in a column's texts: 'path={model}/{memory_mb}' (repeatable)"),                    \
        OPT_TEXT(0, "since", "TIME", &(a)->since, "only what started then or later: a date, or start_s"),    \
        OPT_TEXT(0, "until", "TIME", &(a)->until, "only what started before"),                               \
        OPT_TEXT(0, "skip-first", "DURATION", &(a)->skip_first,                                              \
                 "leave out the beginning of each file: 30s"),                                               \
        OPT_TEXT(0, "from", "FORMAT", &(a)->from, "the files' format (by their content)"),                   \
        OPT_LIST(0, "rules", "FILE", &(a)->rules, "a format of your own, described (repeatable)"),           \
        OPT_TEXT(0, "columns", "A,B,C", &(a)->columns, "names of the columns of a CSV file"),                \
        OPT_TEXT(0, "header", "yes|no|auto", &(a)->header, "whether a CSV file begins with names (auto)"),   \
        OPT_TEXT(0, "separator", "CHAR", &(a)->separator, "of CSV: a character, or tab (by content)"),       \
        OPT_TEXT(0, "decimal", "MARK", &(a)->decimal, "of numbers in text: . or , (by content)"),            \
        OPT_TEXT(0, "zone", "+HH:MM", &(a)->zone, "of dates that have none (UTC)"),                          \
        OPT_FLAG(0, "lenient", &(a)->lenient, "skip bad rows, count them and list them"),                    \
        OPT_COUNT(0, "max-bytes", "N", &(a)->max_bytes, "what a compressed file may become (16 GiB)"),       \
        QUIET_OPTION(&(a)->quiet),                                                                           \
        OPT_COUNT(0, "threads", "N", &(a)->threads, "threads that read (0: one for each processor)")

/*
 * Reads the operands (BAD_USAGE when there are none), keeps the rows that the query asks for, of which `sink`
 * (may be NULL) takes what it wants, and prints what the import has to tell on standard error. Caller
 * releases `imported` either way.
 */
enum status data_read(const struct data_arguments *arguments, const struct query *query,
                      const struct opt_result *operands, const struct import_sink *sink,
                      struct imported *imported, struct error *err);
void data_arguments_release(struct data_arguments *arguments);

#endif
