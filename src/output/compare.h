/* What `compare` shows of its result. */
#ifndef FAASTAT_OUTPUT_COMPARE_H
#define FAASTAT_OUTPUT_COMPARE_H

#include "output/form.h"

extern const struct form form_compare; /* of a struct compare_result */

#endif
