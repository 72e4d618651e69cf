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
    return u, u_p, d, d_p, h, h_p


with open(FOLDER + "two_samples_scipy.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["case", "u", "u_p", "d", "d_p", "h", "h_p"])
    for case, pair in cases.items():
        writer.writerow([case, *(repr(float(number)) for number in compare(pair["a"], pair["b"]))])
