#!/usr/bin/python3
"""The rate of starts and its interval, for tests/unit/test_throughput.c: counts by numpy's interp(), the long-run variance as in
stats/long_run.h with numpy's convolve() and scipy's solve_toeplitz(), quantiles by scipy's t. Writes throughput.csv, of which the
requests come from a linear congruential generator that the test repeats. /usr/bin/python3 tests/reference/throughput.py, from the
root of the repository; made with Debian 12's python3-numpy 1.24.2 and python3-scipy 1.10.1."""
import numpy as np
from scipy import linalg, stats

LEVELS = (0.9, 0.95, 0.99)


def starts(seed, n, burst):
    """Starts from Park and Miller's generator, with gaps of 0 to 0.2 s; every `burst` requests a longer one of 0 to 4 s."""
    at, found = 1790000000.0, []
    for i in range(n):
        seed = seed * 16807 % 2147483647
        at += seed / 2147483647 * (4 if burst and i % burst == 0 else 0.2)
        found.append(at)
    return np.array(found)


def batches(y, b):
    n = len(y)
    sums = np.convolve(y, np.ones(b), "valid")
    return n * np.sum(sums**2) / (b * (n - b) * (n - b + 1))


def lugsail(y, phi):
    n, strength = len(y), 2 * phi / (1 - phi**2)
    b = int(max(1, min(np.cbrt(max(0.3, 1.5 * strength**2) * n), n / 4)))
    plain = batches(y, b)
    return plain if b < 3 else max(plain, 2 * plain - batches(y, b // 3))


def correlation(y):
    return y[1:] @ y[:-1] / (y @ y)


def prewhitened(y):
    n = len(y)
    most = int(min(36, 10 * np.log10(n), n / 4))
    c = np.array([y[lag:] @ y[: n - lag] / n for lag in range(most + 1)])
    fits = [(n * np.log(c[0]), [])]
    for order in range(1, most + 1):
        phi = linalg.solve_toeplitz(c[:order], c[1 : order + 1])
        fits.append((n * np.log(c[0] - phi @ c[1 : order + 1]) + 2 * order, phi))
    phi = min(fits, key=lambda fit: fit[0])[1]
    if len(phi) == 0:
        return 0
    residuals = np.array([y[i] - phi @ y[i - len(phi) : i][::-1] for i in range(len(phi), n)])
    residuals -= residuals.mean()
    return lugsail(residuals, correlation(residuals)) / (1 - min(phi.sum(), 0.97)) ** 2


def long_run_variance(x):
    y = x - x.mean()
    return max(x.var(ddof=1), lugsail(y, abs(correlation(y))), prewhitened(y))


with open("tests/reference/throughput.csv", "w") as file:
    print("seed,n,burst,level,per_s,low,high", file=file)
    for seed, n, burst in ((1, 100, 0), (7, 250, 0), (11, 2500, 0), (3, 1000, 10), (5, 2500, 50)):
        times = starts(seed, n, burst)
        times -= times[0]
        rate, bins = (n - 1) / times[-1], int(2 * np.sqrt(n))
        counts = np.diff(np.interp(np.linspace(0, times[-1], bins + 1), times, np.arange(n)))
        variance = long_run_variance(counts)
        independent = bins * counts.var(ddof=1) / variance
        for level in LEVELS:
            half = stats.t.isf((1 - level) / 2, independent - 1) * np.sqrt(variance / bins) / counts.mean()
            print(f"{seed},{n},{burst},{level},{rate!r},{rate * np.exp(-half)!r},{rate * np.exp(half)!r}", file=file)
