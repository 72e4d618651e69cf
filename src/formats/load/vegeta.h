/* What vegeta's CSV and JSON lines have in common: their columns, and which error is a timeout. Inside of
 * vegeta*.c. */
#ifndef FAASTAT_FORMATS_LOAD_VEGETA_H
#define FAASTAT_FORMATS_LOAD_VEGETA_H

#include "import/record.h"

enum {
    VEGETA_START_S,
    VEGETA_LATENCY_S,
    VEGETA_STATUS,
    VEGETA_ERROR,
    VEGETA_CENSORED,
    VEGETA_METHOD,
    VEGETA_URL,
    VEGETA_ATTACK,
    VEGETA_COLUMNS
};
extern const struct record_column vegeta_columns[VEGETA_COLUMNS];

/* Notes in the open row that the latency is a lower bound when that error, NULL for none, is a timeout. */
enum status vegeta_set_censored(struct table *table, const char *error, struct error *err);

#endif
