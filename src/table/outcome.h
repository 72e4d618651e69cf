/*
 * What the words of columns that tell how a request ended say: `status`, `success`, `censored` and `error`.
 */
#ifndef FAASTAT_TABLE_OUTCOME_H
#define FAASTAT_TABLE_OUTCOME_H

/* NOTHING: that there is nothing to say. NEITHER: it can't be told. */
enum saying { SAYS_NOTHING, SAYS_YES, SAYS_NO, SAYS_NEITHER };

/* Each of a text, and of the number that it is, or NAN. */

/* HTTP's from 200 to 399, by themselves or as in "HTTP/1.1 200 OK", and gRPC's 0 are successes, other numbers
 * are not. Beside HTTP's, 0 says that there was no answer. */
enum saying outcome_of_status(const char *text, double number);
enum saying outcome_of_flag(const char *text, double number);
/* A cause may be any text; only what says that there is none is no failure. */
enum saying outcome_of_error(const char *text, double number);

#endif
