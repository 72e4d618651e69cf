/* Where the files are that faastat brings: beside the program, as in a build tree, or where it is installed.
 */
#ifndef FAASTAT_BASE_DATADIR_H
#define FAASTAT_BASE_DATADIR_H

#include "base/error.h"

/* The folder of that name, such as "templates", on the heap (caller frees); where there is none, the one that
 * would be installed. NULL with err set when memory is out. */
char *datadir_find(const char *name, struct error *err);

#endif
