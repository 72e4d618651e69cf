/* What several commands share: the options that say how to read dumps, and reading them. */
#ifndef FAASTAT_COMMANDS_SHARED_H
#define FAASTAT_COMMANDS_SHARED_H

#include "base/opt.h"
#include "import/import.h"

/* Destinations of DATA_OPTIONS. Zeroed: nothing asked for. */
struct data_arguments {
    const char *from, *columns, *separator, *header;
    struct opt_list measures, set, where;
    bool lenient, digest, quiet;
    size_t threads, max_bytes;
    bool only_asked; /* read no column but the measures, those of --by and --where, and what every command
                        needs */
    const char *by;  /* "a,b"; NULL: the usual ones */
    const struct import_sink *sink; /* NULL: all rows stay in the table */
};

/* The rows of these options, for the option table of a command that reads dumps. */
#define DATA_OPTIONS(a)                                                                                      \
    OPT_LIST('w', "where", "CONDITION", &(a)->where, "only these rows: memory_mb>=1024 (repeatable)"),       \
        OPT_LIST('s', "set", "COLUMN=VALUE", &(a)->set, "a column that the files lack (repeatable)"),        \
        OPT_TEXT(0, "from", "FORMAT", &(a)->from, "the files' format (by their content)"),                   \
        OPT_TEXT(0, "columns", "A,B,C", &(a)->columns, "names of the columns of a CSV file"),                \
        OPT_TEXT(0, "header", "yes|no|auto", &(a)->header, "whether a CSV file begins with names (auto)"),   \
        OPT_TEXT(0, "separator", "CHAR", &(a)->separator, "of CSV: a character, or tab (by content)"),       \
        OPT_FLAG(0, "lenient", &(a)->lenient, "skip bad rows, count them and list them"),                    \
        OPT_COUNT(0, "max-bytes", "N", &(a)->max_bytes, "what a compressed file may become (16 GiB)"),       \
        OPT_FLAG(0, "quiet", &(a)->quiet, "no word of how it goes"),                                         \
        OPT_COUNT(0, "threads", "N", &(a)->threads, "threads that read (0: one for each processor)")

/*
 * Reads the operands (BAD_USAGE when there are none), applies --where, and prints what the import has to tell
 * on standard error. Caller releases `imported` either way.
 */
enum status data_read(const struct data_arguments *arguments, const struct opt_result *operands,
                      struct imported *imported, struct error *err);
void data_arguments_release(struct data_arguments *arguments);

/* What main() does before anything else, and last: prints the one error there may be, checks that standard
 * output arrived, and returns the exit status. */
void program_begin(void);
int program_end(enum status status, struct error *err);

/* Prints one message on standard error, behind the program's name and without bytes that steer terminals. */
void message_print(const char *text);

/* Splits "a,b,c" at its commas into a list whose texts are borrowed from *copy, which the caller frees. */
enum status split_list(const char *text, char **copy, struct opt_list *list, struct error *err);

#endif
