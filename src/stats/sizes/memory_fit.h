/* Latency against memory size: a constant, a + b / m, or the same with a plateau beyond a knee. */
#ifndef FAASTAT_STATS_SIZES_MEMORY_FIT_H
#define FAASTAT_STATS_SIZES_MEMORY_FIT_H

#include <stddef.h>

#include "base/error.h"
#include "stats/interval.h"

/* The requests of one memory size. */
struct memory_point {
    double memory_mb, mean, sd, n; /* sd with n - 1, above 0; n >= 2 */
};

enum memory_model { MEMORY_CONSTANT, MEMORY_HYPERBOLA, MEMORY_PLATEAU, MEMORY_MODELS };
extern const char *const memory_model_names[MEMORY_MODELS];

struct memory_fit {
    enum memory_model model; /* the one that the data support, by the smallest AICc */
    double a, b;          /* a + b / min(m, knee), in the means' unit and that times MB; b 0 for a constant */
    double knee_mb;       /* NaN unless the model has a plateau */
    struct interval knee; /* a bound that the sizes do not show is NaN */
    double aicc[MEMORY_MODELS]; /* of each model */
    double inflation;           /* variance between sizes in units of that within them, at least 1 */
};

/*
 * Fits the three models by weighted least squares, weights n / sd^2, and chooses by AICc.
 *
 * points     in ascending order of memory, all different
 * n          number of points, at least 6: fewer can't tell a knee from chance
 * level      of the knee's interval
 *
 * The knee is looked for between the second size and the last but one. Sizes differ by more than their
 * requests' spread explains (placement, neighbours), so chi-square is divided by its inflation
 * (quasi-likelihood). Some work may go on gaining beyond the knee: its interval is the profile likelihood's
 * of a + b / min(m, knee) + c / m, b and c not below 0, by F with n - 4 degrees of freedom, and takes in the
 * knee. Returns OK, or BAD_DATA in words. Sources: Golub and Pereyra (1973), SIAM J. Numer. Anal. 10, 413-432
 * (separable least squares); Hurvich and Tsai (1989), Biometrika 76, 297-307 (AICc); Burnham and Anderson
 * (2002), section 2.5 (inflation).
 */
enum status memory_fit(const struct memory_point *points, size_t n, double level, struct memory_fit *fit,
                       struct error *err);

/* What the fit says of a memory size. */
double memory_predict(const struct memory_fit *fit, double memory_mb);

#endif
