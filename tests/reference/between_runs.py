#!/usr/bin/python3
"""Reference values for tests/unit/test_brunner_munzel.c (runs whose spread is stated), straight from the definition over all
pairs, with Debian 12's python3-numpy 1.24.2 and python3-scipy 1.10.1. Prints p, low and high for each spread."""
import numpy as np
from scipy import optimize, stats

a = np.array([1.31, 0.92, 1.07, 1.55, 1.18, 0.99, 1.42, 1.11, 1.02, 1.27, 0.95, 1.21])
b = np.array([1.36, 1.12, 1.48, 1.71, 1.05, 1.33, 1.59, 1.24, 1.40, 1.17, 1.66, 1.08])


def delta(factor):
    return np.sign(np.subtract.outer(factor * b, a)).mean()


def error():
    """Of delta, and its degrees of freedom: by Brunner and Munzel's own statistic, from scipy's."""
    test = stats.brunnermunzel(a, b)
    ranks = stats.rankdata(np.concatenate([a, b]))
    parts = [np.var(ranks[:12] - stats.rankdata(a), ddof=1), np.var(ranks[12:] - stats.rankdata(b), ddof=1)]
    df = sum(parts)**2 / sum(part**2 / 11 for part in parts)
    return abs(delta(1) / test.statistic), df


def reach(tail, sign, between):
    se, df = error()
    apart = stats.norm.isf(tail) * between * np.sqrt(2)
    return np.hypot(stats.t.isf(tail, df) * se, delta(np.exp(sign * apart)) - delta(1))


for between in (0.01, 0.05, 0.2):
    p = 2 * optimize.bisect(lambda tail: reach(tail, -1, between) - delta(1), 1e-9, 0.4999, xtol=1e-14)
    print(between, "%.12g" % p, "%.12g" % max(-1, delta(1) - reach(0.025, -1, between)),
          "%.12g" % min(1, delta(1) + reach(0.025, 1, between)))
