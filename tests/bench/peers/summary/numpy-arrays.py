#!/usr/bin/python3
# numpy alone: its own reader, and one sort of the groups' codes.
import sys
import numpy as np

if sys.argv[1] == "--version":
    sys.exit(print("numpy", np.__version__))

columns = np.dtype([("model", "U11"), ("memory_mb", "i4"), ("latency_s", "f8")])
rows = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, usecols=(0, 1, 4), dtype=columns)
models, model = np.unique(rows["model"], return_inverse=True)
sizes, size = np.unique(rows["memory_mb"], return_inverse=True)
group = model * len(sizes) + size
order = np.argsort(group, kind="stable")
ends = np.cumsum(np.bincount(group, minlength=len(models) * len(sizes)))
print("model,memory_mb,n,mean,sd,min,max,p50,p90,p95,p99,p99.9")
for i, x in enumerate(np.split(rows["latency_s"][order], ends[:-1])):
    if len(x) > 0:
        numbers = [x.mean(), x.std(ddof=1), x.min(), x.max(), *np.percentile(x, [50, 90, 95, 99, 99.9])]
        print(models[i // len(sizes)], sizes[i % len(sizes)], len(x), *map("{:.17g}".format, numbers), sep=",")
