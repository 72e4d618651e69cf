/* Finds the command's row and runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/version.h"
#include "commands/commands.h"
#include "commands/program.h"

#define ADDRESS_OF_COMMAND(name) &command_##name,
static const struct command *const commands[] = {COMMANDS(ADDRESS_OF_COMMAND)};
#undef ADDRESS_OF_COMMAND
enum { COMMANDS_N = sizeof commands / sizeof *commands };

/* "summary", of "faastat summary". */
static const char *short_name(const struct command *command)
{
    return strchr(command->usage.name, ' ') + 1;
}

static void print_help(FILE *stream)
{
    fputs("usage: faastat COMMAND [option ...] [FILE ...]\n\n"
          "Raw latency dumps of serverless functions into numbers and figures that can be defended.\n\n"
          "commands:\n",
          stream);
    for (size_t i = 0; i < COMMANDS_N; i++) {
        fprintf(stream, "  %-10s  %s\n", short_name(commands[i]), commands[i]->usage.purpose);
    }
    fputs("\n'faastat COMMAND --help' says more; so does 'man faastat-COMMAND'.\n"
          "exit status: 0 done, 1 a claim fails, 2 wrong usage, 3 bad data, 4 a program or service failed\n",
          stream);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS_N; i++) {
        if (strcmp(name, short_name(commands[i])) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static enum status unknown_command(const char *name, struct error *err)
{
    const char *names[COMMANDS_N];
    for (size_t i = 0; i < COMMANDS_N; i++) {
        names[i] = short_name(commands[i]);
    }
    const char *nearest = text_nearest(name, names, COMMANDS_N);
    return nearest == NULL
               ? error_set(err, BAD_USAGE, "unknown command '%.40s'; see 'faastat help'", name)
               : error_set(err, BAD_USAGE, "unknown command '%.40s'; did you mean '%s'?", name, nearest);
}

static enum status run(int argc, char **argv, struct error *err)
{
    if (argc < 2) {
        print_help(stderr);
        return error_set(err, BAD_USAGE, "expected a command");
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("faastat %s\n", version_number);
        return OK;
    }
    bool help = strcmp(argv[1], "help") == 0;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || (help && argc == 2)) {
        print_help(stdout);
        return OK;
    }
    const char *name = help ? argv[2] : argv[1];
    const struct command *command = find_command(name);
    if (command == NULL) {
        return unknown_command(name, err);
    }
    char option[] = "--help";
    char *ask_for_help[] = {argv[0], option, NULL};
    return help ? command->run(2, ask_for_help, &command->usage, err)
                : command->run(argc - 1, argv + 1, &command->usage, err);
}

int main(int argc, char **argv)
{
    struct error err = {{0}};
    program_begin();
    return program_end(run(argc, argv, &err), &err);
}
