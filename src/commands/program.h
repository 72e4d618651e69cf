/* How a program of ours begins and ends, and what it says meanwhile. */
#ifndef FAASTAT_COMMANDS_PROGRAM_H
#define FAASTAT_COMMANDS_PROGRAM_H

#include <stddef.h>

#include "base/error.h"

/* What main() does before anything else, and last: prints the one error there may be, checks that standard
 * output arrived, and returns the exit status. */
void program_begin(void);
int program_end(enum status status, struct error *err);

/* Prints one message on standard error, behind the program's name and without bytes that steer terminals. */
void program_tell(const char *text);
/* The same of n bytes without a line end. */
void program_tell_line(const char *bytes, size_t n);

#endif
