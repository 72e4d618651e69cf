#include "analysis/known_group.h"

#include <math.h>
#include <stdlib.h>

#include "stats/bootstrap.h"
#include "stats/moments.h"

const char *const interval_method_names[] = {[INTERVAL_DEPENDENT] = "dependent",
                                             [INTERVAL_INDEPENDENT] = "independent",
                                             [INTERVAL_BOOTSTRAP] = "bootstrap",
                                             [INTERVAL_NONE] = "none"};

/* Samples from this size on are sorted only around the ranks that are looked at. */
enum { MANY = 4096 };

/* ---- figures ---- */

static const struct mean_figures no_figures = {NAN, NAN, NAN, NAN, NAN, NAN};

static struct mean_figures figures_of(const struct moments *moments, double skewness, size_t n)
{
    return (struct mean_figures){moments->mean, n > 1 ? moments->sd : NAN, skewness, moments->min, (double)n,
                                 (double)n - 1};
}

/* Of one row that was published. */
static struct mean_figures published_figures(const struct published *published)
{
    double n = published->n, sd = sample_published_moments(published).sd;
    return (struct mean_figures){published->mean, sd + published->sd_off, NAN, published->min, n, n - 1};
}

static const struct moments no_moments = {NAN, NAN, NAN, NAN, NAN};

/* The moments of the requests that were not cut off. */
static enum status know_moments(struct known_group *group, struct error *err)
{
    const struct sample *sample = group->sample;
    group->moments = sample->counted.n > 0            ? sample->counted.moments
                     : sample->kept.elsewhere != NULL ? sample->kept.elsewhere->moments
                                                      : no_moments;
    if (sample_n(sample) == 0 || sample->kept.values == NULL) {
        return OK;
    }
    if (sample->censored == 0) {
        group->moments = moments_compute(sample->kept.values, sample->kept.n);
        return OK;
    }
    double *values = calloc(sample->kept.n, sizeof *values);
    if (values == NULL) {
        return error_no_memory(err);
    }
    group->moments = moments_compute(values, sample_copy_finite(sample, values));
    free(values);
    return OK;
}

/* As moments_skewness(), from the middles of buckets. */
static double bucketed_skewness(const struct counted *counted)
{
    double cubes = 0, scale = 1 / counted->moments.population_sd;
    if (!(counted->moments.population_sd > 0)) {
        return 0;
    }
    for (size_t i = 0; i < counted->n_buckets; i++) {
        const struct bucket *bucket = &counted->buckets[i];
        double z = (bucket->low / 2 + bucket->high / 2 - counted->moments.mean) * scale;
        cubes += bucket->n * z * z * z;
    }
    return cubes / (double)counted->n;
}

static void know_figures(struct known_group *group)
{
    const struct sample *sample = group->sample;
    const struct kept *kept = &sample->kept;
    struct buckets buckets = sample_buckets(sample);
    group->n_ranked = kept->n;
    if (kept->n == 0 && buckets.n_buckets > 0 && sample->published.rows <= 1) {
        group->n_ranked = (size_t)buckets.n + sample->censored;
    }
    group->figures = no_figures;
    group->n = NAN;
    if (sample->censored > 0) {
        return;
    }
    if (kept->n > 0) {
        bool here = kept->values != NULL; /* else nobody asks for skewness */
        double skewness = here ? moments_skewness(kept->values, kept->n, &group->moments) : NAN;
        group->figures = figures_of(&group->moments, skewness, kept->n);
        group->n = (double)kept->n;
    } else if (sample->counted.n > 0) {
        group->figures = figures_of(&group->moments, bucketed_skewness(&sample->counted), sample->counted.n);
        group->n = (double)sample->counted.n;
    } else if (sample_has_mean(sample)) {
        group->figures = published_figures(&sample->published);
        group->n = sample->published.n;
    }
}

/* ---- order ---- */

