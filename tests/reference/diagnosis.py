#!/usr/bin/python3
"""Reference values for tests/unit/test_drift.c and test_modes.c, straight from the definitions with Debian 12's
python3-numpy 1.24.2 and python3-scipy 1.10.1. Run from the root of the repository, after drift.R:
python3 tests/reference/diagnosis.py. Writes, in tests/reference/,

  diagnosis.csv   label,trend_t,trend_df,trend_p,change_p,cut,warm_up_p: of the series in drift.csv of which not all values
                  are equal; nan: too short for MSER-5
  gaps.csv        label,tick,n,start,p,values...
"""
import math

import numpy as np
from scipy import linalg, special, stats

# ---- long-run variance: overlapping batch means by all sums, autoregressions by solving for them ----


def lugsail(y, b):
    def batches(b):
        n = len(y)
        sums = np.array([y[i:i + b].sum() for i in range(n - b + 1)])
        return n * (sums**2).sum() / (b * (n - b) * (n - b + 1))
    return batches(b) if b < 3 else max(batches(b), 2 * batches(b) - batches(b // 3))


def length(phi, n):
    return int(max(1, min(np.cbrt(max(0.3, 1.5 * (2 * phi / (1 - phi**2))**2) * n), n / 4)))


def long_run(x):
    n, variance = len(x), x.var(ddof=1)
    y = x - x.mean()
    if n < 8 or variance == 0:
        return variance
    most = int(min(36, 10 * math.log10(n), n / 4))
    c = np.array([(y[k:] * y[:n - k]).sum() / n for k in range(most + 1)])
    best, kept = n * math.log(c[0]), []
    for order in range(1, most + 1):
        phi = linalg.solve_toeplitz(c[:order], c[1:order + 1])
        left = c[0] - phi @ c[1:order + 1]
        if not left > 0:
            break
        if n * math.log(left) + 2 * order < best:
            best, kept = n * math.log(left) + 2 * order, phi
    white = 0
    if len(kept):
        order = len(kept)
        e = np.array([y[i] - kept @ y[i - order:i][::-1] for i in range(order, n)])
        e -= e.mean()
        phi = (e[1:] * e[:-1]).sum() / (e * e).sum()
        white = lugsail(e, length(phi, len(e))) / (1 - min(sum(kept), 0.97))**2
    return max(variance, lugsail(y, length(abs(c[1] / c[0]), n)), white)


def precision(rest):
    variance = long_run(rest)
    return variance, len(rest) * rest.var(ddof=1) / variance if variance > 1e-18 else 0


def rest_is_nothing(variance):
    return variance < 1e-18


def without_step(x, at):
    return np.concatenate([part - part.mean() for part in (x[:at], x[at:]) if len(part)])


# ---- tests of a series ----


def trend(ranks):
    i = np.arange(len(ranks))
    fit = stats.linregress(i, ranks)
    variance, effective_n = precision(ranks - fit.intercept - fit.slope * i)
    with np.errstate(divide="ignore"):
        t = fit.slope * math.sqrt(((i - i.mean())**2).sum()) / np.sqrt(variance)
    df = effective_n - 2
    if rest_is_nothing(variance):
        return math.inf, -2, 2 / math.factorial(len(ranks))
    return t, df, 2 * stats.t.sf(abs(t), df) if df > 0 else 1


def t_quantile(df):
    """Exceeded with probability 0.025; scipy's own is off by 1e-9."""
    return math.sqrt(df * (1 / special.betaincinv(df / 2, 0.5, 0.05) - 1))


def change(ranks):
    u = np.abs(np.cumsum(ranks)[:-1])
    variance, effective_n = precision(without_step(ranks, int(np.argmax(u)) + 1))
    if rest_is_nothing(variance):
        return min(1, 2 / math.comb(len(ranks), int(np.argmax(u)) + 1))
    if effective_n <= 3:
        return 1
    d = u.max() / math.sqrt(len(ranks) * variance) * (stats.norm.ppf(0.975) / t_quantile(effective_n - 3))**2
    return min(1, 2 * math.exp(-2 * d**2))


def mser5(x):
    z = x[:len(x) // 5 * 5].reshape(-1, 5).mean(axis=1)
    return 5 * int(np.argmin([z[d:].var() / len(z[d:]) for d in range(len(z) // 2 + 1)]))


def warm_up(x):
    n, cut = len(x), mser5(x)
    scores = -np.log(1 - (stats.rankdata(x) - 0.5) / n)
    k = np.arange(1, n)
    early = math.sqrt(45 / n**3) * ((1 - k / n) * k * (np.cumsum(scores)[:-1] / k - scores.mean())).sum()
    variance, effective_n = precision(without_step(scores, cut))
    if rest_is_nothing(variance):
        return cut, min(1, 2 / math.comb(n, cut))
    return cut, 2 * stats.t.sf(abs(early) / math.sqrt(variance), effective_n - 3) if effective_n > 3 else 1


with open("tests/reference/drift.csv") as rows, open("tests/reference/diagnosis.csv", "w") as out:
    for row in rows:
        label, *numbers = row.strip().split(",")
        x = np.array([float(number) for number in numbers[15:]])
        if min(x) == max(x):
            continue
        ranks = 2 * stats.rankdata(x) - len(x) - 1
        cells = [*trend(ranks), change(ranks), *(warm_up(x) if len(x) >= 20 else (math.nan, math.nan))]
        print(label, *("%.15g" % cell for cell in cells), sep=",", file=out)

# ---- gaps ----


def quartile_step(values):
    steps = np.sort(np.diff(values))
    return steps[len(steps) // 4], steps


def tick(x):
    """These samples are of nine digits, so that equal ones are the same."""
    values, times = np.unique(x, return_counts=True)
    least = int(np.sort(np.repeat(times, times))[len(x) - 1 - len(x) // 5]) // 2
    while least > 1:
        if (times >= least).sum() >= 3:
            step, steps = quartile_step(values[times >= least])
            if (np.abs(steps / step - np.round(steps / step)) <= 1e-3).sum() * 10 >= 9 * len(steps):
                return step
        least //= 2
    positive = np.sort(x[x > 0])
    return min(quartile_step(values)[0], positive[len(positive) // 20])


def digits_step(value):
    """The place of the last of the nine significant digits that isn't 0."""
    digits, power = ("%.8e" % value).split("e")
    return int(power) - len(digits.rstrip("0").partition(".")[2])


def gap(x, tick):
    down, n = np.sort(x)[::-1], len(x)
    positive = int((down > tick / 2).sum())
    ks = range(2, min(n // 2, positive - 31) + 1)
    best = (0, 0, math.nan)
    for k in ks:
        w = min(max(30, 2 * k), positive - k - 1)
        half = max(tick, 10.0**min(digits_step(value) for value in down[:k])) / 2
        y = np.concatenate([[down[k] + half], down[k + 1:k + w + 1]])
        y = np.concatenate([[y[0]], y[1:]])
        spacings = sum((k + 1 + j) * math.log(y[j] / y[j + 1]) for j in range(w))
        spacings += math.log(down[k] / (down[k] + half))  # the value below the gap itself is as it was read
        d = k * math.log((down[k - 1] - half) / (down[k] + half))
        chance = stats.f.logsf(d / (spacings / w), 2, 2 * w) if d > 0 else 0
        best = min(best, (chance, k, down[k - 1]))
    return best[1], best[2] if best[1] else 0, min(1, 4 * len(ks) * math.exp(best[0]))


rng = np.random.default_rng(15)
warm = rng.lognormal(0, 0.3, 480)
samples = {
    "lognormal": rng.lognormal(0, 0.5, 150),
    "pareto": 1 + rng.pareto(1.2, 200),
    "cold_starts": np.concatenate([warm[:190], 10 * rng.lognormal(0, 0.3, 10)]),
    "cold_starts_in_ms": np.concatenate([warm[:190], 10 * rng.lognormal(0, 0.3, 10)]).round(3),
    "coarse": np.concatenate([warm, 10 * rng.lognormal(0, 0.3, 5)]).round(1),
    "a_third_at_twice": rng.lognormal(0, 0.1, 200) * np.repeat([1, 2], [140, 60]),
    "with_zeros": np.concatenate([np.zeros(9), rng.gamma(2, 1, 90).round(1)]),
    "below_zero": rng.normal(1, 1, 120),
    "few": rng.lognormal(0, 0.5, 40),
}
digits = np.random.default_rng(16)
for label, shares in {"two_digits": [1] * 500, "cold_starts_of_two_digits": [1] * 290 + [10] * 10}.items():
    drawn = np.array(shares) * digits.lognormal(0, 0.5 if label == "two_digits" else 0.3, len(shares))
    samples[label] = np.array([float("%.2g" % value) for value in drawn])
ticks = np.random.default_rng(17)
mixed = ticks.lognormal(0, 0.5, 400)
samples["nine_of_ten_coarse"] = np.where(np.arange(400) % 10 > 0, np.round(mixed / 0.3) * 0.3, mixed.round(3))
samples["a_tiny_value"] = np.append((ticks.lognormal(0, 0.5, 300) / 0.05).round() * 0.05, 1e-7)
with open("tests/reference/gaps.csv", "w") as out:
    for label, x in samples.items():
        x = np.array([float("%.9g" % value) for value in rng.permutation(x)])
        print(label, *("%.15g" % cell for cell in [tick(x), *gap(x, tick(x)), *x]), sep=",", file=out)
