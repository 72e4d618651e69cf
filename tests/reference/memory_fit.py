#!/usr/bin/python3
"""Latency against memory by scipy: the hyperbola by curve_fit, the knee by a fine grid of weighted linear fits
(numpy.linalg.lstsq), its interval by the profile of a + b / min(m, knee) + c / m (scipy.optimize.nnls). Run by hand from this folder with Debian's python3-scipy; writes
memory_fit.csv: one row a case, with the points and what is expected."""
import csv

import numpy
from scipy import optimize, stats

SIZES = numpy.array([512, 640, 1024, 1500, 1800, 2048, 2500, 3000.0])
requests = list(csv.DictReader(open("../../data/study/warm_requests_resnet50.csv")))


def of_study(measure):
    groups = [numpy.array([float(r[measure]) for r in requests if float(r["memory_mb"]) == m]) for m in SIZES]
    return [g.mean() for g in groups], [g.std(ddof=1) for g in groups], [len(g) for g in groups]


cases = {
    "warm latency": of_study("latency_s"),
    "warm inference": of_study("inference_s"),
    "flat": ([2.5, 2.52, 2.49, 2.51, 2.48, 2.5, 2.53, 2.49], [0.1] * 8, [25] * 8),
    "no plateau": ([8.1, 6.55, 4.2, 2.97, 2.52, 2.25, 1.9, 1.63], [0.1] * 8, [25] * 8),
}


def line(knee, y, w):
    x = 1 / numpy.minimum(SIZES, knee)
    design = numpy.stack([numpy.ones_like(x), x], axis=1) * numpy.sqrt(w)[:, None]
    (a, b), *_ = numpy.linalg.lstsq(design, y * numpy.sqrt(w), rcond=None)
    return a, b, float((w * (y - a - b * x) ** 2).sum())


def with_parallel(knee, y, w):
    x = numpy.stack([1000 / numpy.minimum(SIZES, knee), 1000 / SIZES], axis=1)
    center = lambda v: v - numpy.average(v, axis=0, weights=w)
    return optimize.nnls(center(x) * numpy.sqrt(w)[:, None], center(y) * numpy.sqrt(w))[1] ** 2


def aicc(chi_square, parameters, n=len(SIZES)):
    k = parameters + 1
    return chi_square + 2 * k + 2 * k * (k + 1) / (n - k - 1)


with open("memory_fit.csv", "w", newline="") as out:
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["case", "model", "a", "b", "knee", "low", "high", "aicc0", "aicc1", "aicc2", "points: mean sd n ..."])
    for name, (mean, sd, n) in cases.items():
        y, w = numpy.array(mean), numpy.array(n) / numpy.array(sd) ** 2
        constant = float((w * y).sum() / w.sum())
        (a, b), _ = optimize.curve_fit(lambda m, a, b: a + b / m, SIZES, y, p0=(1, 1000), sigma=1 / numpy.sqrt(w))
        chi = [float((w * (y - constant) ** 2).sum()), float((w * (y - a - b / SIZES) ** 2).sum())]
        knees = numpy.linspace(SIZES[1], SIZES[-2], 20001)
        start = knees[numpy.argmin([line(k, y, w)[2] for k in knees])]
        step = knees[1] - knees[0]
        knee = optimize.minimize_scalar(lambda k: line(k, y, w)[2], bounds=(max(start - step, SIZES[1]), min(start + step, SIZES[-2])),
                                        method="bounded", options={"xatol": 1e-9}).x
        pa, pb, least = line(knee, y, w)
        chi.append(least)
        inflation = max(1, least / (len(SIZES) - 3))
        scores = [aicc(c / inflation, i + 1) for i, c in enumerate(chi)]
        model = int(numpy.argmin(scores))
        row = [name, model] + [[constant, 0, "", "", ""], [a, b, "", "", ""]][model] if model < 2 else None
        if row is None:
            profile = numpy.array([with_parallel(k, y, w) for k in knees])
            start = knees[numpy.argmin(profile)]
            best = optimize.minimize_scalar(lambda k: with_parallel(k, y, w), method="bounded", options={"xatol": 1e-9},
                                            bounds=(max(start - step, SIZES[1]), min(start + step, SIZES[-2])))
            df, start = len(SIZES) - 4, best.x if best.fun < profile.min() else start
            chi_square = min(best.fun, profile.min())
            limit = chi_square + max(1, chi_square / df) * stats.f.ppf(0.95, 1, df)
            over = lambda k: with_parallel(k, y, w) - limit
            within = numpy.append(knees[profile <= limit], start)
            low = min(knee, optimize.brentq(over, max(within.min() - step, SIZES[1]), within.min())) if over(SIZES[1]) > 0 else ""
            high = max(knee, optimize.brentq(over, within.max(), min(within.max() + step, SIZES[-2]))) if over(SIZES[-2]) > 0 else ""
            row = [name, model, pa, pb, knee, low, high]
        points = " ".join(f"{m!r} {s!r} {c}" for m, s, c in zip(map(float, mean), map(float, sd), n))
        table.writerow([*(repr(float(v)) if isinstance(v, (float, numpy.floating)) else v for v in row),
                        *(repr(float(s)) for s in scores), points])
