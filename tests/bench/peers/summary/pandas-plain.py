#!/usr/bin/python3
# pandas, as a notebook has it: everything is read, then grouped.
import sys
import pandas as pd

if sys.argv[1] == "--version":
    sys.exit(print("pandas", pd.__version__))

latency = pd.read_csv(sys.argv[1]).groupby(["model", "memory_mb"])["latency_s"]
table = latency.agg(["count", "mean", "std", "min", "max"])
table.columns = ["n", "mean", "sd", "min", "max"]
for p in [0.5, 0.9, 0.95, 0.99, 0.999]:
    table["p%g" % (100 * p)] = latency.quantile(p)
table.to_csv(sys.stdout, float_format="%.17g")
