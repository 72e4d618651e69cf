/* A program that is started, has nothing to read, and ends when we do. Knows no program. */
#ifndef FAASTAT_BASE_CHILD_H
#define FAASTAT_BASE_CHILD_H

#include <sys/types.h>

#include "base/leftovers.h"

struct child {
    pid_t number;
    struct leftover *leftover;
};

/*
 * Starts words[0], found as a shell would, with these words up to a NULL. It complains into the descriptor,
 * and is killed when the thread that started it ends, however that ends. *failure is errno's number when it
 * can't be started (BAD_SERVICE), 0 when memory was out, which err says.
 */
enum status child_start(struct child *child, char **words, int complaints, int *failure, struct error *err);
/* Waits for its end, as waitpid tells it; sends it SIGXCPU where that takes longer. */
int child_wait(struct child *child, double most_ms);

#endif
