# Exact p of the Kolmogorov-Smirnov test, ties kept, by R 4.2.2, for tests/unit/test_kolmogorov_smirnov.c, which makes the
# same samples. Run from the root of the repository: Rscript tests/reference/kolmogorov_smirnov.R. It writes
# tests/reference/kolmogorov_smirnov.csv: n_a,n_b,ticks,shift,d,p. R takes p from 1 - P(D < d), so that it has 15 decimals.
sample_of <- function(n, step, ticks, shift) floor(((seq_len(n) * step) %% 101) * ticks / 101) + shift
rows <- expand.grid(n_a = c(3, 8, 25, 90), n_b = c(4, 8, 60), ticks = c(2, 5, 17, 101), shift = c(0, 1, 3))
for (i in seq_len(nrow(rows))) {
    r <- rows[i, ]
    test <- suppressWarnings(ks.test(sample_of(r$n_a, 37, r$ticks, 0), sample_of(r$n_b, 59, r$ticks, r$shift), exact = TRUE))
    rows$d[i] <- test$statistic
    rows$p[i] <- test$p.value
}
rows[] <- lapply(rows, function(x) sprintf("%.17g", x))
write.csv(rows, "tests/reference/kolmogorov_smirnov.csv", row.names = FALSE, quote = FALSE)
