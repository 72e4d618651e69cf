#!/usr/bin/python3
# scipy.stats.bootstrap, BCa, vectorised: NAME LOW HIGH SECONDS of the mean and of p95, of the values in a file.
import sys
import time
import numpy as np
import scipy
from scipy.stats import bootstrap

if sys.argv[1] == "--version":
    sys.exit(print("scipy", scipy.__version__))

values = np.loadtxt(sys.argv[1])
for name, statistic in [("mean", np.mean), ("p95", lambda x, axis: np.quantile(x, 0.95, axis=axis))]:
    start = time.perf_counter()
    result = bootstrap((values,), statistic, n_resamples=9999, method="BCa", vectorized=True, random_state=1)
    seconds = time.perf_counter() - start
    print(name, *result.confidence_interval, seconds)