static bool sorts_some(const struct known_group *group)
{
    return !group->options->whole && group->options->intervals.method != INTERVAL_BOOTSTRAP &&
           group->sample->kept.n >= MANY && group->sample->censored == 0;
}

static enum status sort_all(struct known_group *group, struct error *err)
{
    const struct sample *sample = group->sample;
    group->n_sorted = sample->kept.n;
    group->sorted = calloc(group->n_sorted + 1, sizeof *group->sorted);
    if (group->sorted == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < group->n_sorted; i++) {
        double value = sample->kept.values[i];
        bool has_rank = sample->censored == 0 || value < sample->censored_from;
        group->sorted[i] = has_rank ? value : INFINITY;
    }
    quantile_sort(group->sorted, group->n_sorted);
    return OK;
}

/* How many times fewer independent requests those around whose bounds is sorted at once are worth: others are
 * sorted later. */
static const double USUAL_DESIGN_EFFECT = 16;

static struct rank_range usual_range(size_t n, double p)
{
    double all = (double)n, half = KNOWN_GROUP_NEAR + 2 * sqrt(USUAL_DESIGN_EFFECT * all * p * (1 - p)),
           middle = p * all;
    return (struct rank_range){(size_t)fmax(0, middle - half), (size_t)fmin(all - 1, middle + half)};
}

static enum status sort_around(struct known_group *group, struct error *err)
{
    const struct known_options *options = group->options;
    const struct kept *kept = &group->sample->kept;
    struct rank_range *ranges = calloc(options->n_quantiles + 1, sizeof *ranges);
    group->n_sorted = kept->n;
    group->sorted = reallocarray(NULL, kept->n, sizeof *group->sorted); /* most pages are never touched */
    if (group->sorted == NULL || ranges == NULL) {
        free(ranges);
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        ranges[q] = usual_range(kept->n, options->quantiles[q]);
    }
    const struct extremes extremes = {group->moments.min, group->moments.max};
    group->places = quantile_places_init(kept->values, kept->n, &extremes, group->sorted);
    if (group->places != NULL) {
        quantile_places_sort(group->places, ranges, options->n_quantiles);
    }
    free(ranges);
    return group->places == NULL ? error_no_memory(err) : OK;
}

/* Puts the values that were asked for at their places. */
static enum status place_asked(struct known_group *group, struct error *err)
{
    const struct elsewhere *elsewhere = group->sample->kept.elsewhere;
    group->n_sorted = elsewhere->n;
    group->sorted =
        reallocarray(NULL, elsewhere->n, sizeof *group->sorted); /* most pages are never touched */
    if (group->sorted == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < elsewhere->n_places; i++) {
        group->sorted[elsewhere->places[i]] = elsewhere->values[i];
    }
    return OK;
}

static enum status sort(struct known_group *group, struct error *err)
{
    return group->sample->kept.elsewhere != NULL ? place_asked(group, err)
           : sorts_some(group)                   ? sort_around(group, err)
                                                 : sort_all(group, err);
}

/* ---- precision ---- */

static size_t rank_of(const struct known_group *group, size_t q)
{
    return (size_t)fmax(1, ceil(group->options->quantiles[q] * (double)group->n_sorted)) - 1;
}

static enum status measure_precision(struct known_group *group, struct error *err)
{
    const struct sample *sample = group->sample;
    size_t n = group->options->n_quantiles + 1;
    const struct time_series series = {sample->kept.values, sample->kept.n, sample->kept.clusters,
                                       sample->kept.n_clusters};
    struct influence *influences = calloc(n, sizeof *influences);
    if (influences == NULL) {
        return error_no_memory(err);
    }
    influences[0] = (struct influence){NAN, sample->censored > 0 ? sample->censored_from : INFINITY};
    for (size_t q = 0; q + 1 < n; q++) {
        influences[q + 1] = (struct influence){group->sorted[rank_of(group, q)], INFINITY};
    }
    enum status status = precision_measure(&series, influences, n, group->precisions, err);
    free(influences);
    return status;
}

