#!/usr/bin/python3
"""Bootstrap intervals by scipy.stats.bootstrap. Run by hand from this folder, for some minutes; made with scipy 1.10.1 and
numpy 1.24.2. Writes
  bootstrap_data.csv    sample,value
  bootstrap.csv         a,b,effect,p,type,method,level,low,low_sd,high,high_sd: the mean of the bounds of RUNS runs of
                        RESAMPLES resamples, and the standard deviation of a single run, which is its Monte-Carlo
                        error; p -1: the mean; b empty: of a alone
  bca_acceleration.csv  a,b,effect,p,type,acceleration
  bca_tails.csv         share,acceleration,level,low,high: the formula of scipy's _bca_interval(), its ndtri and ndtr
"""
import csv

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import bootstrap
from scipy.stats._resampling import _bca_interval

RUNS, RESAMPLES = 16, 20000
TYPES = {1: "inverted_cdf", 2: "averaged_inverted_cdf", 6: "weibull", 7: "linear", 8: "median_unbiased"}

rng = np.random.default_rng(20240301)
samples = {
    "lognormal": np.round(rng.lognormal(0, 0.8, 150), 3),
    "exponential": np.round(0.1 + rng.exponential(1, 40), 3),
    "normal": np.round(rng.normal(3, 0.5, 25), 3),
    "ties": np.round(rng.normal(1, 0.15, 60), 1),
    "few": np.array([0.12, 0.15, 0.19, 0.4, 0.11]),
}


def estimator(p, kind):
    if p == -1:
        return np.mean
    return lambda x, axis=-1: np.quantile(x, p, axis=axis, method=TYPES[kind])


def statistic(effect, p, kind):
    estimate = estimator(p, kind)
    if effect == "":
        return lambda x, axis=-1: estimate(x, axis=axis)
    if effect == "difference":
        return lambda x, y, axis=-1: estimate(y, axis=axis) - estimate(x, axis=axis)
    return lambda x, y, axis=-1: estimate(y, axis=axis) / estimate(x, axis=axis)


CASES = [(name, "", "", p, kind) for name in samples for p, kind in ((-1, 0), (0.5, 7))] + [
    ("lognormal", "", "", 0.95, 7), ("lognormal", "", "", 0.95, 8), ("lognormal", "", "", 0.9, 1),
    ("exponential", "", "", 0.25, 2), ("exponential", "", "", 0.75, 6),
    ("lognormal", "exponential", "difference", -1, 0), ("exponential", "lognormal", "ratio", -1, 0),
    ("normal", "lognormal", "ratio", 0.5, 7), ("normal", "ties", "difference", 0.75, 7),
]


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def of(a, b):
    return (samples[a],) if b == "" else (samples[a], samples[b])


def intervals():
    for a, b, effect, p, kind in CASES:
        for method, level in (("percentile", 0.95), ("BCa", 0.95), ("BCa", 0.8)):
            bounds = np.array([bootstrap(of(a, b), statistic(effect, p, kind), method=method, confidence_level=level,
                                         n_resamples=RESAMPLES, batch=2000, random_state=run,
                                         vectorized=True).confidence_interval for run in range(RUNS)])
            if np.isnan(bounds).any():
                continue  # scipy has no BCa when no value has influence
            mean, sd = bounds.mean(axis=0), bounds.std(axis=0, ddof=1)
            yield [a, b, effect, p, kind, method, level, f"{mean[0]:.9g}", f"{sd[0]:.3g}", f"{mean[1]:.9g}",
                   f"{sd[1]:.3g}"]


def accelerations():
    for a, b, effect, p, kind in CASES:
        data = [x for x in of(a, b)]
        theta = np.linspace(-100, 100, 101)
        with np.errstate(all="ignore"):
            value = _bca_interval(data, statistic(effect, p, kind), axis=-1, alpha=0.025, theta_hat_b=theta,
                                  batch=None)[2]
        yield [a, b, effect, p, kind, repr(float(value))]


def tails():
    for share in (0.5, 0.25, 0.51, 0.875, 0.0001):
        for a in (0, 0.031, -0.12):
            for level in (0.95, 0.8, 0.99):
                z0 = ndtri(share)
                z = np.array([ndtri((1 - level) / 2), -ndtri((1 - level) / 2)])
                low, high = ndtr(z0 + (z0 + z) / (1 - a * (z0 + z)))
                yield [share, a, level, repr(float(low)), repr(float(high))]


write("bootstrap_data.csv", ["sample", "value"], ([name, value] for name in samples for value in samples[name]))
write("bca_tails.csv", ["share", "acceleration", "level", "low", "high"], tails())
write("bca_acceleration.csv", ["a", "b", "effect", "p", "type", "acceleration"], accelerations())
write("bootstrap.csv", ["a", "b", "effect", "p", "type", "method", "level", "low", "low_sd", "high", "high_sd"],
      intervals())
