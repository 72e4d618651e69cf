/* faastat. */
#include "commands/menu.h"
#include "commands/program.h"

#define ADDRESS_OF_COMMAND(name) &command_##name,
static const struct command *const commands[] = {COMMANDS(ADDRESS_OF_COMMAND)};
#undef ADDRESS_OF_COMMAND

int main(int argc, char **argv)
{
    static const struct menu menu = {
        "faastat",
        "usage: faastat COMMAND [option ...] [FILE ...]\n\n"
        "Raw latency dumps of serverless functions into numbers and figures that can be defended.\n",
        "'faastat COMMAND --help' says more; so does 'man faastat-COMMAND'.\n"
        "exit status: 0 done, 1 a claim fails, 2 wrong usage, 3 bad data, 4 a program or service failed\n",
        commands, sizeof commands / sizeof *commands};
    struct error err = {{0}};
    program_begin();
    return program_end(menu_run(&menu, argc, argv, &err), &err);
}
