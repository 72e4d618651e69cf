#include "output/diagnosis.h"

#include "analysis/diagnosis.h"

/* A getter of what may not have been found: then the member that it is in is null. */
#define NUMBER_IF(found, name, number)                                                                       \
    static struct value get_##name(const struct at *at)                                                      \
    {                                                                                                        \
        const struct diagnosis *diagnosis = at->part;                                                        \
        return diagnosis->has_##found ? (number) : value_absent;                                             \
    }
#define FOUND(name)                                                                                          \
    static struct value get_##name(const struct at *at)                                                      \
    {                                                                                                        \
        const struct diagnosis *diagnosis = at->part;                                                        \
        return diagnosis->is_made && !diagnosis->has_##name ? value_null : value_absent;                     \
    }

FOUND(dependence)
NUMBER_IF(dependence, ljung_box_p, value_number(diagnosis->ljung_box_p))

FOUND(trend)
NUMBER_IF(trend, tau, value_number(diagnosis->tau))
NUMBER_IF(trend, trend_p, value_number(diagnosis->trend.p))
NUMBER_IF(trend, slope, value_number(diagnosis->slope_per_request))
NUMBER_IF(trend, last_tenth, value_number(diagnosis->last_tenth_difference))

FOUND(change)
NUMBER_IF(change, position, value_count((double)diagnosis->change.position))
NUMBER_IF(change, change_p, value_number(diagnosis->change.p))

FOUND(warm_up)
NUMBER_IF(warm_up, cut, value_count((double)diagnosis->warm_up.cut))
NUMBER_IF(warm_up, at_limit, value_truth(diagnosis->warm_up.at_limit))
NUMBER_IF(warm_up, warm_up_p, value_number(diagnosis->warm_up_p))
NUMBER_IF(warm_up, mean, value_number(diagnosis->warm_up.mean))
NUMBER_IF(warm_up, mean_kept, value_number(diagnosis->warm_up.mean_kept))

FOUND(outliers)
NUMBER_IF(outliers, low, value_count((double)diagnosis->outliers.low.n))
NUMBER_IF(outliers, high, value_count((double)diagnosis->outliers.high.n))

FOUND(modes)
NUMBER_IF(modes, apart, value_count((double)diagnosis->modes.n))
NUMBER_IF(modes, share, value_number(diagnosis->modes_share))
NUMBER_IF(modes, start, diagnosis->modes.n > 0 ? value_number(diagnosis->modes.start) : value_null)
NUMBER_IF(modes, modes_p, value_number(diagnosis->modes.p))

GETTER(get_diagnosis, value_object)

static struct value get_autocorrelations(const struct at *at)
{
    const struct diagnosis *diagnosis = at->part;
    return diagnosis->is_made ? value_array : value_absent;
}

GETTER(get_autocorrelation, value_number(((const struct diagnosis *)at->part)->autocorrelations[at->item]))

size_t diagnosis_count_lags(const struct at *at)
{
    return ((const struct diagnosis *)at->part)->lags;
}

#define DEPENDENCE "diagnosis.dependence"
#define TREND      "diagnosis.trend"
#define CHANGE     "diagnosis.change_point"
#define WARM_UP    "diagnosis.warm_up"
#define OUTLIERS   "diagnosis.outliers"
#define MODES      "diagnosis.modes"

const struct field diagnosis_fields[] = {
    {.path = "diagnosis", .get = get_diagnosis},
    {.path = "diagnosis.autocorrelations", .meaning = "of lags 1 to 20", .get = get_autocorrelations},
    {.path = DEPENDENCE, .get = get_dependence},
    {.path = DEPENDENCE ".ljung_box_p",
     .meaning = "of independence, by Ljung and Box's test over 20 lags",
     .get = get_ljung_box_p},
    {.path = TREND, .get = get_trend},
    {.path = TREND ".tau", .meaning = "Kendall's tau of values and their order", .get = get_tau},
    {.path = TREND ".p",
     .meaning = "of no trend, by the slope of ranks, dependence allowed for",
     .get = get_trend_p},
    {.path = TREND ".slope_per_request", .meaning = "by Sen and Theil", .get = get_slope},
    {.path = TREND ".last_tenth_difference",
     .meaning = "of the mean of the last tenth from that of the first, as a share of it",
     .get = get_last_tenth},
    {.path = CHANGE, .get = get_change},
    {.path = CHANGE ".position", .meaning = "requests before the likeliest change", .get = get_position},
    {.path = CHANGE ".p",
     .meaning = "of no change, by Pettitt's test, dependence allowed for",
     .get = get_change_p},
    {.path = WARM_UP, .get = get_warm_up},
    {.path = WARM_UP ".cut", .meaning = "requests that MSER-5 proposes to cut", .get = get_cut},
    {.path = WARM_UP ".at_limit", .meaning = "the cut is the largest that was tried", .get = get_at_limit},
    {.path = WARM_UP ".p",
     .meaning = "of none, by Schruben, Singh and Tierney's test of scores, dependence allowed for",
     .get = get_warm_up_p},
    {.path = WARM_UP ".mean", .meaning = "of all requests", .get = get_mean},
    {.path = WARM_UP ".mean_kept", .meaning = "without those", .get = get_mean_kept},
    {.path = OUTLIERS, .get = get_outliers},
    {.path = OUTLIERS ".low", .meaning = "outliers below the median, by double MAD", .get = get_low},
    {.path = OUTLIERS ".high", .meaning = "outliers above it", .get = get_high},
    {.path = MODES, .get = get_modes},
    {.path = MODES ".n", .meaning = "requests above the widest gap for its tail", .get = get_apart},
    {.path = MODES ".share", .meaning = "of all requests", .get = get_share},
    {.path = MODES ".start", .meaning = "the smallest of them", .get = get_start},
    {.path = MODES ".p", .meaning = "of such a gap in one tail, by spacings; a bound", .get = get_modes_p}};

const struct field diagnosis_lag[] = {{.path = "diagnosis.autocorrelations[]", .get = get_autocorrelation}};
