/* What `summary --diagnose` shows of a sample in the order of its requests: blocks of another form's rows. */
#ifndef FAASTAT_OUTPUT_DIAGNOSIS_H
#define FAASTAT_OUTPUT_DIAGNOSIS_H

#include "output/form.h"

enum { DIAGNOSIS_FIELDS = 26 };
extern const struct field diagnosis_fields[DIAGNOSIS_FIELDS], diagnosis_lag[1];
size_t diagnosis_count_lags(const struct at *at);

/* `part_` gives the row's struct diagnosis, or NULL. */
#define DIAGNOSIS_BLOCKS(part_)                                                                              \
    {.fields = diagnosis_fields, .n = DIAGNOSIS_FIELDS, .part = (part_)},                                    \
    {                                                                                                        \
        .fields = diagnosis_lag, .n = 1, .times = diagnosis_count_lags, .part = (part_)                      \
    }

#endif
