/* What k6's CSV and JSON have in common: which metric is a request's time, when it was, and what became of
 * it. Inside of k6_*.c. */
#ifndef FAASTAT_FORMATS_LOAD_K6_TAGS_H
#define FAASTAT_FORMATS_LOAD_K6_TAGS_H

#include "import/record.h"

enum { K6_START_S, K6_LATENCY_S, K6_STATUS, K6_ERROR, K6_CENSORED, K6_COLUMNS };
extern const struct record_column k6_columns[K6_COLUMNS];

/* The metric of a request from its sending to the end of its answer. */
extern const char k6_metric[];

/* Sets the times of the open row: k6 notes when a request ended. */
void k6_set_times(struct table *table, double end_s, double latency_s);

/* Sets a tag of the open row; status and error are columns of their own, and the code of a timeout says that
 * the latency is a lower bound. A URL that is also the name is dropped by the caller. */
enum status k6_set_tag(struct table *table, const char *name, const char *text, size_t n,
                       const struct place *place, struct error *err);

/* Sets the status of an open row whose tag of that name was switched off, from its expected_response. */
enum status k6_set_verdict(struct table *table, const char *expected_response, struct error *err);

#endif
