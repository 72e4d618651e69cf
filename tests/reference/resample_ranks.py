# Prints how many of all n^n resamples of n different values have their order statistics `first` and `last`, from 0,
# at the ranks a and b of the sample. Counted one by one.
# Usage: python3 tests/reference/resample_ranks.py >tests/reference/resample_ranks.csv
from collections import Counter
from itertools import product

print("n,first,last,a,b,resamples")
for n, first, last in [(2, 0, 1), (3, 1, 1), (4, 0, 1), (5, 2, 3), (6, 1, 3), (6, 4, 5)]:
    counts = Counter()
    for resample in product(range(n), repeat=n):
        resample = sorted(resample)
        counts[resample[first], resample[last]] += 1
    for (a, b), count in sorted(counts.items()):
        print(n, first, last, a, b, count, sep=",")
