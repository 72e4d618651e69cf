#!/bin/sh
# Miller; -i interpolates between order statistics as type 7 does.
set -eu
if [ "$1" = --version ]; then
    mlr --version
    exit
fi
mlr --icsv --ocsv --ofmt %.17g stats1 -a count,mean,stddev,min,max,p50,p90,p95,p99,p99.9 -i -f latency_s \
    -g model,memory_mb 'then' rename -r '^latency_s_(.*)$,\1' 'then' rename count,n,stddev,sd "$1"
