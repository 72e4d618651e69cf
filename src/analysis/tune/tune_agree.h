/* Two tunings of the same functions: which sizes they chose, and whether they contradict each other. Inside
 * of tune.c. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_AGREE_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_AGREE_H

#include "analysis/tune/tune_result.h"

/*
 * Compares the sets of a result that are the same but for the factor options->compared, whose values are
 * tune_agree_names[0] and tune_agree_names[1].
 *
 * A tuning tells two sizes apart when it shows its own choice to be the better one: when the other one misses
 * the objective by the lower bound of it, one-sided at the level; or when both meet it (or there is none),
 * and the interval of the ratio of their costs, by MOVER, is beyond 1. They disagree where both tell theirs
 * apart: if they measured the same truth, one of them has to be wrong, which the level bounds (make
 * calibrate). BAD_SERVICE when memory is out.
 */
enum status tune_agree(struct tune_result *result, struct error *err);
extern const char *const tune_agree_names[2]; /* "before" and "now" */

#endif
