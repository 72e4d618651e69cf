#include "analysis/published.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/tidy.h"

/* The columns of a measure's published figures; NULL where there is none. */
struct figures {
    const struct column *of[FIGURE_QUANTILE]; /* by kind */
    const struct column **quantiles;
    double *p;
    size_t n_quantiles;
    const struct column *n, *failed, *failed_inside, *bucket_n;
};

static const struct column *find_measure(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE ? column : NULL;
}

/* Whether there is a figure of the measure: of any kind from that one on, as quantiles and buckets come last.
 */
static bool has_figure(const struct table *table, const char *measure, enum tidy_figure_kind first)
{
    struct tidy_figure figure;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (table->columns[i].kind == MEASURE &&
            tidy_is_figure_of(table->columns[i].name, measure, &figure) && figure.kind >= first) {
            return true;
        }
    }
    return false;
}

bool published_has(const struct table *table, const char *measure)
{
    return has_figure(table, measure, FIGURE_MEAN);
}

bool published_has_quantiles(const struct table *table, const char *measure)
{
    return has_figure(table, measure, FIGURE_LOW);
}

static enum status find_figures(const struct table *table, const char *measure, struct figures *figures,
                                struct error *err)
{
    figures->quantiles = calloc(table->n_columns + 1, sizeof *figures->quantiles);
    figures->p = calloc(table->n_columns + 1, sizeof *figures->p);
    if (figures->quantiles == NULL || figures->p == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        struct tidy_figure figure;
        if (column->kind != MEASURE || !tidy_is_figure_of(column->name, measure, &figure)) {
            continue;
        }
        if (figure.kind == FIGURE_QUANTILE) {
            figures->p[figures->n_quantiles] = figure.p;
            figures->quantiles[figures->n_quantiles++] = column;
        } else {
            figures->of[figure.kind] = column;
        }
    }
    figures->n = find_measure(table, tidy_published_n);
    figures->failed = find_measure(table, tidy_failed_n);
    figures->failed_inside = find_measure(table, tidy_failed_inside_n);
    figures->bucket_n = find_measure(table, tidy_bucket_n);
    return OK;
}

static double value_at(const struct column *column, size_t row)
{
    return column == NULL ? NAN : column->values[row];
}

/* ---- summaries ---- */

/* Whether the row tells anything of the measure beside how many requests there were. */
static bool is_summary(const struct figures *figures, size_t row)
{
    bool any = !isnan(value_at(figures->of[FIGURE_MEAN], row)) ||
               !isnan(value_at(figures->of[FIGURE_MIN], row)) ||
               !isnan(value_at(figures->of[FIGURE_MAX], row));
    for (size_t q = 0; q < figures->n_quantiles; q++) {
        any |= !isnan(figures->quantiles[q]->values[row]);
    }
    return any;
}

/* Failed requests among those that the figures of the row are of. */
static double count_inside(const struct figures *figures, size_t row)
{
    double inside = value_at(figures->failed_inside, row);
    return isnan(inside) ? 0 : inside;
}

static struct pooled_rows pooled_of(const struct figures *figures, size_t row)
{
    double inside = count_inside(figures, row), n = value_at(figures->n, row) + inside,
           sd = value_at(figures->of[FIGURE_SD], row),
           population_sd = value_at(figures->of[FIGURE_POPULATION_SD], row);
    return (struct pooled_rows){.n = n - inside,
                                .measured = n,
                                .mean = value_at(figures->of[FIGURE_MEAN], row),
                                .squares = isnan(sd) ? population_sd * population_sd * n : sd * sd * (n - 1),
                                .min = value_at(figures->of[FIGURE_MIN], row),
                                .max = value_at(figures->of[FIGURE_MAX], row),
                                .failed = value_at(figures->failed, row),
                                .failed_inside = inside};
}

/* Chan, Golub & LeVeque (1983), Algorithms for computing the sample variance. */
static void pool(struct pooled_rows *to, const struct pooled_rows *more)
{
    double measured = to->measured + more->measured, delta = more->mean - to->mean;
    to->squares += more->squares + delta * delta * to->measured * more->measured / measured;
    to->mean += delta * more->measured / measured;
    to->measured = measured;
    to->n += more->n;
    to->min = isnan(to->min) || isnan(more->min) ? NAN : fmin(to->min, more->min);
    to->max = isnan(to->max) || isnan(more->max) ? NAN : fmax(to->max, more->max);
    to->failed += more->failed;
    to->failed_inside += more->failed_inside;
}

static void take_summary(const struct figures *figures, size_t row, struct sample *sample,
                         struct published_quantile *quantiles)
{
    sample->published = (struct published){.rows = 1,
                                           .row = row,
                                           .mean = value_at(figures->of[FIGURE_MEAN], row),
                                           .sd = value_at(figures->of[FIGURE_SD], row),
                                           .population_sd = value_at(figures->of[FIGURE_POPULATION_SD], row),
                                           .n = value_at(figures->n, row),
                                           .min = value_at(figures->of[FIGURE_MIN], row),
                                           .max = value_at(figures->of[FIGURE_MAX], row),
                                           .failed = value_at(figures->failed, row),
                                           .failed_inside = count_inside(figures, row),
                                           .pooled = pooled_of(figures, row)};
    sample->published.quantiles = quantiles;
    for (size_t q = 0; q < figures->n_quantiles; q++) {
        double value = figures->quantiles[q]->values[row];
        if (!isnan(value)) {
            quantiles[sample->published.n_quantiles++] = (struct published_quantile){figures->p[q], value};
        }
    }
}

