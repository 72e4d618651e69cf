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
    const objects = `
        select 'any', mb, count(*)::int n, avg(s), stddev_samp(s), min(s), max(s), quantile_cont(s, [0.5, 0.9, 0.95, 0.99, 0.999])
        from (select record.metrics.memorySizeMB mb, record.metrics.durationMs / 1000 s
              from read_json('${name}', format = 'newline_delimited',
                             columns = {type: 'varchar',
                                        record: 'struct(metrics struct(durationMs double, memorySizeMB int))'})
              where type = 'platform.report')
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
    const numbers = `count(*)::int n, avg(s) mean, stddev_samp(s) sd, min(s) "min", max(s) "max",
                     quantile_cont(s, [0.5, 0.9, 0.95, 0.99, 0.999])`;
    const text = (...names) => names.map((column) => `'${column}': 'varchar'`).join(", ");
    const samples = `
        select label, null, ${numbers}
        from (select label, elapsed / 1000 s
              from read_csv('${name}', header = true, auto_detect = false, delim = ',', quote = '"',
                            columns = {'timeStamp': 'bigint', 'elapsed': 'double', 'label': 'varchar',
                                       'responseCode': 'varchar', ${text("responseMessage", "threadName", "dataType")},
                                       'success': 'boolean', ${text("failureMessage")}, 'bytes': 'bigint',
                                       'sentBytes': 'bigint', 'grpThreads': 'int', 'allThreads': 'int', 'URL': 'varchar',
                                       'Latency': 'bigint', 'IdleTime': 'bigint', 'Connect': 'bigint'})
              where success)
        group by all`;
    const metrics = `
        select name, null, ${numbers}
        from (select name, metric_value / 1000 s
              from read_csv('${name}', header = true, auto_detect = false, delim = ',', quote = '"',
                            columns = {'metric_name': 'varchar', 'timestamp': 'bigint', 'metric_value': 'double',
                                       ${text("check", "error", "error_code", "expected_response", "group", "method",
                                              "name", "proto", "scenario", "service", "status", "subproto",
                                              "tls_version", "url", "extra_tags", "metadata")}})
              where metric_name = 'http_req_duration')
        group by all`;
    const table = `
        select model, memory_mb, count(*)::int n, avg(latency_s) mean, stddev_samp(latency_s) sd, min(latency_s) "min",
               max(latency_s) "max", quantile_cont(latency_s, [0.5, 0.9, 0.95, 0.99, 0.999]) q
        from read_csv('${name}', header = true, auto_detect = false, delim = ',', quote = '"',
                      columns = {'model': 'varchar', 'memory_mb': 'int', 'experiment': 'varchar',
                                 'timestamp_s': 'double', 'latency_s': 'double', 'inference_s': 'double',
                                 'status': 'int'})
        group by all`;
    const queries = { report: log, platform: objects, k6: points, mixed: points, jtl: samples, k6csv: metrics, "mixed-k6csv": metrics };
    const kind = /[0-9]-([a-z0-9-]+)\.csv$/.exec(file);
    const query = (kind !== null && queries[kind[1]]) || table;
    const reader = await connection.runAndReadAll(query);
    const names = query === samples || query === metrics ? "label,unused" : "model,memory_mb";
    console.log(`${names},n,mean,sd,min,max,p50,p90,p95,p99,p99.9`);
    for (const row of reader.getRows()) {
        console.log([...row.slice(0, 7), ...row[7].items].join(","));
    }
}

main(process.argv[2]);
