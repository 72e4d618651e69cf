# Reference intervals for tests/unit/test_interval.c, by R's pbinom() and qt(). Made with R 4.2.2.
# Run from the root of the repository: Rscript tests/reference/interval.R
# Writes tests/reference/interval_quantile.csv: n,p,level,low,high,coverage,needs_low,needs_high
#    and tests/reference/interval_mean.csv: mean,sd,n,level,low,high

# The largest l with P(B <= l - 1) <= tail, 0 for none: from qbinom() and then by trying.
low_rank <- function(n, p, tail) {
    l <- max(qbinom(tail, n, p) - 2, 0)
    while (l < n && pbinom(l, n, p) <= tail) l <- l + 1
    while (l > 0 && pbinom(l - 1, n, p) > tail) l <- l - 1
    l
}

# The smallest u with P(B >= u) <= tail, 0 for none.
high_rank <- function(n, p, tail) {
    u <- min(qbinom(tail, n, p, lower.tail = FALSE) + 3, n + 1)
    while (u > 1 && pbinom(u - 2, n, p, lower.tail = FALSE) <= tail) u <- u - 1
    while (u <= n && pbinom(u - 1, n, p, lower.tail = FALSE) > tail) u <- u + 1
    if (u > n) 0 else u
}

# The smallest n for which a chance that comes to pass in each of n draws is at most the tail.
needs <- function(log_chance, tail) {
    n <- max(1, floor(log(tail) / log_chance) - 2)
    while (exp(n * log_chance) > tail) n <- n + 1
    n
}

out <- file("tests/reference/interval_quantile.csv", "w")
writeLines("n,p,level,low,high,coverage,needs_low,needs_high", out)
ns <- c(1:12, 16, 20, 25, 30, 50, 71, 72, 73, 100, 119, 120, 250, 500, 1000, 3687, 3688, 1e4, 1e6, 1e7, 1e8, 1e9)
for (n in ns) for (p in c(0.5, 0.9, 0.95, 0.99, 0.999, 0.1, 1 / 3, 0.001)) for (level in c(0.95, 0.99, 0.8)) {
    if (level == 0.8 && n %in% c(1e4, 1e6, 1e7)) next
    tail <- (1 - level) / 2 * (1 + 1e-12)  # (1 - 0.8) / 2 is a bit less than 0.1 in binary
    low <- low_rank(n, p, tail)
    high <- high_rank(n, p, tail)
    coverage <- 1 - (if (low == 0) 0 else pbinom(low - 1, n, p)) -
        (if (high == 0) 0 else pbinom(high - 1, n, p, lower.tail = FALSE))
    if (low == 0 && high == 0) coverage <- 0
    writeLines(sprintf("%.0f,%.17g,%.17g,%.0f,%.0f,%.15g,%.0f,%.0f", n, p, level, low, high, coverage,
                       needs(log1p(-p), tail), needs(log(p), tail)), out)
}
close(out)

out <- file("tests/reference/interval_mean.csv", "w")
writeLines("mean,sd,n,level,low,high", out)
for (n in c(2, 3, 4, 5, 8, 16, 25, 30, 100, 250, 1000, 1e5, 1e9)) for (level in c(0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999)) {
    half <- qt((1 - level) / 2, n - 1, lower.tail = FALSE) * 4.3921 / sqrt(n)
    writeLines(sprintf("12.6687,4.3921,%.0f,%.17g,%.17g,%.17g", n, level, 12.6687 - half, 12.6687 + half), out)
}
close(out)
