/* What `tune` shows of two tunings beside each other. Inside of output/tune.c. */
#ifndef FAASTAT_OUTPUT_TUNE_AGREE_H
#define FAASTAT_OUTPUT_TUNE_AGREE_H

#include "output/form.h"

extern const struct form form_tune_agree; /* of a struct tune_result: a row for each function */

#endif
