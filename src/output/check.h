/* What `check` shows of its result. */
#ifndef FAASTAT_OUTPUT_CHECK_H
#define FAASTAT_OUTPUT_CHECK_H

#include "output/form.h"

extern const struct form form_check; /* of a struct check_result */

#endif
