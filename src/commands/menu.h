/* The commands of a program of ours: which of them is asked for, or what there are. */
#ifndef FAASTAT_COMMANDS_MENU_H
#define FAASTAT_COMMANDS_MENU_H

#include "commands/commands.h"

struct menu {
    const char *program;                   /* its name, which its commands' help begins with */
    const char *before, *after;            /* what its help says before their list, and after it */
    const struct command *const *commands; /* borrowed */
    size_t n;
};

/* Runs what the words ask for: a command, its help, that of the program, or the program's version. */
enum status menu_run(const struct menu *menu, int argc, char **argv, struct error *err);

#endif
