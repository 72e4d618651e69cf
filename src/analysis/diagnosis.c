#include "analysis/diagnosis.h"

#include <gsl/gsl_rng.h>

#include "stats/autocorrelation.h"
#include "stats/modes.h"

enum { DIP_DRAWS = 999, DIP_MOST = 10000, LEAST = 10 };
static const double ALARM = 0.05;

/* What is looked at, and where the findings go. */
struct patient {
    const double *values;
    size_t n;
    const char *measure;
    struct diagnosis *diagnosis;
    struct notes *notes;
};

static enum status add_note(const struct patient *patient, struct note note, struct error *err)
{
    note.text = patient->measure;
    return notes_add(patient->notes, &note, err);
}

/* What the sample can't support is not found; what failed for another reason has failed. */
static enum status find(enum status status, const struct error *why, bool *found, struct error *err)
{
    *found = status == OK;
    return error_forgive(status, why, err);
}

/* Of lags 1 to DIAGNOSIS_LAGS, or as many as the sample has. */
static enum status find_autocorrelations(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    size_t lags = patient->n - 1 < DIAGNOSIS_LAGS ? patient->n - 1 : DIAGNOSIS_LAGS;
    bool found;
    enum status status =
        find(autocorrelations(patient->values, patient->n, lags, diagnosis->autocorrelations, &why), &why,
             &found, err);
    diagnosis->lags = found ? lags : 0;
    return status;
}

static enum status compute_trend(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    enum status status = mann_kendall_test(patient->values, patient->n, &diagnosis->trend, err);
    if (status == OK) {
        status = trend_sen_slope(patient->values, patient->n, &diagnosis->slope_per_request, err);
    }
    return status == OK ? trend_last_tenth_difference(patient->values, patient->n,
                                                      &diagnosis->last_tenth_difference, err)
                        : status;
}

static enum status find_trend(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    enum status status = find(compute_trend(patient, &why), &why, &diagnosis->has_trend, err);
    if (!diagnosis->has_trend || diagnosis->trend.p >= ALARM) {
        return status;
    }
    return add_note(patient, (struct note){NOTE_DRIFT, .numbers = {diagnosis->last_tenth_difference}}, err);
}

static enum status find_change(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    struct change_point *change = &diagnosis->change;
    enum status status = find(change_point_pettitt(patient->values, patient->n, change, &why), &why,
                              &diagnosis->has_change, err);
    if (!diagnosis->has_change || change->p >= ALARM) {
        return status;
    }
    return add_note(patient, (struct note){NOTE_CHANGE, .numbers = {(double)change->position}}, err);
}

static enum status find_warm_up(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    struct warm_up *warm_up = &diagnosis->warm_up;
    enum status status =
        find(warm_up_mser5(patient->values, patient->n, warm_up, &why), &why, &diagnosis->has_warm_up, err);
    if (!diagnosis->has_warm_up || warm_up->cut == 0) {
        return status;
    }
    const struct note note = {NOTE_WARM_UP,
                              .numbers = {(double)warm_up->cut, warm_up->mean, warm_up->mean_kept}};
    return add_note(patient, note, err);
}

static enum status find_outliers(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    struct outliers *outliers = &diagnosis->outliers;
    enum status status =
        find(outliers_double_mad(patient->values, patient->n, OUTLIER_CUTOFF, outliers, NULL, &why), &why,
             &diagnosis->has_outliers, err);
    if (!diagnosis->has_outliers || outliers->low.n + outliers->high.n == 0) {
        return status;
    }
    const struct note note = {NOTE_OUTLIERS,
                              .numbers = {(double)outliers->low.n, (double)outliers->high.n, OUTLIER_CUTOFF}};
    return add_note(patient, note, err);
}

static enum status compute_dip(const struct patient *patient, gsl_rng *rng, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    enum status status = modes_dip_statistic(patient->values, patient->n, &diagnosis->dip, err);
    return status == OK
               ? modes_dip_p_value(diagnosis->dip, patient->n, DIP_DRAWS, rng, &diagnosis->dip_p, err)
               : status;
}

static enum status find_modes(const struct patient *patient, uint64_t seed, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    if (patient->n > DIP_MOST) {
        return OK;
    }
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng == NULL) {
        return error_no_memory(err);
    }
    gsl_rng_set(rng, (unsigned long)seed);
    enum status status = find(compute_dip(patient, rng, &why), &why, &diagnosis->has_modes, err);
    gsl_rng_free(rng);
    if (!diagnosis->has_modes || diagnosis->dip_p >= ALARM) {
        return status;
    }
    return add_note(patient, (struct note){.code = NOTE_MODES}, err);
}

enum status diagnosis_make(const struct sample *sample, const char *measure, uint64_t seed,
                           struct diagnosis *diagnosis, struct notes *notes, struct error *err)
{
    static enum status (*const find_each[])(const struct patient *, struct error *) = {
        find_autocorrelations, find_trend, find_change, find_warm_up, find_outliers};
    const struct patient patient = {sample->kept.values, sample->kept.n, measure, diagnosis, notes};
    *diagnosis = (struct diagnosis){.is_made = sample->kept.n >= LEAST};
    if (!diagnosis->is_made) {
        return add_note(&patient, (struct note){NOTE_NO_DIAGNOSIS, .numbers = {LEAST}}, err);
    }
    for (size_t i = 0; i < sizeof find_each / sizeof *find_each; i++) {
        enum status status = find_each[i](&patient, err);
        if (status != OK) {
            return status;
        }
    }
    return find_modes(&patient, seed, err);
}