static enum status know_precision(struct known_group *group, struct error *err)
{
    size_t n = group->options->n_quantiles + 1;
    const struct stretches *stretches = group->sample->counted.stretches;
    double all = (double)group->n_ranked;
    group->precisions = calloc(n, sizeof *group->precisions);
    if (group->precisions == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        group->precisions[i] = (struct precision){all, all - 1, 0};
    }
    if (group->options->intervals.method != INTERVAL_DEPENDENT ||
        (group->n_sorted == 0 && stretches == NULL)) {
        return OK;
    }
    enum status status = group->n_sorted > 0
                             ? measure_precision(group, err)
                             : precision_measure_stretches(stretches, group->options->quantiles, n - 1,
                                                           group->precisions, err);
    group->figures.effective_n = group->precisions[0].effective_n;
    group->figures.df = group->precisions[0].df;
    return status;
}

/* ---- bootstrap ---- */

/* The resamples of all estimates; too few requests have none. */
static enum status resample(struct known_group *group, struct error *err)
{
    const struct known_options *options = group->options;
    const struct bootstrap_options bootstrap = {options->intervals.resamples, options->intervals.seed,
                                                options->stream};
    const struct bootstrap_sample sample = {group->sample->kept.values, group->sorted, group->n_sorted,
                                            options->quantiles, options->n_quantiles};
    if (group->sample->censored > 0 || group->sample->kept.n < BOOTSTRAP_LEAST_N) {
        return OK;
    }
    group->replicates =
        calloc((options->n_quantiles + 1) * options->intervals.resamples, sizeof *group->replicates);
    return group->replicates == NULL ? error_no_memory(err)
                                     : bootstrap_stationary(&sample, &bootstrap, group->replicates, err);
}

static struct interval percentile_interval(const struct known_group *group, size_t estimate, double level)
{
    size_t n = group->options->intervals.resamples;
    const double *sorted = group->replicates + estimate * n;
    return (struct interval){quantile_sorted(sorted, n, (1 - level) / 2, QUANTILE_TYPE_DEFAULT),
                             quantile_sorted(sorted, n, (1 + level) / 2, QUANTILE_TYPE_DEFAULT)};
}

/* ---- intervals ---- */

static enum status interval_of_group(const struct known_group *group, double level, struct interval *interval,
                                     struct error *err)
{
    const struct mean_figures *figures = &group->figures;
    *interval = (struct interval){NAN, NAN};
    if (group->options->intervals.method != INTERVAL_NONE && !isnan(figures->mean) &&
        (isnan(figures->effective_n) || (isnan(figures->sd) && figures->effective_n >= 2))) {
        return error_set(err, BAD_DATA, "mean: no interval, as the %s behind it is not known",
                         isnan(figures->effective_n) ? "number of requests" : "spread");
    }
    if (group->n >= 2 && figures->effective_n <= 1) {
        return error_set(err, BAD_DATA,
                         "mean: no interval, as the requests tell no more than one independent one would");
    }
    switch (group->options->intervals.method) {
    case INTERVAL_DEPENDENT:
        return interval_of_positive_mean(figures, level, interval, err);
    case INTERVAL_INDEPENDENT:
        return interval_of_mean(figures->mean, figures->sd, figures->effective_n, level, interval, err);
    case INTERVAL_BOOTSTRAP:
        if (group->replicates == NULL) {
            return error_set(err, BAD_DATA, "mean: no bootstrap interval, needs %d requests",
                             BOOTSTRAP_LEAST_N);
        }
        *interval = percentile_interval(group, 0, level);
        return OK;
    case INTERVAL_NONE:
        return OK;
    }
    abort();
}

enum status known_group_mean(const struct known_group *group, double level, struct interval *interval,
                             struct error *err)
{
    enum status status = interval_of_group(group, level, interval, err);
    double off = group->n_sorted == 0 ? group->sample->published.mean_off : 0;
    interval->low -= off; /* the middles of buckets stand for what is anywhere in them */
    interval->high += off;
    return status;
}

