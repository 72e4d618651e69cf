/* Ranks as MPI has them. */
#ifndef FAASTAT_MPI_MPI_RANKS_H
#define FAASTAT_MPI_MPI_RANKS_H

#include "base/error.h"

/* Finds which rank this process is, and of how many. Ends the program, as MPI does, where that fails. */
void mpi_ranks_begin(int *argc, char ***argv);
/* The status that all ranks end with, and its message in err, for rank 0 to print. Unless they have agreed on
 * a failure before, they do so now. */
enum status mpi_ranks_agree_at_end(enum status status, struct error *err);
void mpi_ranks_end(void);

#endif
