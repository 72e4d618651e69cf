#include "analysis/diagnosis.h"

#include <stdlib.h>
#include <string.h>

#include "stats/autocorrelation.h"
#include "stats/quantile.h"
#include "stats/ranks.h"

enum { LEAST = 10, LJUNG_BOX_LEAST = 2 * DIAGNOSIS_LAGS };
static const double ALARM = 0.05;

/* What is looked at, and where the findings go. */
struct patient {
    const double *values;
    size_t n;
    double *ranks, *scratch; /* room for n each; ranks are made by find_in_order() */
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

/* Of independence; it says only that requests depend on one another, which every other test here allows for.
 */
static enum status find_dependence(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    double statistic;
    if (patient->n < LJUNG_BOX_LEAST) {
        return OK;
    }
    enum status status = find(autocorrelation_ljung_box(patient->values, patient->n, DIAGNOSIS_LAGS,
                                                        &statistic, &diagnosis->ljung_box_p, &why),
                              &why, &diagnosis->has_dependence, err);
    return !diagnosis->has_dependence
               ? status
               : add_note(patient, (struct note){NOTE_LJUNG_BOX, .numbers = {diagnosis->ljung_box_p}}, err);
}

static enum status compute_trend(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct mann_kendall tau;
    enum status status = mann_kendall_test(patient->values, patient->n, &tau, err);
    if (status == OK) {
        diagnosis->tau = tau.tau;
        status = trend_test(patient->ranks, patient->n, &diagnosis->trend, err);
    }
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
    struct change_point *change = &diagnosis->change;
    enum status status = change_point_pettitt(patient->ranks, patient->n, change, err);
    diagnosis->has_change = status == OK;
    if (status != OK || change->p >= ALARM) {
        return status;
    }
    return add_note(patient, (struct note){NOTE_CHANGE, .numbers = {(double)change->position}}, err);
}

static enum status compute_warm_up(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    enum status status = warm_up_mser5(patient->values, patient->n, &diagnosis->warm_up, err);
    return status == OK
               ? warm_up_test(patient->ranks, patient->n, diagnosis->warm_up.cut, &diagnosis->warm_up_p, err)
               : status;
}

static enum status find_warm_up(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct error why = {{0}};
    struct warm_up *warm_up = &diagnosis->warm_up;
    enum status status = find(compute_warm_up(patient, &why), &why, &diagnosis->has_warm_up, err);
    if (!diagnosis->has_warm_up || diagnosis->warm_up_p >= ALARM || warm_up->cut == 0) {
        return status;
    }
    const struct note note = {NOTE_WARM_UP,
                              .numbers = {(double)warm_up->cut, warm_up->mean, warm_up->mean_kept}};
    return add_note(patient, note, err);
}

/* What the order of the requests can be asked, unless all are equal. */
static enum status find_in_order(const struct patient *patient, struct error *err)
{
    static enum status (*const find_each[])(const struct patient *,
                                            struct error *) = {find_trend, find_change, find_warm_up};
    struct error why = {{0}};
    bool found;
    enum status status =
        find(ranks_of_series(patient->values, patient->n, patient->ranks, "ranks", &why), &why, &found, err);
    for (size_t i = 0; status == OK && found && i < sizeof find_each / sizeof *find_each; i++) {
        status = find_each[i](patient, err);
    }
    return status;
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

/* Takes the room of the ranks, which are not needed any more. */
static enum status find_modes(const struct patient *patient, struct error *err)
{
    struct diagnosis *diagnosis = patient->diagnosis;
    struct modes *modes = &diagnosis->modes;
    struct error why = {{0}};
    double *sorted = patient->ranks;
    memcpy(sorted, patient->values, patient->n * sizeof *sorted);
    quantile_sort(sorted, patient->n);
    double tick = modes_tick(sorted, patient->n, patient->scratch);
    enum status status =
        find(modes_find_gap(sorted, patient->n, tick, modes, &why), &why, &diagnosis->has_modes, err);
    if (!diagnosis->has_modes) {
        return status;
    }
    diagnosis->modes_share = (double)modes->n / (double)patient->n;
    if (modes->p >= ALARM) {
        return status;
    }
    const struct note note = {NOTE_MODES,
                              .numbers = {(double)modes->n, diagnosis->modes_share, modes->start}};
    return add_note(patient, note, err);
}

static enum status find_all(const struct patient *patient, struct error *err)
{
    static enum status (*const find_each[])(const struct patient *, struct error *) = {
        find_autocorrelations, find_dependence, find_in_order, find_outliers, find_modes};
    for (size_t i = 0; i < sizeof find_each / sizeof *find_each; i++) {
        enum status status = find_each[i](patient, err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

enum status diagnosis_make(const struct sample *sample, const char *measure, struct diagnosis *diagnosis,
                           struct notes *notes, struct error *err)
{
    size_t n = sample->kept.n;
    struct patient patient = {
        .values = sample->kept.values, .n = n, .measure = measure, .diagnosis = diagnosis, .notes = notes};
    *diagnosis = (struct diagnosis){.is_made = n >= LEAST};
    if (!diagnosis->is_made) {
        return add_note(&patient, (struct note){NOTE_NO_DIAGNOSIS, .numbers = {LEAST}}, err);
    }
    patient.ranks = reallocarray(NULL, n, 2 * sizeof *patient.ranks);
    if (patient.ranks == NULL) {
        return error_no_memory(err);
    }
    patient.scratch = patient.ranks + n;
    enum status status = find_all(&patient, err);
    free(patient.ranks);
    return status;
}
