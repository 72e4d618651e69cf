#!/usr/bin/python3
"""Automatic block length of the stationary bootstrap, written from Politis and White (2004) and its correction by Patton,
Politis and White (2009), with the constants of b.star() in R's np: the spectral density is a plain double sum over
positive and negative lags. Run by hand from this folder; writes block_length_data.csv (series,value) and
block_length.csv (series,n,mean_block). Made with numpy 1.24.2 and scipy 1.10.1."""
import csv
import math

import numpy as np
from scipy.special import ndtri


def window(t):
    t = abs(t)
    return 1.0 if t <= 0.5 else 2 * (1 - t) if t <= 1 else 0.0


def autocovariance(x, lag):
    lag, centred = abs(lag), x - x.mean()
    return float(centred[lag:] @ centred[:len(x) - lag]) / len(x)


def choose_m(x):
    n = len(x)
    k_n = max(5, math.ceil(math.log10(n)))
    m_max = min(math.ceil(math.sqrt(n)) + k_n, n - 1)
    critical = ndtri(0.975) * math.sqrt(math.log10(n) / n)
    rho = [autocovariance(x, lag) / autocovariance(x, 0) for lag in range(m_max + 1)]
    for m in range(1, m_max - k_n + 2):
        if all(abs(r) < critical for r in rho[m:m + k_n]):
            break
    else:
        m = max([lag for lag in range(1, m_max + 1) if abs(rho[lag]) > critical], default=1)
    return min(2 * m, m_max)


def block_length(x):
    n, m = len(x), choose_m(x)
    lags = range(-m, m + 1)
    g = sum(window(k / m) * abs(k) * autocovariance(x, k) for k in lags)
    d = 2 * sum(window(k / m) * autocovariance(x, k) for k in lags)**2
    b_max = math.ceil(min(3 * math.sqrt(n), n / 3))
    return min(max((2 * g**2 / d)**(1 / 3) * n**(1 / 3), 1), b_max)


def autoregressive(rng, phi, n):
    x = np.empty(n)
    x[0] = rng.normal()
    for i in range(1, n):
        x[i] = phi * x[i - 1] + rng.normal()
    return np.round(5 + x, 4)


rng = np.random.default_rng(20240229)
series = {f"ar {phi} of {n}": autoregressive(rng, phi, n)
          for phi, n in ((0, 300), (0.3, 300), (0.9, 600), (-0.7, 250), (0.6, 37), (0.5, 9), (0.99, 200))}
series["trend"] = np.arange(1.0, 61)
series["period of 2"] = np.array([1.5, 2.5] * 20)
series["one step"] = np.array([1.0] * 25 + [3.0] * 25)
with open("block_length_data.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["series", "value"])
    out.writerows([name, repr(float(value))] for name, values in series.items() for value in values)
with open("block_length.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["series", "n", "mean_block"])
    out.writerows([name, len(values), repr(float(block_length(values)))] for name, values in series.items())
