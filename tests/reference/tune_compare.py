#!/usr/bin/python3
"""What tests/cli/tune-compare-to expects of model e with --interval independent: cost and latency of 1024 MB
over those of 512 MB, before and now. Student's interval of each mean; of costs that of the billed time, whole
milliseconds that have begun, as a line; MOVER on the logarithms (Zou and Donner 2008)."""
import csv
import math
import os
import statistics

T19 = 2.0930240544082634  # the 0.975 quantile of Student's t with 19 degrees of freedom (scipy.stats.t.ppf)
FOLDER = os.path.join(os.path.dirname(__file__), '../cli/tune-compare-to')


def estimate(values, scale=1, fee=0):
    mean, reach = statistics.fmean(values), T19 * statistics.stdev(values) / math.sqrt(len(values))
    return [fee + scale * x for x in (mean, mean - reach, mean + reach)]


def ratio(a, b):
    (a, al, au), (b, bl, bu) = [[math.log(x) for x in e] for e in (a, b)]
    return [math.exp(x) for x in (b - a, b - a - math.hypot(b - bl, au - a), b - a + math.hypot(bu - b, a - al))]


for kind in 'cost', 'latency':
    for name in 'before', 'now':
        rows = list(csv.DictReader(open(f'{FOLDER}/{name}.csv', encoding='utf-8')))
        sides = []
        for mb in 512, 1024:
            times = [float(r['latency_s']) for r in rows if r['model'] == 'e' and r['memory_mb'] == str(mb)]
            billed = [math.ceil(t * 1000 - 1e-9) / 1000 for t in times]
            sides.append(estimate(times) if kind == 'latency' else
                         estimate(billed, mb / 1024 * 0.0000166667, 0.0000002))
        print(kind, name, *ratio(*sides))
