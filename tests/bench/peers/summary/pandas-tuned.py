#!/usr/bin/python3
# pandas, tuned: only the columns that are needed, the types given, all quantiles at once.
import sys
import pandas as pd

if sys.argv[1] == "--version":
    sys.exit(print("pandas", pd.__version__, "tuned"))

types = {"model": "category", "memory_mb": "int32", "latency_s": "float64"}
rows = pd.read_csv(sys.argv[1], usecols=list(types), dtype=types, engine="c")
latency = rows.groupby(["model", "memory_mb"], observed=True, sort=False)["latency_s"]
table = latency.agg(["count", "mean", "std", "min", "max"])
table.columns = ["n", "mean", "sd", "min", "max"]
quantiles = latency.quantile([0.5, 0.9, 0.95, 0.99, 0.999]).unstack()
quantiles.columns = ["p%g" % (100 * p) for p in quantiles.columns]
table.join(quantiles).to_csv(sys.stdout, float_format="%.17g")
