#!/bin/sh
# gawk: sums while it reads, an array a group that is sorted at the end.
set -eu
if [ "$1" = --version ]; then
    gawk --version | sed -n '1s/^GNU Awk \([0-9.]*\).*/gawk \1/p'
    exit
fi
LC_ALL=C gawk -F, '
NR > 1 {
    group = $1 "," $2
    x = $5 + 0
    values[group][++n[group]] = x
    distance = x - mean[group] # Welford, as a sum of squares loses digits
    mean[group] += distance / n[group]
    squares[group] += distance * (x - mean[group])
}
function quantile(sorted, count, p,    at, below) {
    at = 1 + (count - 1) * p
    below = int(at)
    return below < count ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[count]
}
END {
    print "model,memory_mb,n,mean,sd,min,max,p50,p90,p95,p99,p99.9"
    for (group in values) {
        count = asort(values[group], sorted)
        printf "%s,%d,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\n", group, count, mean[group],
            (count > 1 ? sqrt(squares[group] / (count - 1)) : 0), sorted[1], sorted[count], quantile(sorted, count, 0.5),
            quantile(sorted, count, 0.9), quantile(sorted, count, 0.95), quantile(sorted, count, 0.99),
            quantile(sorted, count, 0.999)
    }
}' "$1"
