/* What Locust's CSV files of statistics have in common. Inside of locust_*.c. */
#ifndef FAASTAT_FORMATS_LOAD_LOCUST_CSV_H
#define FAASTAT_FORMATS_LOAD_LOCUST_CSV_H

#include "read/csv_records.h"

/* Percentiles that Locust prints, in milliseconds, by the names of their columns: "99.9%". The fields of an
 * importer end with these. */
#define LOCUST_PERCENTILES(ROW)                                                                              \
    ROW(50) ROW(66) ROW(75) ROW(80) ROW(90) ROW(95) ROW(98) ROW(99) ROW(99.9) ROW(99.99) ROW(99.999)
enum { LOCUST_PERCENTILES_N = 11 };
#define LOCUST_PERCENTILE_FIELD(percent) {#percent "%", false},
extern const char *const locust_percentiles[LOCUST_PERCENTILES_N];

/* Counts the requests of the open row, of which its figures are, as Locust has them in SUMMARY_N: failed ones
 * too. */
void locust_set_counts(struct table *table);
/* Sets the percentiles of the open row from the fields that begin at `first`. */
enum status locust_set_percentiles(const struct csv_record *record, size_t first, struct table *table,
                                   struct error *err);

#endif
