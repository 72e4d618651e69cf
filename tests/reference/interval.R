# Expected intervals, by R's pbinom and qt. Run by hand, from this folder: Rscript interval.R
# writes rank_interval.csv (n,p,level,low,high,coverage; rank 0 is no bound) and t_interval.csv.
tidy <- function(x) sprintf("%.17g", x)
out <- file("rank_interval.csv", "w")
writeLines("n,p,level,low,high,coverage", out)
for (n in c(1, 2, 5, 6, 16, 25, 71, 72, 250, 1000, 10000, 1e6, 1e8))
  for (p in c(0.05, 0.5, 0.9, 0.95, 0.99, 0.999)) for (level in c(0.8, 0.95, 0.999)) {
    tail <- (1 - level) / 2
    low <- qbinom(tail, n, p)                    # smallest k with P(B <= k) >= tail
    while (low >= 1 && pbinom(low - 1, n, p) > tail) low <- low - 1
    while (pbinom(low, n, p) <= tail) low <- low + 1
    high <- qbinom(tail, n, p, lower.tail = FALSE) + 1
    while (high <= n && pbinom(high - 1, n, p, lower.tail = FALSE) > tail) high <- high + 1
    while (high > 1 && pbinom(high - 2, n, p, lower.tail = FALSE) <= tail) high <- high - 1
    if (high > n) high <- 0
    below <- if (low > 0) pbinom(low - 1, n, p) else 0
    above <- if (high > 0) pbinom(high - 1, n, p, lower.tail = FALSE) else 0
    coverage <- if (low == 0 && high == 0) 0 else 1 - below - above
    writeLines(paste(tidy(n), p, level, tidy(low), tidy(high), tidy(coverage), sep = ","), out)
  }
close(out)
out <- file("t_interval.csv", "w")
writeLines("mean,sd,n,level,low,high", out)
for (n in c(2, 5, 16, 25, 2500)) for (level in c(0.5, 0.9, 0.95, 0.99)) {
  half <- qt((1 + level) / 2, n - 1) * 4.3921 / sqrt(n)
  writeLines(paste(tidy(12.6687), tidy(4.3921), n, level, tidy(12.6687 - half), tidy(12.6687 + half), sep = ","), out)
}
close(out)
