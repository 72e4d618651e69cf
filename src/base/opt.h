/* Command-line options as tables: what they are called, where they store, what --help says of them. */
#ifndef FAASTAT_BASE_OPT_H
#define FAASTAT_BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* The values of an option that can be given several times; the texts are borrowed from argv. */
struct opt_list {
    const char **values;
    size_t n, capacity;
};
enum status opt_list_add(struct opt_list *list, const char *value, struct error *err); /* borrowed */
void opt_list_release(struct opt_list *list);

struct opt {
    char letter; /* 0: the option has only a long name */
    const char *name, *argument, *help;
    const char *stands_for; /* a text that takes no argument: what it stores */
    /* Exactly one is set, and says the type. */
    bool *flag;
    const char **text;
    double *number;
    size_t *count;
    struct opt_list *list;
};

/* Rows for the table, ended by a zeroed one; a destination of the wrong type does not compile. */
#define OPT_FLAG(letter_, name_, to, help_)                                                                  \
    {                                                                                                        \
        .letter = (letter_), .name = (name_), .help = (help_), .flag = (to)                                  \
    }
#define OPT_TEXT(letter_, name_, argument_, to, help_)                                                       \
    {                                                                                                        \
        .letter = (letter_), .name = (name_), .argument = (argument_), .help = (help_), .text = (to)         \
    }
/* Takes no argument and stores the text `value_`: another option's value by a name of its own. */
#define OPT_VALUE(letter_, name_, value_, to, help_)                                                         \
    {                                                                                                        \
        .letter = (letter_), .name = (name_), .help = (help_), .stands_for = (value_), .text = (to)          \
    }
#define OPT_NUMBER(letter_, name_, argument_, to, help_)                                                     \
    {                                                                                                        \
        .letter = (letter_), .name = (name_), .argument = (argument_), .help = (help_), .number = (to)       \
    }
#define OPT_COUNT(letter_, name_, argument_, to, help_)                                                      \
    {                                                                                                        \
        .letter = (letter_), .name = (name_), .argument = (argument_), .help = (help_), .count = (to)        \
    }
#define OPT_LIST(letter_, name_, argument_, to, help_)                                                       \
    {                                                                                                        \
        .letter = (letter_), .name = (name_), .argument = (argument_), .help = (help_), .list = (to)         \
    }

/* What --help prints around the options. */
struct opt_usage {
    const char *name;              /* "faastat summary" */
    const char *synopsis;          /* "[option ...] [FILE ...]" */
    const char *purpose;           /* one sentence, no full stop */
    const char *details;           /* what else a user should know, or NULL */
    const char *examples;          /* two real command lines, each on a line of its own */
    void (*columns)(FILE *stream); /* writes what the output's columns are, a line each; NULL: nothing */
    const char *list;              /* what these are, where they are no columns, "kinds" */
};

struct opt_result {
    char **operands; /* borrowed from argv */
    size_t n;
    const char *examples; /* the usage's, for who gave no operand; NULL where none were typed */
    bool helped;          /* --help was asked for and printed: there is nothing more to do */
};

/*
 * Reads the options of argv[1..argc) into their destinations; options and operands may be mixed, "--" ends
 * the options. BAD_USAGE names the option at fault and, for one that is not known, the nearest there is.
 */
enum status opt_parse(int argc, char **argv, const struct opt_usage *usage, const struct opt *options,
                      struct opt_result *result, struct error *err);

#endif
