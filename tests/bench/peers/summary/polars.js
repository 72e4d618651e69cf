#!/usr/bin/env node
// Polars, lazily and with the types given, through its Node.js package.
if (process.env.BENCH_THREADS) {
    process.env.POLARS_MAX_THREADS = process.env.BENCH_THREADS;
}
const pl = require("nodejs-polars").default;

if (process.argv[2] === "--version") {
    console.log("Polars", require("nodejs-polars/package.json").version);
    process.exit();
}
const schema = {
    model: pl.Utf8, memory_mb: pl.Int32, experiment: pl.Utf8, timestamp_s: pl.Float64, latency_s: pl.Float64,
    inference_s: pl.Float64, status: pl.Int32,
};
const x = pl.col("latency_s");
const table = pl.scanCSV(process.argv[2], { schema })
    .groupBy(["model", "memory_mb"])
    .agg(x.count().alias("n"), x.mean().alias("mean"), x.std().alias("sd"), x.min().alias("min"), x.max().alias("max"),
         ...[0.5, 0.9, 0.95, 0.99, 0.999].map((p) => x.quantile(p, "linear").alias("p" + +(100 * p).toFixed(1))))
    .collectSync();
console.log(table.columns.join(","));
table.rows().forEach((row) => console.log(row.join(",")));
