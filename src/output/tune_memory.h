/* What `tune` shows of memory that was used and of cold starts. Inside of output/tune.c. */
#ifndef FAASTAT_OUTPUT_TUNE_MEMORY_H
#define FAASTAT_OUTPUT_TUNE_MEMORY_H

#include "output/form.h"

extern const struct form form_tune_memory; /* of a struct tune_result: a row for each function and size */

#endif