static enum status add_summaries(const struct figures *figures, const struct grouping *grouping, size_t rows,
                                 const uint8_t *keep, struct samples *samples, struct error *err)
{
    samples->quantiles = calloc(grouping->n * figures->n_quantiles + 1, sizeof *samples->quantiles);
    if (samples->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < rows; row++) {
        if ((keep != NULL && !keep[row]) || !is_summary(figures, row)) {
            continue;
        }
        size_t group = group_of_row(grouping, row);
        struct sample *sample = &samples->samples[group];
        if (sample->published.rows > 0) {
            const struct pooled_rows more = pooled_of(figures, row);
            sample->published.rows++;
            pool(&sample->published.pooled, &more);
        } else {
            take_summary(figures, row, sample, samples->quantiles + group * figures->n_quantiles);
        }
    }
    return OK;
}

/* ---- buckets ---- */

static int compare_buckets(const void *left, const void *right)
{
    const struct bucket *a = left, *b = right;
    if (a->high != b->high) {
        return a->high < b->high ? -1 : 1;
    }
    return (a->low > b->low) - (a->low < b->low);
}

static bool is_bucket(const struct figures *figures, size_t row)
{
    return !isnan(value_at(figures->of[FIGURE_LOW], row)) &&
           !isnan(value_at(figures->of[FIGURE_HIGH], row)) && value_at(figures->bucket_n, row) > 0;
}

/* The mean and the population sd of the middles, which stand for what is in the buckets, and how far both may
 * be off. Where those of the same requests were published beside the buckets, these are better. */
static void describe_buckets(struct published *published)
{
    double n = 0, mean = 0, squares = 0, half_widths = 0, half_squares = 0;
    for (size_t i = 0; i < published->n_buckets; i++) {
        const struct bucket *bucket = &published->buckets[i];
        double middle = (bucket->low + bucket->high) / 2, half = (bucket->high - bucket->low) / 2,
               delta = middle - mean;
        n += bucket->n;
        mean += delta * bucket->n / n;
        squares += bucket->n * delta * (middle - mean);
        half_widths += bucket->n * half;
        half_squares += bucket->n * half * half;
    }
    const struct pooled_rows *pooled = &published->pooled;
    bool same = published->rows > 0 && pooled->measured == n;
    /* A histogram of one digit is off by a tenth. */
    bool has_mean = same && fabs(pooled->mean - mean) <= half_widths / n + 0.1 * mean;
    bool has_sd = has_mean && !isnan(pooled->squares);
    double failed_inside = same ? pooled->failed_inside : 0;
    *published = (struct published){.rows = 1,
                                    .row = published->row,
                                    .mean = has_mean ? pooled->mean : mean,
                                    .sd = NAN,
                                    .population_sd = sqrt((has_sd ? pooled->squares : squares) / n),
                                    .n = n - failed_inside,
                                    .min = published->buckets[0].low,
                                    .max = published->buckets[published->n_buckets - 1].high,
                                    .failed = same ? pooled->failed : NAN,
                                    .failed_inside = failed_inside,
                                    .mean_off = has_mean ? 0 : half_widths / n,
                                    .sd_off = has_sd ? 0 : sqrt(half_squares / n),
                                    .buckets = published->buckets,
                                    .n_buckets = published->n_buckets};
}

static enum status add_buckets(const struct figures *figures, const struct grouping *grouping, size_t rows,
                               const uint8_t *keep, struct samples *samples, struct error *err)
{
    size_t *ends = calloc(grouping->n + 1, sizeof *ends);
    samples->buckets = calloc(rows + 1, sizeof *samples->buckets);
    if (ends == NULL || samples->buckets == NULL) {
        free(ends);
        return error_no_memory(err);
    }
    for (size_t row = 0; row < rows; row++) {
        ends[group_of_row(grouping, row)] += is_bucket(figures, row) && (keep == NULL || keep[row]);
    }
    for (size_t g = 0, next = 0; g < grouping->n; g++) {
        size_t n = ends[g];
        ends[g] = next; /* where the next bucket of the group goes */
        next += n;
    }
    for (size_t row = 0; row < rows; row++) {
        if (is_bucket(figures, row) && (keep == NULL || keep[row])) {
            size_t group = group_of_row(grouping, row);
            struct sample *sample = &samples->samples[group];
            sample->published.buckets =
                sample->published.n_buckets == 0 ? &samples->buckets[ends[group]] : sample->published.buckets;
            sample->published.n_buckets++;
            samples->buckets[ends[group]++] =
                (struct bucket){figures->of[FIGURE_LOW]->values[row], figures->of[FIGURE_HIGH]->values[row],
                                figures->bucket_n->values[row]};
        }
    }
    for (size_t g = 0; g < grouping->n; g++) {
        struct sample *sample = &samples->samples[g];
        if (sample->published.n_buckets > 0) {
            qsort(samples->buckets + (sample->published.buckets - samples->buckets),
                  sample->published.n_buckets, sizeof *sample->published.buckets, compare_buckets);
            describe_buckets(&sample->published);
        }
    }
    free(ends);
    return OK;
}

enum status published_add(const struct table *table, const struct grouping *grouping, const char *measure,
                          const uint8_t *keep, struct samples *samples, struct error *err)
{
    struct figures figures = {0};
    enum status status = find_figures(table, measure, &figures, err);
    bool any = figures.n_quantiles > 0 || figures.of[FIGURE_MEAN] != NULL || figures.of[FIGURE_MIN] != NULL ||
               figures.of[FIGURE_MAX] != NULL;
    if (status == OK && any) {
        status = add_summaries(&figures, grouping, table->rows, keep, samples, err);
    }
    if (status == OK && figures.of[FIGURE_LOW] != NULL && figures.of[FIGURE_HIGH] != NULL) {
        status = add_buckets(&figures, grouping, table->rows, keep, samples, err);
    }
    free(figures.quantiles);
    free(figures.p);
    return status;
}
