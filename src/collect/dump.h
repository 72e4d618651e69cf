/*
 * The dump that is being written: tidy CSV behind a block of comments that says where it comes from. Each row
 * is in the file when it is added, so that a run that is killed loses nothing and goes on where it stopped.
 */
#ifndef FAASTAT_COLLECT_DUMP_H
#define FAASTAT_COLLECT_DUMP_H

#include "base/text.h"
#include "collect/append_file.h"
#include "collect/dump_head.h"
#include "collect/outcome.h"
#include "collect/plan.h"

struct dump {
    struct append_file file;
    unsigned part;     /* which session of the run this is, from 1 */
    enum dump_age age; /* begun by an older program: its rows stay without the columns that came since */
    bool csv_safe;     /* no cell that a spreadsheet takes for a formula */
    struct text line;
};

/*
 * Opens `path` (NULL or "-": standard output). A file that holds rows of the same plan is gone on with: they
 * are marked as done, and a torn last line is cut off. BAD_USAGE when it holds anything else: measurements
 * are never written over. BAD_SERVICE when another run is writing to it.
 */
enum status dump_open(struct dump *dump, const char *path, bool csv_safe, struct plan *plan,
                      struct error *err);
/* Adds the row of a request of the cell, of which `memory_mb` is the size (0: not known). BAD_SERVICE when it
 * did not get into the file, which then ends with the row before. */
enum status dump_add(struct dump *dump, const struct plan *plan, const struct plan_cell *cell,
                     const struct outcome *outcome, struct error *err);
/* Adds a comment that the load of a cell is over. BAD_SERVICE as for a row. */
enum status dump_end_load(struct dump *dump, size_t cell, struct error *err);
/* BAD_SERVICE when the file did not get to the disk. */
enum status dump_close(struct dump *dump, struct error *err);

#endif
