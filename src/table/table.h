/*
 * The tidy dump in memory: one row a request, stored by columns. A measure is an array of doubles, a factor
 * an array of codes of 1, 2 or 4 bytes into a dictionary. Missing is NaN in a measure (no number that was
 * read is NaN) and code 0 in a factor. Knows no file format and no statistics.
 */
#ifndef FAASTAT_TABLE_TABLE_H
#define FAASTAT_TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "table/codes.h"
#include "table/dictionary.h"

/* Clusters are codes of a dictionary that somebody else has, in 4 bytes each; no file has such a column. */
enum column_kind { MEASURE, FACTOR, CLUSTER };

struct column {
    char *name;
    enum column_kind kind;
    double *values;     /* a measure's */
    struct codes codes; /* of the others */
    struct dictionary dictionary;
    bool had_values; /* in rows that the table has passed over */
};

struct table {
    struct column *columns;
    size_t n_columns, columns_capacity;
    size_t rows;
    size_t capacity; /* rows for which every column has room */
    size_t passed;   /* rows that were there and have been passed over */
    const char *const
        *clusters; /* factors whose values tell which requests may resemble one another, borrowed */
    size_t n_clusters;
    const char *order; /* the measure that tells the order of requests, borrowed; NULL: the usual ones */
};

/* A new column, missing in all rows so far, an open one among them; its index in *index. The name is copied.
 */
enum status table_add_column(struct table *table, const char *name, enum column_kind kind, size_t *index,
                             struct error *err);
/* A new column with the same value in all rows so far; BAD_DATA as table_set_text. */
enum status table_add_constant_number(struct table *table, const char *name, double value, struct error *err);
enum status table_add_constant_text(struct table *table, const char *name, const char *text,
                                    struct error *err);
/* The column of that name, in any case where none has it in this one, or NULL; borrowed, until a column is
 * added. */
struct column *table_find_column(const struct table *table, const char *name);
/* The same of a name in this case alone, for who would add a column of that name. */
struct column *table_find_exactly(const struct table *table, const char *name);

/*
 * Rows are written one at a time: open a row (all its cells are missing), set cells, close it. A row that is
 * not closed is not there.
 */
enum status table_open_row(struct table *table, struct error *err);
void table_set_number(struct table *table, size_t column, double value);
/* BAD_DATA when the text is no UTF-8 or holds a NUL byte. */
enum status table_set_text(struct table *table, size_t column, const char *text, size_t n, struct error *err);
void table_close_row(struct table *table);
/* The same of a row that is there. */
enum status table_set_text_at(struct table *table, size_t row, size_t column, const char *text, size_t n,
                              struct error *err);
/* Many rows at once: room for n, whose cells are not written yet. Measures are written where they stand, at
 * values[table->rows] and on; of a factor the cells are set from the i-th of these rows on, missing where the
 * text is a missing value. Every cell has to be written before the rows are closed. */
enum status table_open_rows(struct table *table, size_t n, struct error *err);
enum status table_set_texts(struct table *table, size_t column, size_t i, const struct span *texts, size_t n,
                            struct error *err);
void table_close_rows(struct table *table, size_t n);
/* Sets n cells of a factor to one text, or with bytes NULL to missing: in rows that are there, or the first
 * of those that are open. */
enum status table_repeat_text(struct table *table, size_t column, size_t row, struct span text, size_t n,
                              struct error *err);
/* Writes n rows from `row` on: doubles of a measure, uint32_t of codes. */
void table_write_rows(const struct table *table, size_t column, size_t row, const void *cells, size_t n);

/* Whether all of the first `rows` cells are missing. */
bool column_is_empty(const struct column *column, size_t rows);
/* The code of a factor's cell, 0 when it is missing. */
static inline uint32_t column_code(const struct column *column, size_t row)
{
    return codes_get(&column->codes, row);
}
/* The text of a factor's cell, NULL when it is missing; borrowed. */
const char *column_text(const struct column *column, size_t row);

/*
 * Adds the rows of `from` behind those of `to`, column by column of the same name. A column that only one of
 * them has is missing in the other's rows; one that is a measure here and a factor there becomes a factor.
 * `from` may be changed, or left empty.
 */
enum status table_append(struct table *to, struct table *from, struct error *err);
/* Adds the columns of `from` to an empty table without their rows, which count as passed over. */
enum status table_copy_columns(const struct table *from, struct table *to, struct error *err);
/* Turns a measure into a factor of the numbers' shortest texts; a factor is left as it is. */
enum status table_make_factor(struct table *table, struct column *column, struct error *err);
/* Makes room at once for about n rows in all, on large pages where that pays; a hint that cannot fail. */
void table_expect_rows(struct table *table, size_t n);
/* Drops the columns whose byte is true; with NULL those that are missing in every row, those passed over
 * included. */
void table_drop_columns(struct table *table, const bool *drops);
/* Keeps the rows whose byte in `keep` is not 0, in their order. */
enum status table_keep_rows(struct table *table, const uint8_t *keep, struct error *err);
/* The same for rows that nobody asked for, which were read all the same: they go on being counted. */
enum status table_pass_rows(struct table *table, const uint8_t *keep, struct error *err);
void table_release(struct table *table);

#endif
