#!/usr/bin/python3
"""The posterior of the true means at some memory sizes (src/stats/memory_curve.h), by numpy: the same grid of shapes, but
the joint normal distribution of means and truths is written down whole and conditioned on the means, without regression
or shrinking. Prints means and standard deviations, which stand in tests/unit/test_tune.c."""
import numpy
from scipy import stats

m = numpy.array([512, 1024, 1536, 1769, 2048, 3008.0])
y = numpy.array([3.4, 1.8, 1.25, 1.12, 1.16, 1.07])
error = numpy.array([0.1, 0.06, 0.04, 0.04, 0.04, 0.03]) * stats.t.ppf(stats.norm.cdf(1), 29)
logs, means, seconds = [], [], []
for knee in numpy.geomspace(m[0], m[-1], 32):
    for parallel in (0, 0.1, 0.2, 0.35, 0.5, 0.75):
        for deviation in (0, 0.003, 0.01, 0.02, 0.04, 0.1):
            x = m[0] * ((1 - parallel) / numpy.minimum(m, knee) + parallel / m)
            design = numpy.stack([numpy.ones_like(x), x], axis=1)
            truth = design @ design.T * (2 * y.max()) ** 2 + numpy.diag((deviation * y) ** 2)
            seen = truth + numpy.diag(error**2)
            logs.append(stats.multivariate_normal(numpy.zeros(6), seen).logpdf(y))
            gain = truth @ numpy.linalg.inv(seen)
            mean, covariance = gain @ y, truth - gain @ truth
            means.append(mean)
            seconds.append(numpy.diag(covariance) + mean**2)
weights = numpy.exp(numpy.array(logs) - max(logs))
weights /= weights.sum()
mean = weights @ numpy.array(means)
print(", ".join(f"{v:.6f}" for v in mean))
print(", ".join(f"{v:.6f}" for v in numpy.sqrt(weights @ numpy.array(seconds) - mean**2)))
