"""The interval of a throughput from 20 blocks of time: numpy's histogram of the ends, scipy's t. Writes throughput.csv, of which
the requests come from a linear congruential generator that the test repeats. python3 tests/reference/throughput.py (numpy 1.24,
scipy 1.10)"""
import numpy as np
from scipy import stats

LEVELS = (0.9, 0.95, 0.99)


def requests(seed, n):
    """Starts with gaps of 0 to 0.2 s and latencies of 0.1 to 0.6 s, from Park and Miller's generator."""
    start_s, end_s, at = [], [], 1000.0
    for _ in range(n):
        seed = seed * 16807 % 2147483647
        at += seed / 2147483647 * 0.2
        seed = seed * 16807 % 2147483647
        start_s.append(at)
        end_s.append(at + 0.1 + seed / 2147483647 * 0.5)
    return np.array(start_s), np.array(end_s)


with open("tests/reference/throughput.csv", "w") as file:
    print("seed,n,level,per_s,low,high", file=file)
    for seed, n in ((1, 100), (7, 250), (11, 2500)):
        start_s, end_s = requests(seed, n)
        span = (start_s.min(), end_s.max())
        counts, _ = np.histogram(end_s, bins=20, range=span)
        rates = counts / ((span[1] - span[0]) / 20)
        for level in LEVELS:
            low, high = stats.t.interval(level, 19, rates.mean(), stats.sem(rates))
            print(f"{seed},{n},{level},{n / (span[1] - span[0])!r},{low!r},{high!r}", file=file)
