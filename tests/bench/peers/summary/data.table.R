#!/usr/bin/env Rscript
# R's data.table.
arguments <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(data.table))
if (arguments[1] == "--version") {
    cat("data.table", as.character(packageVersion("data.table")), "\n")
    quit()
}
options(digits = 17)
if (Sys.getenv("BENCH_THREADS") != "") setDTthreads(as.integer(Sys.getenv("BENCH_THREADS")))
rows <- fread(arguments[1], select = c("model", "memory_mb", "latency_s"), showProgress = FALSE)
p <- c(0.5, 0.9, 0.95, 0.99, 0.999)
table <- rows[, c(list(n = .N, mean = mean(latency_s), sd = sd(latency_s), min = min(latency_s), max = max(latency_s)),
                  setNames(as.list(quantile(latency_s, p, type = 7)), paste0("p", 100 * p))),
              by = .(model, memory_mb)]
write.csv(table, stdout(), quote = FALSE, row.names = FALSE)
