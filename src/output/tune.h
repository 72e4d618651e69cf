/* What `tune` shows of its result. */
#ifndef FAASTAT_OUTPUT_TUNE_H
#define FAASTAT_OUTPUT_TUNE_H

#include "output/form.h"

extern const struct form form_tune; /* of a struct tune_result: a row for each size; in JSON for each set */

#endif
