/* CSV dumps of known tools: columns found by their names, in any order, and rows handed to the importer. */
#ifndef FAASTAT_READ_CSV_RECORDS_H
#define FAASTAT_READ_CSV_RECORDS_H

#include "read/csv_dialect.h"

/* Has the dialect skip those of its columns that nobody will ask for, and notes them in skips[], of
 * n_columns. */
void csv_dialect_skip(struct csv_dialect *dialect, const struct import_wanted *wanted, bool *skips);

/* For probes: whether the first row has every required name, or is data of the tool. */
enum match csv_dialect_probe(const struct csv_dialect *dialect, const char *bytes, size_t n);
enum status csv_dialect_read(const struct csv_dialect *dialect, struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err);

/* ---- for take ---- */

/* The text of a field, with a NUL behind it; NULL when the file lacks the column or the cell says that it is
 * missing (empty, NA, N/A, nan). */
const char *csv_record_field(const struct csv_record *record, size_t field, size_t *n);
/* The place of a field's cell. */
struct place csv_record_place(const struct csv_record *record, size_t field);
/* The number in a field; NaN when it is missing and not REQUIRED. */
enum status csv_record_get_number(const struct csv_record *record, size_t field, enum need need,
                                  double *number, struct error *err);
/* The same for a time, or another number that is not negative; in seconds, or with NO_UNIT as it is. */
enum status csv_record_get_time(const struct csv_record *record, size_t field, enum need need, enum unit unit,
                                double *seconds, struct error *err);
/* Sets a text cell of the table's open row from a field, unless it is missing. */
enum status csv_record_copy_text(const struct csv_record *record, size_t field, struct table *table,
                                 size_t column, struct error *err);

/* Whether nobody will ask for the column. */
bool csv_record_skips(const struct csv_record *record, size_t column);
/* The dialect's context and state. */
const void *csv_record_context(const struct csv_record *record);
void *csv_record_state(const struct csv_record *record);
/* Sets the cells of the columns that are no field in factors of the table's open row; *any: there is one. */
enum status csv_record_copy_others(const struct csv_record *record, struct table *table, bool *any,
                                   struct error *err);

/* Fills the columns of the maps but for those that are skipped. */
enum status csv_record_copy_fields(const struct csv_record *record, const struct csv_map *maps, size_t n,
                                   struct table *table, struct error *err);

#endif
