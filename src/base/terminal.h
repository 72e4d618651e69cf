/* What the terminal behind a stream can show, and text that does not steer it. */
#ifndef FAASTAT_BASE_TERMINAL_H
#define FAASTAT_BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

/* From now on no stream is one, whatever it seems: what started this program may show it one of its own. */
void terminal_deny(void);
/* Columns of a line: as the variable COLUMNS says, else as the terminal does, else 80. */
size_t terminal_width(FILE *stream);
/* Whether it is one, of UTF-8 by the locale's variables. */
bool terminal_is_utf8(FILE *stream);
/* Whether it is one that knows colours, of a user who has not set NO_COLOR (no-color.org). */
bool terminal_has_colour(FILE *stream);

/* Writes n bytes of a stranger's, with '?' for each mark that must not reach a terminal. */
void terminal_put(const char *bytes, size_t n, FILE *stream);
/* Puts '?' in the place of such marks in a text, from that byte on. */
void terminal_clean(struct text *text, size_t from);

#endif
