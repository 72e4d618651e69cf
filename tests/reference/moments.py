#!/usr/bin/env python3
"""Reference moments and numpy's quantiles, for tests/unit/test_moments.c and test_quantile.c.

Run from the root of the repository, after quantile.R: python3 tests/reference/moments.py
Made with Debian 12's python3 3.11.2 and numpy 1.24.2. Writes

tests/reference/moments.csv         what,number; a row "sample" begins a sample (its n), rows "value" are its
                                    values; mean, sd and population_sd are exact for those doubles (fractions
                                    and decimal) and rounded once; numpy_mean, numpy_sd and
                                    numpy_population_sd are there where numpy's plain sums can be trusted
tests/reference/quantile_numpy.csv  p,number; np.quantile (type 7) of each sample of quantile.csv in turn
"""
import csv
import decimal
import fractions
import random

import numpy as np

decimal.getcontext().prec = 800  # subnormal doubles have as many digits


def root(square):
    ratio = decimal.Decimal(square.numerator) / decimal.Decimal(square.denominator)
    return float(ratio.sqrt())


def moments(values):
    exact = [fractions.Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    squares = sum((value - mean) ** 2 for value in exact)
    rows = [("mean", float(mean)), ("population_sd", root(squares / len(exact)))]
    if len(exact) > 1:
        rows.append(("sd", root(squares / (len(exact) - 1))))
    return rows


def numpy_moments(values):
    return [("numpy_mean", np.mean(values)), ("numpy_sd", np.std(values, ddof=1)),
            ("numpy_population_sd", np.std(values))]


rng = random.Random(20240229)
benign = [
    [12.6687, 10.2291],
    [round(rng.lognormvariate(2.4, 0.3), 4) for _ in range(16)],
    [rng.lognormvariate(-1, 1.2) for _ in range(250)],
]
hard = [
    [0.125],
    [1.7e9 + round(rng.random(), 6) for _ in range(100)],  # clock times: the sd is 10 digits below the mean
    [4503599627370497.5, 4503599627370496.5, 4503599627370497.0],
    [sign * rng.uniform(1, 9) * 10.0 ** exponent for exponent in range(-15, 16) for sign in (-1, 1, 1)],
    [1e15, 1e-15, -1e15, 3e-15],  # the mean is all that is left when the large ones are gone
    [1e15] + [1e-15] * 20,
    [-0.1] * 9 + [-0.1 - 2.0 ** -56],  # one of ten differs, in its last bit
    [1.7e308, 1.6e308, 1.5e308, -1.1e308],  # neither sum nor squares fit into a double
    [1.7e-300, 1.6e-300, -1.5e-300],  # squares underflow
    [5e-324, 1.5e-323, 3e-323, 3.5e-323],
]
with open("tests/reference/moments.csv", "w", encoding="ascii") as out:
    out.write("what,number\n")
    for sample in benign + hard:
        out.write(f"sample,{len(sample)}\n")
        for value in sample:
            out.write(f"value,{value!r}\n")
        for what, number in moments(sample) + (numpy_moments(sample) if sample in benign else []):
            out.write(f"{what},{float(number)!r}\n")

samples, ps = [], []
with open("tests/reference/quantile.csv", encoding="ascii") as table:
    for row in csv.DictReader(table):
        if row["what"] == "sample":
            samples.append([])
        elif row["what"] == "value":
            samples[-1].append(float(row["number"]))
        elif row["what"] == "7" and len(samples) == 1:
            ps.append(float(row["p"]))
with open("tests/reference/quantile_numpy.csv", "w", encoding="ascii") as out:
    out.write("p,number\n")
    for sample in samples[:-1]:  # not the last: numpy's b - a overflows there
        for p in ps:
            out.write(f"{p!r},{float(np.quantile(sample, p))!r}\n")
