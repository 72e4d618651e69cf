#!/usr/bin/python3
"""The same samples compared by scipy 1.10.1, Debian 12's python3-scipy. Run from the root of the repository after
two_samples.R; writes tests/reference/two_samples_scipy.csv, where nan stands for what has to be refused."""
import csv

import numpy
from scipy import special, stats

FOLDER = "tests/reference/"
cases = {}
for row in csv.DictReader(open(FOLDER + "two_samples_data.csv")):
    cases.setdefault(row["case"], {"a": [], "b": []})[row["sample"]].append(float(row["value"]))


def compare(a, b):
    ties = len(set(a + b)) < len(a + b)
    u, u_p, h, h_p = [numpy.nan] * 4
    if len(set(a + b)) > 1:
        method = "asymptotic" if ties or max(len(a), len(b)) > 50 else "exact"
        u, u_p = stats.mannwhitneyu(a, b, method=method)
        h, h_p = stats.kruskal(a, b)
    d, d_p = stats.ks_2samp(a, b, method="exact")
    if ties or len(a) * len(b) > 10000:  # scipy's own asymptotic p is that of one sample of a rounded size
        d_p = special.kolmogorov(d * numpy.sqrt(len(a) * len(b) / (len(a) + len(b))))
    return u, u_p, d, d_p, h, h_p, *dominance(a, b)


def dominance(a, b):
    """Cliff's delta and the p of Brunner and Munzel's test; of samples that don't overlap, that of the permutations of
    all values; of two small ones the exact test's where it is larger."""
    if min(len(a), len(b)) < 2 or len(set(a + b)) == 1:
        return numpy.nan, numpy.nan
    delta = numpy.sign(numpy.subtract.outer(b, a)).mean()
    if abs(delta) == 1:
        p = min(1, 2 / special.comb(len(a) + len(b), len(a)))
    else:
        test = stats.brunnermunzel(a, b)  # whose p is 0 below 1e-16
        variances = [numpy.var(stats.rankdata(a + b)[part] - stats.rankdata(one), ddof=1) * len(one)
                     for part, one in ((slice(len(a)), a), (slice(len(a), None), b))]
        df = sum(variances) ** 2 / sum(v ** 2 / (len(one) - 1) for v, one in zip(variances, (a, b)))
        p = 2 * stats.t.sf(abs(test.statistic), df)
        assert abs(p - test.pvalue) < 1e-12
    if max(len(a), len(b)) < 10:
        ties = len(set(a + b)) < len(a + b)
        p = max(p, stats.mannwhitneyu(a, b, method="asymptotic" if ties else "exact").pvalue)
    return delta, p


with open(FOLDER + "two_samples_scipy.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["case", "u", "u_p", "d", "d_p", "h", "h_p", "delta", "dominance_p"])
    for case, pair in cases.items():
        writer.writerow([case, *(repr(float(number)) for number in compare(pair["a"], pair["b"]))])
