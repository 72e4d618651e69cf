#!/bin/sh
# sqlite3 in memory. It has neither sd nor quantiles: sd in two passes, quantiles by row numbers.
set -eu
if [ "$1" = --version ]; then
    sqlite3 --version | sed 's/\([0-9.]*\).*/sqlite3 \1/'
    exit
fi
sqlite3 -batch :memory: <<END
create table dump (model text, memory_mb int, experiment text, timestamp_s real, latency_s real, inference_s real,
                   status int);
.mode csv
.import --skip 1 "$1" dump
.headers on
create temp table total as
    select model, memory_mb, count(*) n, avg(latency_s) mean, min(latency_s) low, max(latency_s) high
    from dump group by 1, 2;
create temp table spread as
    select d.model, d.memory_mb, sqrt(sum((latency_s - mean) * (latency_s - mean)) / (n - 1)) sd
    from dump d join total using (model, memory_mb) group by 1, 2;
create temp table ranked as
    select model, memory_mb, latency_s x, row_number() over (partition by model, memory_mb order by latency_s) - 1 rank
    from dump;
create temp table wanted (p real);
insert into wanted values (0.5), (0.9), (0.95), (0.99), (0.999);
create temp table place as
    select model, memory_mb, p, cast((n - 1) * p as int) rank, (n - 1) * p - cast((n - 1) * p as int) share
    from total cross join wanted;
create temp table quantile as
    select model, memory_mb, p, sum(x * case when r.rank = l.rank then 1 - share else share end) x
    from place l join ranked r using (model, memory_mb) where r.rank in (l.rank, l.rank + 1) group by 1, 2, 3;
select model, memory_mb, n, printf('%!.17g', mean) mean, printf('%!.17g', sd) sd, printf('%!.17g', low) min,
       printf('%!.17g', high) max, printf('%!.17g', sum(x) filter (where p = 0.5)) p50,
       printf('%!.17g', sum(x) filter (where p = 0.9)) p90, printf('%!.17g', sum(x) filter (where p = 0.95)) p95,
       printf('%!.17g', sum(x) filter (where p = 0.99)) p99, printf('%!.17g', sum(x) filter (where p = 0.999)) "p99.9"
from total join spread using (model, memory_mb) join quantile using (model, memory_mb) group by 1, 2;
END