struct quantile_interval known_group_ranks(const struct known_group *group, size_t q, double level)
{
    struct quantile_interval ranks = {0};
    double p = group->options->quantiles[q];
    if (group->options->intervals.method != INTERVAL_NONE) {
        double effective_n = precision_binomial_n(&group->precisions[q + 1], group->n_ranked, level);
        quantile_interval_effective(group->n_ranked, effective_n, p, level, &ranks);
    }
    return ranks;
}

/* A bound among those that were cut off is none. */
static double known(double value)
{
    return isfinite(value) ? value : NAN;
}

struct known_quantile known_group_quantile(const struct known_group *group, size_t q, double level)
{
    const struct known_options *options = group->options;
    const double *sorted = group->sorted;
    size_t n = group->n_sorted;
    struct known_quantile quantile = {
        .value = known(options->definition == NULL
                           ? quantile_sorted(sorted, n, options->quantiles[q], QUANTILE_TYPE_DEFAULT)
                           : definition_quantile(options->definition, sorted, n, options->quantiles[q])),
        .ranks = known_group_ranks(group, q, level)};
    const struct quantile_interval *ranks = &quantile.ranks;
    quantile.interval = (struct interval){ranks->low == 0 ? NAN : known(sorted[ranks->low - 1]),
                                          ranks->high == 0 ? NAN : known(sorted[ranks->high - 1])};
    if (group->replicates != NULL && ranks->low > 0 && ranks->high > 0) {
        quantile.interval = percentile_interval(group, q + 1, level);
    }
    return quantile;
}

bool known_group_lacks_bound(const struct known_group *group, size_t q, const struct quantile_interval *ranks,
                             struct note *note)
{
    static const enum note_code codes[2][2] = {{NOTE_NO_LOWER_BOUND, NOTE_NO_LOWER_BOUND_EFFECTIVE},
                                               {NOTE_NO_UPPER_BOUND, NOTE_NO_UPPER_BOUND_EFFECTIVE}};
    bool low = ranks->low != 0, high = ranks->high != 0;
    double effective_n =
        precision_binomial_n(&group->precisions[q + 1], group->n_ranked, group->options->intervals.level);
    bool dependent = effective_n < (double)group->n_ranked;
    size_t both = ranks->needs_low > ranks->needs_high ? ranks->needs_low : ranks->needs_high;
    size_t needs = !low && !high ? both : low ? ranks->needs_high : ranks->needs_low;
    *note = (struct note){.code = low || high ? codes[low][dependent]
                                  : dependent ? NOTE_NO_INTERVAL_EFFECTIVE
                                              : NOTE_NO_INTERVAL,
                          .numbers = {(double)needs, floor(effective_n)}};
    return !low || !high;
}

bool known_group_tells_less(const struct known_group *group)
{
    const double much = 0.9;
    return group->n_ranked > 0 && group->precisions[0].effective_n < much * (double)group->n_ranked;
}

/* ---- clusters ---- */

const char *known_group_cluster(const struct known_group *group)
{
    const struct kept *kept = &group->sample->kept;
    bool any = group->options->intervals.method == INTERVAL_DEPENDENT && kept->n_clusters > 0;
    return any ? group->options->clusters[kept->cluster] : NULL;
}

