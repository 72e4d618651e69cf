/* What is odd about a sample in the order of its requests: drift, a change, a warm-up, outliers, several
 * modes. */
#ifndef FAASTAT_ANALYSIS_DIAGNOSIS_H
#define FAASTAT_ANALYSIS_DIAGNOSIS_H

#include <jansson.h>
#include <stdint.h>

#include "base/error.h"
#include "table/samples.h"

/*
 * Adds what was found to the JSON object, and a sentence for each thing that a reader should know to `notes`,
 * an array of texts. What the sample is too small for is null. Nothing is cut or corrected: this only says
 * it. `seed` is of the draws behind the p value of the dip. BAD_SERVICE when memory is out.
 */
enum status diagnose(const struct sample *sample, const char *name, uint64_t seed, json_t *object,
                     json_t *notes, struct error *err);

#endif
