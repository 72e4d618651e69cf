#include "stats/sizes/memory_curve.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

/* The grid of shapes. */
static const double parallels[] = {0, 0.1, 0.2, 0.35, 0.5, 0.75};
static const double deviations[] = {0, 0.003, 0.01, 0.02, 0.04, 0.1};
enum {
    KNEES = 32,
    PARALLELS = sizeof parallels / sizeof *parallels,
    DEVIATIONS = sizeof deviations / sizeof *deviations,
    SHAPES = KNEES * PARALLELS * DEVIATIONS
};

/* Of a and b, in units of the largest mean. */
static const double PRIOR_SD = 2;
/* What stands for an exact mean's standard error: its square can be divided by. */
static const double LEAST_ERROR = 1e-9;
static const double ONE_SD_P =
    0.8413447460685429; /* of a normal, below its mean and one standard deviation */

/* What b is multiplied by, 1 at most. */
static double slope_at(const struct memory_curve *curve, const struct curve_shape *shape, double memory_mb)
{
    double first_mb = curve->points[0].memory_mb;
    return first_mb * ((1 - shape->parallel) / fmin(memory_mb, shape->knee_mb) + shape->parallel / memory_mb);
}

/* Of the mean of the point's requests about the curve. */
static double variance_about(const struct memory_curve *curve, const struct curve_shape *shape, size_t point)
{
    double mean = curve->points[point].mean, off = shape->deviation * mean;
    double error = fmax(curve->errors[point], LEAST_ERROR * mean);
    return error * error + off * off;
}

static double largest_mean(const struct memory_curve *curve)
{
    double largest = 0;
    for (size_t i = 0; i < curve->n; i++) {
        largest = fmax(largest, curve->points[i].mean);
    }
    return largest;
}

/* Fills what the means say of a and b; returns the logarithm of the shape's marginal likelihood, but for a
 * constant. */
static double weigh(const struct memory_curve *curve, struct curve_shape *shape)
{
    double prior = 1 / pow(PRIOR_SD * largest_mean(curve), 2);
    double aa = prior, ab = 0, bb = prior, a = 0, b = 0, likelihood = 0;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        double x = slope_at(curve, shape, point->memory_mb), variance = variance_about(curve, shape, i);
        aa += 1 / variance;
        ab += x / variance;
        bb += x * x / variance;
        a += point->mean / variance;
        b += x * point->mean / variance;
        likelihood -= log(variance) / 2;
    }
    double left = sqrt(aa), across = ab / left, right = sqrt(fmax(bb - across * across, prior));
    shape->root[0] = left;
    shape->root[1] = across;
    shape->root[2] = right;
    shape->b = (b - across * a / left) / (right * right);
    shape->a = (a / left - across * shape->b) / left;
    likelihood -= log(left) + log(right) + prior * (shape->a * shape->a + shape->b * shape->b) / 2;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        double off = point->mean - shape->a - shape->b * slope_at(curve, shape, point->memory_mb);
        likelihood -= off * off / variance_about(curve, shape, i) / 2;
    }
    return likelihood;
}

static struct curve_shape shape_of(const struct memory_curve *curve, size_t index)
{
    double first_mb = curve->points[0].memory_mb, last_mb = curve->points[curve->n - 1].memory_mb;
    size_t knee = index / DEVIATIONS / PARALLELS;
    double along = (double)knee / (KNEES - 1);
    return (struct curve_shape){.knee_mb = first_mb * pow(last_mb / first_mb, along),
                                .parallel = parallels[index / DEVIATIONS % PARALLELS],
                                .deviation = deviations[index % DEVIATIONS]};
}

enum status memory_curve_init(struct memory_curve *curve, const struct curve_point *points, size_t n,
                              struct error *err)
{
    *curve = (struct memory_curve){.points = points,
                                   .n = n,
                                   .errors = calloc(n, sizeof *curve->errors),
                                   .shapes = calloc(SHAPES, sizeof *curve->shapes),
                                   .weights = calloc(SHAPES, sizeof *curve->weights)};
    double most = -INFINITY, sum = 0;
    if (curve->errors == NULL || curve->shapes == NULL || curve->weights == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        double error = points[i].standard_error;
        curve->errors[i] = error > 0 ? error * gsl_cdf_tdist_Pinv(ONE_SD_P, points[i].df) : 0;
    }
    for (size_t i = 0; i < SHAPES; i++) {
        curve->shapes[i] = shape_of(curve, i);
        curve->weights[i] = weigh(curve, &curve->shapes[i]);
        most = fmax(most, curve->weights[i]);
    }
    for (size_t i = 0; i < SHAPES; i++) {
        sum += exp(curve->weights[i] - most);
        curve->weights[i] = sum;
    }
    return OK;
}

/* A shape by its weight; gsl_ran_discrete_preproc() would crash without memory. */
static const struct curve_shape *draw_shape(const struct memory_curve *curve, gsl_rng *rng)
{
    double drawn = gsl_rng_uniform(rng) * curve->weights[SHAPES - 1];
    size_t low = 0, high = SHAPES - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        low = curve->weights[middle] > drawn ? low : middle + 1;
        high = curve->weights[middle] > drawn ? middle : high;
    }
    return &curve->shapes[low];
}

void memory_curve_draw(const struct memory_curve *curve, gsl_rng *rng, double *means)
{
    const struct curve_shape *shape = draw_shape(curve, rng);
    double of_b = gsl_ran_gaussian(rng, 1) / shape->root[2];
    double of_a = (gsl_ran_gaussian(rng, 1) - shape->root[1] * of_b) / shape->root[0];
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        double error = curve->errors[i], off = shape->deviation * point->mean;
        double along = shape->a + of_a + (shape->b + of_b) * slope_at(curve, shape, point->memory_mb);
        if (!(error > 0)) {
            means[i] = point->mean;
        } else if (!(off > 0)) {
            means[i] = along;
        } else {
            double own = off * off / (off * off + error * error);
            means[i] = along + own * (point->mean - along) + sqrt(own) * error * gsl_ran_gaussian(rng, 1);
        }
    }
}

void memory_curve_release(struct memory_curve *curve)
{
    free(curve->errors);
    free(curve->shapes);
    free(curve->weights);
    *curve = (struct memory_curve){0};
}
