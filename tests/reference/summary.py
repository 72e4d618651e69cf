#!/usr/bin/python3
"""What numpy makes of the study's cold values and of ResNet50's warm lists. Run by hand from this folder with Debian's
python3-numpy; writes ../cli/summary-agrees-with-numpy/numpy.csv."""
import csv
import itertools

import numpy

rows = []
for name, measures in (("cold", ["duration_s"]), ("warm_requests_resnet50", ["latency_s", "inference_s"])):
    dump = list(csv.DictReader(open(f"../../data/study/{name}.csv")))
    for measure in measures:
        key = lambda row: (row["experiment"], row["model"], row["memory_mb"])
        for group, requests in itertools.groupby(dump, key):
            x = numpy.array([float(request[measure]) for request in requests])
            numbers = [numpy.mean(x), numpy.std(x, ddof=1), numpy.std(x), numpy.min(x)]
            numbers += [numpy.quantile(x, p) for p in (0.05, 0.5, 0.9, 0.95, 0.99)] + [numpy.max(x)]
            rows.append([*group, measure, len(x), *(repr(float(number)) for number in numbers)])
header = "experiment,model,memory_mb,measure,n,mean,sd,population_sd,min,p5,p50,p90,p95,p99,max".split(",")
with open("../cli/summary-agrees-with-numpy/numpy.csv", "w", newline="") as out:
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
