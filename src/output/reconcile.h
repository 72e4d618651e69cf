/* What `reconcile` shows of its result. */
#ifndef FAASTAT_OUTPUT_RECONCILE_H
#define FAASTAT_OUTPUT_RECONCILE_H

#include "output/form.h"

extern const struct form form_reconcile; /* of a struct reconcile_result */

#endif
