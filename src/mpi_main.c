/* faastat-mpi, commands of faastat by the ranks of MPI: the first prints what all of them find. */
#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/ranks.h"
#include "base/terminal.h"
#include "base/version.h"
#include "commands/commands.h"
#include "commands/program.h"
#include "mpi/mpi_ranks.h"

/* Those that are worth several machines; what they are called here. */
static const struct {
    const char *name, *full;
    const struct command *command;
} commands[] = {{"summary", "faastat-mpi summary", &command_summary},
                {"compare", "faastat-mpi compare", &command_compare},
                {"check", "faastat-mpi check", &command_check},
                {"tune", "faastat-mpi tune", &command_tune}};
enum { COMMANDS_N = sizeof commands / sizeof *commands };

static void print_help(FILE *stream)
{
    fputs("usage: mpirun -n RANKS [--hostfile HOSTS] faastat-mpi COMMAND [--local] [option ...] FILE ...\n\n"
          "Commands of faastat on several machines, with the same options and the same output.\n\n"
          "commands:\n",
          stream);
    for (size_t i = 0; i < COMMANDS_N; i++) {
        fprintf(stream, "  %-10s  %s\n", commands[i].name, commands[i].command->usage.purpose);
    }
    fputs("\nThe ranks read about as many bytes of the files each, which all machines see.\n"
          "  --local  each rank reads what its own disk has of FILE ..., and rows are in the order of the\n"
          "           ranks\n"
          "\n'faastat-mpi COMMAND --help' says more; so does 'man faastat-mpi'.\n"
          "exit status: that of faastat, or another than 0 when a rank ends early\n",
          stream);
}

/* Takes --local, which is of no command, out of the words. */
static int take_local(int argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        bool is_local = strcmp(argv[i], "--local") == 0;
        ranks.local |= is_local;
        if (!is_local) {
            argv[kept++] = argv[i];
        }
    }
    argv[kept] = NULL;
    return kept;
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
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return OK;
    }
    for (size_t i = 0; i < COMMANDS_N; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            struct opt_usage usage = commands[i].command->usage;
            usage.name = commands[i].full;
            return commands[i].command->run(argc - 1, argv + 1, &usage, err);
        }
    }
    return error_set(err, BAD_USAGE, "unknown command '%.40s'; see 'faastat-mpi help'", argv[1]);
}

int main(int argc, char **argv)
{
    struct error err = {{0}};
    mpi_ranks_begin(&argc, &argv);
    program_begin();
    terminal_deny();     /* Open MPI reads from one, and the output goes where it likes */
    if (ranks.own > 0) { /* what all would print, such as help, one does */
        (void)!freopen("/dev/null", "w", stdout);
        (void)!freopen("/dev/null", "w", stderr);
    }
    enum status status = run(take_local(argc, argv), argv, &err);
    status = mpi_ranks_agree_at_end(status, &err);
    int result = ranks.own == 0 ? program_end(status, &err) : (int)status;
    mpi_ranks_end();
    return result;
}
