/* What `audit` shows of its result. */
#ifndef FAASTAT_OUTPUT_AUDIT_H
#define FAASTAT_OUTPUT_AUDIT_H

#include "output/form.h"

extern const struct form form_audit; /* of a struct audit_result */

#endif
