/* faastat-collect, which `faastat collect` becomes. */
#include "commands/collect_command.h"
#include "commands/commands.h"
#include "commands/program.h"

int main(int argc, char **argv)
{
    struct error err = {{0}};
    program_begin();
    return program_end(collect_command(argc, argv, &command_collect.usage, &err), &err);
}
