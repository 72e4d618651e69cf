#!/usr/bin/python3
"""Reference values for tests/unit/test_precision.c and test_moments.c. Run from the root of the repository:
python3 tests/reference/precision.py; made with Debian 12's python3-numpy 1.24.2 and python3-scipy 1.10.1. Writes, in
tests/reference/,

  precision_data.csv       case,value,cluster; in time
  precision.csv            case,at,limit,effective_n,df,clusters: by the jackknife that leaves out one cluster at a time, each
                           estimate from the values that are left; at nan: of the mean of values up to the limit
  interval_effective.csv   n,effective_n,p,level,low,high: ranks, with fractions, from the roots of the regularised beta function;
                           nan where there are none
  positive_mean.csv        mean,sd,skewness,min,effective_n,df,level,low,high
  skewness.csv             skewness,values...: scipy.stats.skew()
"""
import csv
import math

import numpy as np
from scipy import optimize, special, stats

rng = np.random.default_rng(14)


def write(name, header, rows):
    with open("tests/reference/" + name, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([cell if isinstance(cell, str) else repr(float(cell)) for cell in row] for row in rows)


# ---- clusters ----

def clustered(sizes, between):
    values, clusters = [], []
    for cluster, size in enumerate(sizes):
        level = rng.normal(0, between)
        values += list(np.exp(level + rng.normal(0, 0.3, size)))
        clusters += [cluster] * size
    return np.array(values), np.array(clusters)


def in_turn(influence, clusters):
    """An order in which neighbours lie on different sides of their clusters' means: no dependence in time."""
    means = np.array([influence[clusters == c].mean() for c in clusters])
    order = rng.permutation(len(influence))
    sides = [[i for i in order if above == (influence[i] > means[i])] for above in (True, False)]
    places = [[(k + 0.5) / len(side) for k in range(len(side))] for side in sides]
    return [i for _, i in sorted(zip(sum(places, []), sum(sides, [])))]


def jackknife(values, clusters, estimate):
    names = np.unique(clusters)
    k, whole = len(names), estimate(values)
    left = np.array([estimate(values[clusters != name]) for name in names])
    return (k - 1) / k * np.sum((left - whole) ** 2)


cases = {
    "equal": clustered([20] * 10, 0.5),
    "unequal": clustered([3, 40, 5, 22, 9, 60, 1, 13, 2, 31, 17, 8], 0.5),
    "singles": clustered([1] * 30, 0.5),
    "gap": clustered([12, 0, 7, 15, 0, 0, 9, 30], 0.6),
    "two": clustered([25, 40], 0.8),
    "cut off": clustered([15, 11, 30, 8, 19], 0.5),
}
data, rows = [], []
for case, (values, clusters) in cases.items():
    n = len(values)
    sizes = np.bincount(clusters)
    effective = min(np.sum(sizes > 0), n**2 / np.sum(sizes**2))
    limit = np.quantile(values, 0.9) if case == "cut off" else math.inf
    if case == "cut off":
        values = np.where(values > limit, math.inf, values)
    for at in [math.nan] + [float(np.sort(values)[n // 2])] * (case not in ("singles", "gap")):
        influence = np.minimum(values, limit) if math.isnan(at) else (values <= at).astype(float)
        name = case if math.isnan(at) else case + " share"
        data += [(name, values[i], clusters[i]) for i in in_turn(influence, clusters)]
        variance = n * jackknife(influence, clusters, np.mean)
        effective_n = n * min(1, influence.var(ddof=1) / variance)
        rows.append((name, at, limit, effective_n, effective - 1, effective))
write("precision_data.csv", ("case", "value", "cluster"), data)
write("precision.csv", ("case", "at", "limit", "effective_n", "df", "clusters"), rows)

# ---- ranks at an effective n ----


def rank(n, p, tail):
    """The real l with P(B <= l - 1) = tail, for B of Bin(n, p)."""
    def excess(l):
        return special.betainc(l, n - l + 1, p) - (1 - tail)
    return optimize.brentq(excess, 1, n, xtol=1e-12) if (1 - p) ** n <= tail else math.nan


rows = []
for n, effective_n in ((100, 40), (500, 77), (2500, 612), (2500, 1999), (20000, 900), (300, 9), (1000, 30)):
    for p in (0.05, 0.5, 0.9, 0.95, 0.99):
        for level in (0.8, 0.95):
            tail = (1 - level) / 2
            if max(p, 1 - p) ** effective_n >= 1 - tail:  # past the last rank
                continue
            low = rank(effective_n, p, tail) * n / effective_n
            high = n + 1 - rank(effective_n, 1 - p, tail) * n / effective_n
            rows.append((n, effective_n, p, level, low, high))
write("interval_effective.csv", ("n", "effective_n", "p", "level", "low", "high"), rows)

# ---- means that can't be below 0 ----


def positive_mean(mean, sd, skewness, least, n, df, level):
    t, r = stats.t.isf((1 - level) / 2, df), math.sqrt(n)
    if not least >= 0 or mean <= 0:
        return mean - t * sd / r, mean + t * sd / r
    g = 0 if math.isnan(skewness) else skewness
    cv = sd / mean
    u = t * cv / r
    a = max(0, max(g, 2 * cv) / 3 - cv / 2) / r

    def h(y):
        return y if g == 0 else 3 / g * (np.cbrt(1 + g * (y - g / (6 * n))) - 1)
    x = u * (1 + a * t)
    grown = math.exp(x) if x <= 1.5 else math.exp(1.5) * (x - 0.5)  # a straight line from there on
    return mean * math.exp(-u / (1 + a * t)), max(mean * grown, mean - sd * h(-t / r))


rows = []
for df in (2, 11.5, 99, 4321):
    for figures in ((1.25, 0.5, 0.75), (0.3, 0.9, 6.25), (2.5, 0.001, -0.5), (40, 12, math.nan), (3.5, 1.5, 0)):
        for least in (0, 0.125, -1, math.nan):
            for level in (0.8, 0.95):
                row = (*figures, least, df + 1, df, level)
                rows.append((*row, *positive_mean(*row)))
write("positive_mean.csv", ("mean", "sd", "skewness", "min", "effective_n", "df", "level", "low", "high"), rows)

# ---- skewness ----

samples = [rng.lognormal(0, 0.8, 40), rng.normal(1e6, 1, 30), -rng.gamma(2, 1, 25), [1.5, 2.5, 9.25], rng.pareto(1.2, 60),
           [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]]
write("skewness.csv", ("skewness", "values"), [(stats.skew(sample), *sample) for sample in samples])
