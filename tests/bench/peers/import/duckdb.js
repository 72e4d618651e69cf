#!/usr/bin/env node
// DuckDB copies the table with the schema given, and faastat's names and order of columns, through its Node.js package.
const { DuckDBInstance, version } = require("@duckdb/node-api");

async function main(file) {
    if (file === "--version") {
        console.log("DuckDB", version().replace(/^v/, ""));
        return;
    }
    const settings = process.env.BENCH_THREADS ? { threads: process.env.BENCH_THREADS } : {};
    const connection = await (await DuckDBInstance.create(":memory:", settings)).connect();
    await connection.run(`
        copy (select experiment, model, memory_mb, timestamp_s as start_s, latency_s, inference_s, status
              from read_csv('${file.replace(/'/g, "''")}', header = true, auto_detect = false, delim = ',', quote = '"',
                            columns = {'model': 'varchar', 'memory_mb': 'int', 'experiment': 'varchar',
                                       'timestamp_s': 'double', 'latency_s': 'double', 'inference_s': 'double',
                                       'status': 'int'}))
        to '/dev/stdout' (format csv, header)`);
}

main(process.argv[2]);
