/* The tidy dump: which columns it knows, what their units are, and writing a table as one. */
#ifndef FAASTAT_TABLE_TIDY_H
#define FAASTAT_TABLE_TIDY_H

#include <stdbool.h>
#include <stdio.h>

#include "table/table.h"

/* Whether a column of that name is a factor or a measure whatever it holds; false: its cells have to decide.
 */
bool tidy_kind(const char *name, enum column_kind *kind);

/*
 * The name of a published figure of a measure, its unit kept at the end: the mean of latency_s is in
 * latency_mean_s. `figure` is "mean", "sd" (n - 1) or "population_sd" (n). Caller frees; NULL with err set.
 */
char *tidy_published_name(const char *measure, const char *figure, struct error *err);

/* The measure whose published mean the column is, "latency_s" for "latency_mean_s"; caller frees. NULL for
 * others. */
char *tidy_measure_of_mean(const char *name, struct error *err);

/* Whether the column holds a published figure, not a value of each request. */
bool tidy_is_published(const char *name);

/* The column that holds how many requests are behind a published row. */
extern const char tidy_published_n[];

/* Writes the table as CSV (RFC 4180, lines end in LF): known columns first, in their order, then the others.
 */
enum status tidy_write(const struct table *table, FILE *stream, struct error *err);

/* One CSV cell, quoted where it has to be. */
void csv_write_cell(FILE *stream, const char *text);

#endif
