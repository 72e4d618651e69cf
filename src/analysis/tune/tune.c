#include "analysis/tune/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/tune/tune_agree.h"
#include "analysis/tune/tune_memory.h"
#include "analysis/tune/tune_set.h"

/* What all groups share. */
struct tuning {
    const struct tune_options *options;
    struct samples samples, billed; /* of the measure, and of billed_ms where the data have it */
    gsl_rng *rng;
    struct tune_result *result;
};

/* Whether two groups differ in nothing but the memory size, which is the last factor. */
static bool same_set(const struct grouping *grouping, size_t a, size_t b)
{
    return memcmp(grouping->groups[a].codes, grouping->groups[b].codes,
                  (grouping->n_by - 1) * sizeof *grouping->groups[a].codes) == 0;
}

/* Takes in a group's memory size, if its mean is known. */
static enum status add_size(const struct tuning *tuning, struct tune_set *set, size_t group,
                            struct error *err)
{
    struct tune_result *result = tuning->result;
    const struct grouping *grouping = &result->grouping;
    const struct sample *sample = &tuning->samples.samples[group];
    const struct sample *billed = tuning->billed.n > 0 ? &tuning->billed.samples[group] : NULL;
    uint32_t code = grouping->groups[group].codes[grouping->n_by - 1];
    double memory_mb = code == 0 ? NAN : grouping->by[grouping->n_by - 1]->dictionary.numbers[code - 1];
    if (sample->censored > 0) {
        const struct note note = {NOTE_SIZE_LEFT_OUT, NULL, {memory_mb, (double)sample->censored}};
        return notes_add(&set->notes, &note, err);
    }
    size_t rows = sample_n(sample) + sample->published.rows;
    if (!(memory_mb > 0) && rows > 0) {
        return notes_add(&set->notes, &(struct note){NOTE_NO_SIZE, NULL, {(double)rows}}, err);
    }
    if (!sample_has_mean(sample) || !(memory_mb > 0)) {
        return OK;
    }
    struct tune_size *size = &set->sizes[set->n++];
    *size = (struct tune_size){.set = result->n_sets - 1, .group = group, .memory_mb = memory_mb};
    result->n_sizes++;
    return tune_fill_size(tuning->options, sample, billed, size, err);
}

/* Takes in the sizes of the groups from *group on that belong together, and tunes them; *group is then what
 * follows. */
static enum status add_set(const struct tuning *tuning, size_t *group, struct error *err)
{
    struct tune_result *result = tuning->result;
    const struct grouping *grouping = &result->grouping;
    struct tune_set *set = &result->sets[result->n_sets++];
    *set = (struct tune_set){.first = *group, .sizes = &result->sizes[result->n_sizes]};
    for (; *group < grouping->n && same_set(grouping, set->first, *group); ++*group) {
        enum status status = add_size(tuning, set, *group, err);
        if (status != OK) {
            return status;
        }
    }
    if (set->n == 0) {
        result->left_out[result->n_left_out++] = *set;
        result->n_sets--;
        return OK;
    }
    return tune_judge(tuning->options, set, tuning->rng, err);
}

static enum status collect(struct tuning *tuning, struct table *table, struct error *err)
{
    const struct grouping *grouping = &tuning->result->grouping;
    const char *measure = tuning->options->measure;
    enum status status =
        samples_collect(table, grouping, measure, tuning->options->keep, &tuning->samples, err);
    bool is_billed = strcmp(measure, "duration_s") == 0 && table_find_column(table, "billed_ms") != NULL;
    return status == OK && is_billed
               ? samples_collect(table, grouping, "billed_ms", tuning->options->keep, &tuning->billed, err)
               : status;
}

static enum status tune_sets(struct tuning *tuning, struct table *table, struct error *err)
{
    struct tune_result *result = tuning->result;
    size_t n = result->grouping.n + 1;
    result->sizes = calloc(n, sizeof *result->sizes);
    result->sets = calloc(n, sizeof *result->sets);
    result->left_out = calloc(n, sizeof *result->left_out);
    tuning->rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (result->sizes == NULL || result->sets == NULL || result->left_out == NULL || tuning->rng == NULL) {
        return error_no_memory(err);
    }
    gsl_rng_set(tuning->rng, (unsigned long)tuning->options->intervals.seed);
    enum status status = collect(tuning, table, err);
    for (size_t g = 0; status == OK && g < result->grouping.n;) {
        status = add_set(tuning, &g, err);
    }
    return status == OK && result->n_sizes == 0
               ? error_set(err, BAD_DATA, "found no request with a memory_mb and %s to tune",
                           tuning->options->measure)
               : status;
}

enum status tune_compute(struct table *table, const struct tune_options *options, struct tune_result *result,
                         struct error *err)
{
    struct tuning tuning = {.options = options, .result = result};
    result->options = options;
    const char **by = calloc(options->n_by + 1, sizeof *by);
    if (by == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < options->n_by; i++) {
        by[i] = options->by[i];
    }
    by[options->n_by] = "memory_mb";
    enum status status = table_group(table, by, options->n_by + 1, &result->grouping, err);
    free(by);
    if (status != OK) {
        return status;
    }
    status = tune_sets(&tuning, table, err);
    if (status == OK) {
        status = tune_memory_compute(table, result, err);
    }
    if (status == OK && options->compared != NULL) {
        status = tune_agree(result, err);
    }
    samples_release(&tuning.samples);
    samples_release(&tuning.billed);
    if (tuning.rng != NULL) {
        gsl_rng_free(tuning.rng);
    }
    return status;
}

void tune_release(struct tune_result *result)
{
    for (size_t i = 0; i < result->n_sets; i++) {
        notes_release(&result->sets[i].notes);
    }
    for (size_t i = 0; i < result->n_left_out; i++) {
        notes_release(&result->left_out[i].notes);
    }
    tune_memory_release(result);
    free(result->comparisons);
    free(result->sizes);
    free(result->sets);
    free(result->left_out);
    grouping_release(&result->grouping);
    *result = (struct tune_result){0};
}
