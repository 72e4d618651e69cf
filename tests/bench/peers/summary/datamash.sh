#!/bin/sh
# GNU datamash, which sorts first. Its percentiles are whole numbers: it has no p99.9.
set -eu
if [ "$1" = --version ]; then
    datamash --version | sed -n '1s/.*) */datamash /p'
    exit
fi
echo model,memory_mb,n,mean,sd,min,max,p50,p90,p95,p99
LC_ALL=C datamash -t, -s --header-in --format %.17g -g 1,2 count 5 mean 5 sstdev 5 min 5 max 5 \
    perc:50 5 perc:90 5 perc:95 5 perc:99 5 <"$1"
