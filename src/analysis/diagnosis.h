/* What is odd about a sample in the order of its requests: drift, a change, a warm-up, outliers, requests
 * that stand apart. Each test keeps its level of 5 % where requests depend on one another. */
#ifndef FAASTAT_ANALYSIS_DIAGNOSIS_H
#define FAASTAT_ANALYSIS_DIAGNOSIS_H

#include <stdbool.h>

#include "analysis/notes.h"
#include "analysis/sample.h"
#include "stats/change_point.h"
#include "stats/modes.h"
#include "stats/outliers.h"
#include "stats/trend.h"
#include "stats/warm_up.h"

enum { DIAGNOSIS_LAGS = 20 };

/* What the sample could be asked; the numbers of anything else are not set. */
struct diagnosis {
    bool is_made; /* false: there are too few requests for any of it */
    bool has_dependence, has_trend, has_change, has_warm_up, has_outliers, has_modes;
    double autocorrelations[DIAGNOSIS_LAGS]; /* of lags from 1 on */
    size_t lags;
    double ljung_box_p; /* over all DIAGNOSIS_LAGS lags */
    struct trend trend;
    double tau, slope_per_request, last_tenth_difference;
    struct change_point change;
    struct warm_up warm_up;
    double warm_up_p;
    struct outliers outliers;
    struct modes modes;
    double modes_share;
};

/*
 * Fills in what was found, and adds a note for each thing that a reader should know. Nothing is cut or
 * corrected: this only says it. O(n log n).
 */
enum status diagnosis_make(const struct sample *sample, const char *measure, struct diagnosis *diagnosis,
                           struct notes *notes, struct error *err);

#endif