enum status known_group_note_order(const struct known_group *group, struct notes *notes, struct error *err)
{
    enum { FEW = 6 };
    const struct kept *kept = &group->sample->kept;
    const char *factor = known_group_cluster(group);
    double n = (double)kept->n_clusters;
    enum interval_method method = group->options->intervals.method;
    if ((method == INTERVAL_DEPENDENT || method == INTERVAL_BOOTSTRAP) &&
        (kept->sorted || group->sample->counted.sorted)) {
        const struct note note = {NOTE_SORTED, kept->order == BY_START ? " at each start" : "", {0}};
        enum status sorted = notes_add(notes, &note, err);
        if (sorted != OK) {
            return sorted;
        }
    }
    if (method == INTERVAL_BOOTSTRAP && n > 1) {
        const char *ignored = group->options->clusters[kept->cluster];
        return notes_add(notes, &(struct note){NOTE_BOOTSTRAP_CLUSTERS, ignored, {0}}, err);
    }
    const struct {
        bool applies;
        struct note note;
    } all[] = {{n == 1, {NOTE_ONE_CLUSTER, factor, {0}}},
               {n > 1, {NOTE_CLUSTERS, factor, {0}}},
               {n > 1 && n < FEW, {NOTE_FEW_CLUSTERS, factor, {n}}},
               {kept->unclustered > 0, {NOTE_UNCLUSTERED, factor, {(double)kept->unclustered}}}};
    enum status status = OK;
    for (size_t i = 0; status == OK && factor != NULL && i < sizeof all / sizeof *all; i++) {
        status = all[i].applies ? notes_add(notes, &all[i].note, err) : OK;
    }
    return status;
}

/* ---- the whole ---- */

void known_group_add_bounds(const struct known_group *group, struct rank_range *ranges, size_t *n)
{
    for (size_t q = 0; q < group->options->n_quantiles; q++) {
        struct quantile_interval ranks = known_group_ranks(group, q, group->options->intervals.level);
        if (ranks.low > 0) {
            ranges[(*n)++] = (struct rank_range){ranks.low - 1, ranks.low - 1};
        }
        if (ranks.high > 0) {
            ranges[(*n)++] = (struct rank_range){ranks.high - 1, ranks.high - 1};
        }
    }
}

/* Sorts around the bounds of the intervals, now that these are known. */
static enum status sort_bounds(struct known_group *group, struct error *err)
{
    size_t n_ranges = 0;
    struct rank_range *ranges = calloc(2 * group->options->n_quantiles + 1, sizeof *ranges);
    if (ranges == NULL) {
        return error_no_memory(err);
    }
    known_group_add_bounds(group, ranges, &n_ranges);
    quantile_places_sort(group->places, ranges, n_ranges);
    free(ranges);
    return OK;
}

/* When it is known what there is and how it is sorted. */
static enum status know_intervals(struct known_group *group, struct error *err)
{
    enum status status = know_precision(group, err);
    if (status == OK && group->places != NULL) {
        status = sort_bounds(group, err);
    }
    bool resamples = group->options->intervals.method == INTERVAL_BOOTSTRAP;
    return status == OK && resamples ? resample(group, err) : status;
}

enum status known_group_init(struct known_group *group, const struct sample *sample,
                             const struct known_options *options, struct error *err)
{
    *group = (struct known_group){.sample = sample, .options = options};
    enum status status = know_moments(group, err);
    know_figures(group);
    status = status == OK ? sort(group, err) : status;
    return status == OK ? know_intervals(group, err) : status;
}

/* Those that were cut off, and what is as long, are of one rank. */
enum status known_group_rank(struct known_group *group, struct error *err)
{
    size_t n = group->n_sorted;
    group->ranks = calloc(n + 1, sizeof *group->ranks);
    if (group->ranks == NULL) {
        return error_no_memory(err);
    }
    quantile_rank(group->sample->kept.values, n, group->sorted, n, group->ranks);
    return OK;
}

enum status known_group_share(struct known_group *group, const struct known_group *known,
                              const struct known_options *options, struct error *err)
{
    *group = *known;
    group->options = options;
    group->shares = true;
    group->precisions = NULL;
    return know_intervals(group, err);
}

void known_group_release(struct known_group *group)
{
    if (!group->shares) {
        free(group->sorted);
        free(group->ranks);
    }
    free(group->precisions);
    free(group->replicates);
    quantile_places_free(group->places);
    *group = (struct known_group){0};
}
