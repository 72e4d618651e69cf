/* What `check` shows of its result. */
#ifndef FAASTAT_OUTPUT_CHECK_H
#define FAASTAT_OUTPUT_CHECK_H

#include "analysis/evidence.h"
#include "output/form.h"

extern const struct form form_check; /* of a struct check_result */

/* Appends "pooled: seed (4 values) in 'A is faster'; its 'by' or 'where' tells them apart", of a claim whose
 * groups mix any. */
enum status check_append_pooled(const struct evidence *evidence, struct text *text, struct error *err);

#endif
