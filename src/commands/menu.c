#include "commands/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/version.h"

/* "summary", of "faastat summary". */
static const char *short_name(const struct command *command)
{
    return strchr(command->usage.name, ' ') + 1;
}

static void print_help(const struct menu *menu, FILE *stream)
{
    fprintf(stream, "%s\ncommands:\n", menu->before);
    for (size_t i = 0; i < menu->n; i++) {
        fprintf(stream, "  %-10s  %s\n", short_name(menu->commands[i]), menu->commands[i]->usage.purpose);
    }
    fprintf(stream, "\n%s", menu->after);
}

static const struct command *find_command(const struct menu *menu, const char *name)
{
    for (size_t i = 0; i < menu->n; i++) {
        if (strcmp(name, short_name(menu->commands[i])) == 0) {
            return menu->commands[i];
        }
    }
    return NULL;
}

static enum status unknown_command(const struct menu *menu, const char *name, struct error *err)
{
    const char **names = calloc(menu->n + 1, sizeof *names);
    if (names == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < menu->n; i++) {
        names[i] = short_name(menu->commands[i]);
    }
    const char *nearest = text_nearest(name, names, menu->n);
    enum status status =
        nearest == NULL
            ? error_set(err, BAD_USAGE, "unknown command '%.40s'; see '%s help'", name, menu->program)
            : error_set(err, BAD_USAGE, "unknown command '%.40s'; did you mean '%s'?", name, nearest);
    free(names);
    return status;
}

enum status menu_run(const struct menu *menu, int argc, char **argv, struct error *err)
{
    enum { NAME = 64 };
    char option[] = "--help", full[NAME];
    char *ask_for_help[] = {argv[0], option, NULL};
    if (argc < 2) {
        print_help(menu, stderr);
        return error_set(err, BAD_USAGE, "expected a command");
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("faastat %s\n", version_number);
        return OK;
    }
    bool help = strcmp(argv[1], "help") == 0;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || (help && argc == 2)) {
        print_help(menu, stdout);
        return OK;
    }
    const char *name = help ? argv[2] : argv[1];
    const struct command *command = find_command(menu, name);
    if (command == NULL) {
        return unknown_command(menu, name, err);
    }
    struct opt_usage usage = command->usage;
    snprintf(full, sizeof full, "%s %s", menu->program, short_name(command));
    usage.name = full;
    return help ? command->run(2, ask_for_help, &usage, err) : command->run(argc - 1, argv + 1, &usage, err);
}
