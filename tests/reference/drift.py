"""Reference values for tests/unit/test_dependence.c and test_drift.c by other hands than R's. Made with statsmodels
0.13.5 and scipy 1.10.1. Run from the root of the repository, after drift.R: python3 tests/reference/drift.py
Writes tests/reference/drift_python.csv: label,r1,r2,r3,ljung_box_10,p,tau,theil_sen of the series in drift.csv
"""

import numpy
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf

with open("tests/reference/drift.csv") as rows, open("tests/reference/drift_python.csv", "w") as out:
    for row in rows:
        label, *numbers = row.strip().split(",")
        values = numpy.array([float(number) for number in numbers[15:]])
        if len(values) <= 10 or min(values) == max(values):
            continue
        box = acorr_ljungbox(values, lags=[10])
        cells = list(acf(values, nlags=3, fft=False)[1:])
        cells += [box["lb_stat"].iloc[0], box["lb_pvalue"].iloc[0]]
        time = numpy.arange(1, len(values) + 1)
        cells += [stats.kendalltau(values, time).statistic, stats.theilslopes(values, time).slope]
        print(label, *("%.15g" % cell for cell in cells), sep=",", file=out)
