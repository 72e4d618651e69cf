#!/usr/bin/env node
// DuckDB with the schema given, through its Node.js package.
const { DuckDBInstance, version } = require("@duckdb/node-api");

async function main(file) {
    if (file === "--version") {
        console.log("DuckDB", version().replace(/^v/, ""));
        return;
    }
    const settings = process.env.BENCH_THREADS ? { threads: process.env.BENCH_THREADS } : {};
    const connection = await (await DuckDBInstance.create(":memory:", settings)).connect();
    const name = file.replace(/'/g, "''");
    const log = `
        select 'any', regexp_extract(line, '\\tMemory Size: ([0-9]+) MB', 1) mb, count(*)::int n, avg(s), stddev_samp(s),
               min(s), max(s), quantile_cont(s, [0.5, 0.9, 0.95, 0.99, 0.999])
        from (select line, cast(regexp_extract(line, '\\tDuration: ([0-9.]+) ms', 1) as double) / 1000 s
              from read_csv('${name}', columns = {'line': 'varchar'}, delim = '\x01', quote = '', escape = '',
                            header = false, auto_detect = false)
              where line like 'REPORT RequestId: %')
        group by all`;
    const points = `
        select data.tags.model, cast(data.tags.memory_mb as int) mb, count(*)::int n, avg(s), stddev_samp(s), min(s), max(s),
               quantile_cont(s, [0.5, 0.9, 0.95, 0.99, 0.999])
        from (select data, data.value / 1000 s
              from read_json('${name}', format = 'newline_delimited',
                             columns = {metric: 'varchar', type: 'varchar',
                                        data: 'struct(value double, tags struct(model varchar, memory_mb varchar))'})
              where metric = 'http_req_duration' and type = 'Point')
        group by all`;
    const table = `
        select model, memory_mb, count(*)::int n, avg(latency_s) mean, stddev_samp(latency_s) sd, min(latency_s) "min",
               max(latency_s) "max", quantile_cont(latency_s, [0.5, 0.9, 0.95, 0.99, 0.999]) q
        from read_csv('${name}', header = true, auto_detect = false, delim = ',', quote = '"',
                      columns = {'model': 'varchar', 'memory_mb': 'int', 'experiment': 'varchar',
                                 'timestamp_s': 'double', 'latency_s': 'double', 'inference_s': 'double',
                                 'status': 'int'})
        group by all`;
    const reader = await connection.runAndReadAll(/-report\.csv$/.test(file) ? log : /-(k6|mixed)\.csv$/.test(file) ? points : table);
    console.log("model,memory_mb,n,mean,sd,min,max,p50,p90,p95,p99,p99.9");
    for (const row of reader.getRows()) {
        console.log([...row.slice(0, 7), ...row[7].items].join(","));
    }
}

main(process.argv[2]);
