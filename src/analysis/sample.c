#include "analysis/sample.h"

#include <math.h>
#include <stdlib.h>

#include "stats/sorted.h"

void sample_drop_missing(struct sample *sample)
{
    size_t n = sample->kept.n, kept = 0;
    double *values = sample->kept.values;
    while (kept < n && !isnan(values[kept])) {
        kept++;
    }
    for (size_t i = kept; i < n; i++) {
        if (!isnan(values[i])) {
            values[kept++] = values[i];
        }
    }
    sample->kept.n = kept;
    sample->missing += n - kept;
}

/* ---- clusters ---- */

const char *const sample_cluster_columns[MOST_CLUSTERS] = {"\0020", "\0021", "\0022", "\0023"};

bool sample_is_cluster_column(const char *name)
{
    return name[0] == sample_cluster_columns[0][0];
}

/* The codes of one factor as numbers from 0 on, in the order in which they come; those that are missing are 0
 * in *unclustered times. Returns how many clusters there are. */
static size_t number_clusters(const struct kept *kept, const uint32_t *codes, uint32_t *number_of,
                              uint32_t *to, size_t *unclustered)
{
    size_t n = 0, kept_n = 0;
    *unclustered = 0;
    for (size_t i = 0; i < kept->n; i++) {
        if (isnan(kept->values[i])) {
            continue;
        }
        *unclustered += codes[i] == 0;
        if (number_of[codes[i]] == 0) {
            number_of[codes[i]] = (uint32_t)++n;
        }
        to[kept_n++] = number_of[codes[i]] - 1;
    }
    return n;
}

static size_t largest_code(const uint32_t *codes, size_t n)
{
    size_t largest = 0;
    for (size_t i = 0; i < n; i++) {
        largest = codes[i] > largest ? codes[i] : largest;
    }
    return largest;
}

/* When the first request of each cluster began; NULL when memory is out. Caller frees. */
static double *find_starts(const struct kept *kept, const uint32_t *clusters, size_t n_clusters)
{
    double *starts = calloc(n_clusters + 1, sizeof *starts);
    for (size_t c = 0; starts != NULL && c < n_clusters; c++) {
        starts[c] = INFINITY;
    }
    for (size_t i = 0, n = 0; starts != NULL && i < kept->n; i++) {
        if (!isnan(kept->values[i])) {
            double *start = &starts[clusters[n++]];
            *start = kept->start_s[i] >= *start ? *start : kept->start_s[i]; /* NaN stays */
        }
    }
    return starts;
}

/* Takes the clusters of a factor when it tells of fewer than those taken before, and of more than one. */
static enum status try_clusters(struct kept *kept, size_t factor, struct error *err)
{
    const uint32_t *codes = kept->cluster_codes[factor];
    size_t largest = largest_code(codes, kept->n), unclustered;
    uint32_t *number_of = calloc(largest + 1, sizeof *number_of);
    uint32_t *clusters = calloc(kept->n + 1, sizeof *clusters);
    if (number_of == NULL || clusters == NULL) {
        free(number_of);
        free(clusters);
        return error_no_memory(err);
    }
    size_t n = largest == 0 ? 0 : number_clusters(kept, codes, number_of, clusters, &unclustered);
    free(number_of);
    if (n < 2 || (kept->clusters != NULL && n >= kept->n_clusters)) {
        kept->n_clusters = kept->clusters == NULL && n == 1 ? 1 : kept->n_clusters;
        free(clusters);
        return OK;
    }
    free(kept->clusters);
    free(kept->cluster_starts);
    kept->cluster_starts = kept->start_s == NULL ? NULL : find_starts(kept, clusters, n);
    kept->clusters = clusters;
    kept->n_clusters = n;
    kept->cluster = factor;
    kept->unclustered = unclustered;
    return kept->start_s != NULL && kept->cluster_starts == NULL ? error_no_memory(err) : OK;
}

