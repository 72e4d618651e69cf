/*
 * What must not stay behind when a signal ends the program: files and folders on their way, and the programs
 * that were started. Knows nothing of what they are for.
 */
#ifndef FAASTAT_BASE_LEFTOVERS_H
#define FAASTAT_BASE_LEFTOVERS_H

#include <sys/types.h>

#include "base/error.h"

struct leftover;

/* From here on SIGINT, SIGTERM and their like clear away what is on the list before they end the program, and
 * writing past a limit (ulimit -f) is a failure, not a signal. What is ignored, as under nohup, stays so. */
void leftovers_watch(void);

/* Puts the path on the list, which is to be done before anything stands there. */
enum status leftovers_add_file(const char *path, struct leftover **leftover, struct error *err);
/* Makes a folder of its own, `name`XXXXXX in $TMPDIR or /tmp, for the caller to remove and to free; what is
 * in it goes with it. */
enum status leftovers_make_folder(const char *name, char **path, struct leftover **leftover,
                                  struct error *err);
/* A child that runs. It is to be forgotten before it is waited for, while its number is still its own. */
enum status leftovers_add_child(pid_t child, struct leftover **leftover, struct error *err);
/* Takes it from the list, and sets *leftover to NULL; legal on NULL. */
void leftovers_forget(struct leftover **leftover);

#endif
