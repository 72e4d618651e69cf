/* faastat-mpi, commands of faastat by the ranks of MPI: the first prints what all of them find. */
#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/ranks.h"
#include "base/terminal.h"
#include "commands/menu.h"
#include "commands/program.h"
#include "mpi/mpi_ranks.h"

/* Those that are worth several machines. */
static const struct command *const commands[] = {&command_summary, &command_compare, &command_check,
                                                 &command_tune};
static const struct menu menu = {
    "faastat-mpi",
    "usage: mpirun -n RANKS [--hostfile HOSTS] faastat-mpi COMMAND [--local] [option ...] FILE ...\n\n"
    "Commands of faastat on several machines, with the same options and the same output.\n",
    "The ranks read about as many bytes of the files each, which all machines see.\n"
    "  --local  each rank reads what its own disk has of FILE ..., and rows are in the order of the\n"
    "           ranks\n"
    "\n'faastat-mpi COMMAND --help' says more; so does 'man faastat-mpi'.\n"
    "exit status: that of faastat, or another than 0 when a rank ends early\n",
    commands, sizeof commands / sizeof *commands};

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
    enum status status = menu_run(&menu, take_local(argc, argv), argv, &err);
    status = mpi_ranks_agree_at_end(status, &err);
    int result = ranks.own == 0 ? program_end(status, &err) : (int)status;
    mpi_ranks_end();
    return result;
}
