#include "base/opt.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"

enum {
    MOST_OPTIONS = 64,
    FIRST_LONG = 256, /* what getopt_long returns for row 0: above every letter */
    HELP = FIRST_LONG + MOST_OPTIONS,
    HELP_COLUMN = 30
};

enum status opt_list_add(struct opt_list *list, const char *value, struct error *err)
{
    const char **grown = array_reserve(list->values, &list->capacity, list->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    list->values = grown;
    grown[list->n++] = value;
    return OK;
}

void opt_list_release(struct opt_list *list)
{
    free(list->values);
    *list = (struct opt_list){0};
}

static size_t count_options(const struct opt *options)
{
    size_t n = 0;
    while (options[n].name != NULL) {
        n++;
    }
    return n;
}

static void print_option(char letter, const char *name, const char *argument, const char *help)
{
    int width = letter != '\0' ? printf("  -%c, --%s", letter, name) : printf("      --%s", name);
    if (argument != NULL) {
        width += printf(" %s", argument);
    }
    if (width > HELP_COLUMN - 2) {
        printf("\n%*s%s\n", HELP_COLUMN, "", help);
    } else {
        printf("%*s%s\n", HELP_COLUMN - width, "", help);
    }
}

static void print_help(const struct opt_usage *usage, const struct opt *options)
{
    printf("usage: %s %s\n\n%s.\n", usage->name, usage->synopsis, usage->purpose);
    if (usage->details != NULL) {
        printf("\n%s\n", usage->details);
    }
    printf("\noptions:\n");
    for (const struct opt *option = options; option->name != NULL; option++) {
        print_option(option->letter, option->name, option->argument, option->help);
    }
    print_option('h', "help", NULL, "print this help");
    if (usage->columns != NULL) {
        printf("\n%s:\n", usage->list == NULL ? "columns" : usage->list);
        usage->columns(stdout);
    }
    printf("\nexamples:\n%s", usage->examples);
}

static enum status store_count(const struct opt *option, const char *value, struct error *err)
{
    double number;
    if (!number_parse(value, strlen(value), &number) || number < 0 || number > 1e15 ||
        number != (double)(size_t)number) {
        return error_set(err, BAD_USAGE, "--%s: found '%.40s', expected a whole number from 0", option->name,
                         value);
    }
    *option->count = (size_t)number;
    return OK;
}

static enum status store(const struct opt *option, const char *value, struct error *err)
{
    if (option->flag != NULL) {
        *option->flag = true;
    } else if (option->text != NULL) {
        *option->text = option->stands_for == NULL ? value : option->stands_for;
    } else if (option->number != NULL) {
        if (!number_parse(value, strlen(value), option->number)) {
            return error_set(err, BAD_USAGE, "--%s: found '%.40s', expected a number", option->name, value);
        }
    } else if (option->count != NULL) {
        return store_count(option, value, err);
    } else {
        return opt_list_add(option->list, value, err);
    }
    return OK;
}

/* The tables that getopt_long wants, made from ours; `letters` begins with ':' so that we word the messages.
 */
static void fill_getopt(const struct opt *options, size_t n, char *letters, struct option *longs)
{
    size_t used = 0;
    letters[used++] = ':';
    for (size_t i = 0; i < n; i++) {
        bool takes = options[i].flag == NULL && options[i].stands_for == NULL;
        if (options[i].letter != '\0') {
            letters[used++] = options[i].letter;
            if (takes) {
                letters[used++] = ':';
            }
        }
        longs[i] = (struct option){options[i].name, takes ? required_argument : no_argument, NULL,
                                   FIRST_LONG + (int)i};
    }
    longs[n] = (struct option){"help", no_argument, NULL, HELP};
    longs[n + 1] = (struct option){0};
    letters[used++] = 'h';
    letters[used] = '\0';
}

/* Words the refusal of `given`, which getopt_long has taken in: optopt says what it made of it. */
static enum status unknown_option(const char *given, const struct opt_usage *usage, const struct opt *options,
                                  size_t n, struct error *err)
{
    if (optopt > 0 && optopt < FIRST_LONG) {
        return error_set(err, BAD_USAGE, "unknown option '-%c'; see '%s --help'", optopt, usage->name);
    }
    if (optopt >= FIRST_LONG) { /* a flag that was given a value */
        return error_set(err, BAD_USAGE, "'%.40s' takes no value", given);
    }
    const char *names[MOST_OPTIONS + 1];
    for (size_t i = 0; i < n; i++) {
        names[i] = options[i].name;
    }
    names[n] = "help";
    const char *nearest = text_nearest(given + strspn(given, "-"), names, n + 1);
    return nearest == NULL
               ? error_set(err, BAD_USAGE, "unknown option '%.40s'; see '%s --help'", given, usage->name)
               : error_set(err, BAD_USAGE, "unknown option '%.40s'; did you mean '--%s'?", given, nearest);
}

/* getopt_long takes a unique beginning for the whole name; scripts that rely on that break with a new option.
 */
static bool is_abbreviated(const char *given, const char *name)
{
    if (strncmp(given, "--", 2) != 0) {
        return false;
    }
    size_t n = strlen(name);
    return strncmp(given + 2, name, n) != 0 || (given[2 + n] != '\0' && given[2 + n] != '=');
}

/* The row that getopt_long found, NULL for an unknown option. */
static const struct opt *find_row(int found, const struct opt *options, size_t n)
{
    if (found >= FIRST_LONG) {
        return &options[found - FIRST_LONG];
    }
    for (size_t i = 0; i < n; i++) {
        if (found == options[i].letter && found != '?') {
            return &options[i];
        }
    }
    return NULL;
}

enum status opt_parse(int argc, char **argv, const struct opt_usage *usage, const struct opt *options,
                      struct opt_result *result, struct error *err)
{
    struct option longs[MOST_OPTIONS + 2];
    char letters[2 * MOST_OPTIONS + 3];
    size_t n = count_options(options);
    fill_getopt(options, n, letters, longs);
    *result = (struct opt_result){.examples = usage->examples};
    optind = 0; /* getopt starts afresh for every command */
    for (;;) {
        int row_index = -1;
        int found = getopt_long(argc, argv, letters, longs, &row_index);
        if (found == -1) {
            break;
        }
        if (found == HELP || found == 'h') {
            print_help(usage, options);
            result->helped = true;
            return OK;
        }
        if (found == ':') {
            return error_set(err, BAD_USAGE, "option '%.40s' needs an argument", argv[optind - 1]);
        }
        const struct opt *row = find_row(found, options, n);
        const char *given = argv[optind - (row_index >= 0 && optarg == argv[optind - 1] ? 2 : 1)];
        if (row == NULL || (row_index >= 0 && is_abbreviated(given, row->name))) {
            return unknown_option(given, usage, options, n, err);
        }
        enum status status = store(row, optarg, err);
        if (status != OK) {
            return status;
        }
    }
    result->operands = argv + optind;
    result->n = (size_t)(argc - optind);
    return OK;
}
