"""Yuen's trimmed mean and standard error by scipy 1.10.1 and numpy, for tests/unit/test_trimmed_mean.c.

Run from the root of the repository: python3 tests/reference/trimmed_mean.py. It prints n, share, mean, standard error of the
values i * 37 % 101, squared, for i = 1 to n.
"""
import numpy
from scipy import stats
from scipy.stats import mstats

for n, share in ((10, 0.1), (20, 0.05), (25, 0.2), (50, 0.07), (99, 0.25), (7, 0.1)):
    values = numpy.array([(i * 37 % 101) ** 2 for i in range(1, n + 1)], float)
    g = int(share * n * (1 + 1e-12))
    h = n - 2 * g
    winsorised = numpy.asarray(mstats.winsorize(values, limits=(g / n, g / n)))
    error = numpy.sqrt((n - 1) * winsorised.var(ddof=1) / (h * (h - 1)))
    print(f"    {{{n}, {share}, {stats.trim_mean(values, g / n + 1e-12)!r}, {error!r}, {g}}},")
