/* What reports in JSON have in common: counts of requests and of their statuses, rates, and percentiles. */
#ifndef FAASTAT_READ_JSON_SUMMARY_H
#define FAASTAT_READ_JSON_SUMMARY_H

#include "import/record.h"

/* A member that has to be a whole number, not negative. */
enum status json_get_count(const struct json_spot *object, const char *key, double *count, struct error *err);

struct status_counts {
    double all, failed; /* failed: all but 200 to 399 */
};

/* The sums of a member such as {"200": 99, "503": 1}, which has to be there. */
enum status json_get_status_counts(const struct json_spot *object, const char *key,
                                   struct status_counts *sums, struct error *err);

/* Sets a cell of the open row from a number that is not negative; missing when it is not there or null. */
enum status json_set_rate(const struct json_spot *object, const char *key, struct table *table, size_t column,
                          struct error *err);

/* Sets the percentile of the open row that a time in that unit is, `percent` being n bytes such
 * as "99.9"; nothing when that is no number from 0 to 100, or the member is null. */
enum status json_set_percentile(const struct json_spot *time, const char *percent, size_t n, enum unit unit,
                                struct table *table, struct error *err);

#endif