/* Forgets the order of values that stand sorted, for which the file was, and not they. */
static enum status forget_order(struct sample *sample, struct error *err)
{
    struct kept *kept = &sample->kept;
    double *keys = NULL;
    size_t n = 0, all = kept->n;
    const double *start_s = kept->order == BY_START ? kept->start_s : NULL;
    bool unknown = kept->order == AS_READ || start_s != NULL;
    if (!unknown || !sorted_found(kept->values, start_s, all)) {
        sample_drop_missing(sample);
        return OK;
    }
    if (start_s != NULL && (keys = calloc(all + 1, sizeof *keys)) == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; keys != NULL && i < all; i++) {
        keys[n] = start_s[i];
        n += !isnan(kept->values[i]);
    }
    sample_drop_missing(sample);
    kept->sorted = true;
    sorted_shuffle(kept->values, kept->clusters, keys, kept->n);
    kept->order = kept->order == AS_READ ? NO_ORDER : kept->order;
    free(keys);
    return OK;
}

enum status sample_settle(struct sample *sample, struct error *err)
{
    enum status status = OK;
    if (sample->kept.elsewhere != NULL) {
        return OK;
    }
    for (size_t i = 0; status == OK && i < MOST_CLUSTERS; i++) {
        if (sample->kept.cluster_codes[i] != NULL && sample->kept.n > 0) {
            status = try_clusters(&sample->kept, i, err);
        }
    }
    if (status != OK) {
        sample_drop_missing(sample);
        return status;
    }
    return forget_order(sample, err);
}

/* ---- values ---- */

size_t sample_copy_finite(const struct sample *sample, double *values)
{
    size_t n = 0;
    for (size_t i = 0; i < sample->kept.n; i++) {
        values[n] = sample->kept.values[i];
        n += isfinite(values[n]) != 0;
    }
    return n;
}

struct buckets sample_buckets(const struct sample *sample)
{
    const struct counted *counted = &sample->counted;
    const struct published *published = &sample->published;
    if (counted->n > 0) {
        return (struct buckets){counted->buckets, counted->n_buckets, (double)counted->n};
    }
    return (struct buckets){published->buckets, published->n_buckets, published->n};
}

bool sample_has_mean(const struct sample *sample)
{
    return sample->censored == 0 &&
           (sample->kept.n > 0 || (sample->published.rows == 1 && !isnan(sample->published.mean)));
}

void elsewhere_release(struct elsewhere *elsewhere)
{
    free(elsewhere->places);
    free(elsewhere->values);
    *elsewhere = (struct elsewhere){0};
}

void sample_release(struct sample *sample)
{
    free(sample->kept.clusters);
    free(sample->kept.cluster_starts);
    *sample = (struct sample){0};
}

void samples_release(struct samples *samples)
{
    for (size_t g = 0; samples->samples != NULL && g < samples->n; g++) {
        sample_release(&samples->samples[g]);
    }
    free(samples->samples);
    free(samples->values);
    free(samples->buckets);
    free(samples->quantiles);
    *samples = (struct samples){0};
}

/* ---- what was published ---- */

struct moments sample_published_moments(const struct published *published)
{
    double factor = sqrt((published->n - 1) / published->n);
    struct moments moments = {published->mean, published->sd, published->population_sd, published->min,
                              published->max};
    if (isnan(moments.sd)) {
        moments.sd = moments.population_sd / factor;
    } else if (isnan(moments.population_sd)) {
        moments.population_sd = moments.sd * factor;
    }
    return moments;
}

/* ---- failures ---- */

double sample_failed(const struct sample *sample)
{
    bool any = sample_n(sample) + sample->missing + sample->failed + sample->censored > 0;
    return any && sample->untold == 0 ? (double)sample->failed : NAN;
}

enum status sample_note_failed(const struct sample *sample, double failed, struct notes *notes,
                               struct error *err)
{
    size_t told = sample_n(sample) + sample->missing + sample->failed + sample->censored - sample->untold;
    const struct note note = {.code = sample->untold == 0 ? NOTE_FAILED_NOT_PUBLISHED
                                      : told == 0         ? NOTE_FAILED_UNKNOWN
                                                          : NOTE_FAILED_UNKNOWN_OF_SOME,
                              .numbers = {(double)sample->untold, (double)sample->failed}};
    return isnan(failed) ? notes_add(notes, &note, err) : OK;
}
