/* What is odd about a sample in the order of its requests: drift, a change, a warm-up, outliers, several
 * modes. */
#ifndef FAASTAT_ANALYSIS_DIAGNOSIS_H
#define FAASTAT_ANALYSIS_DIAGNOSIS_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/notes.h"
#include "analysis/sample.h"
#include "stats/change_point.h"
#include "stats/outliers.h"
#include "stats/trend.h"
#include "stats/warm_up.h"

enum { DIAGNOSIS_LAGS = 20 };

/* What the sample could be asked; the numbers of anything else are not set. */
struct diagnosis {
    bool is_made; /* false: there are too few requests for any of it */
    bool has_trend, has_change, has_warm_up, has_outliers, has_modes;
    double autocorrelations[DIAGNOSIS_LAGS]; /* of lags from 1 on */
    size_t lags;
    struct mann_kendall trend;
    double slope_per_request, last_tenth_difference;
    struct change_point change;
    struct warm_up warm_up;
    struct outliers outliers;
    double dip, dip_p;
};

/*
 * Fills in what was found, and adds a note for each thing that a reader should know. Nothing is cut or
 * corrected: this only says it. `seed` is of the draws behind the p value of the dip.
 */
enum status diagnosis_make(const struct sample *sample, const char *measure, uint64_t seed,
                           struct diagnosis *diagnosis, struct notes *notes, struct error *err);

#endif
