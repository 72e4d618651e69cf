/* What `summary` shows of its result. */
#ifndef FAASTAT_OUTPUT_SUMMARY_H
#define FAASTAT_OUTPUT_SUMMARY_H

#include "output/form.h"

extern const struct form form_summary; /* of a struct summary_result */

#endif
