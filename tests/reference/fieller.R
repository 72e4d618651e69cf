# The interval of a ratio of means: the ratios r at which Student's t of b - r a, with Satterthwaite's degrees of freedom at the
# ratio of the means, is at its quantile, found by uniroot() rather than from Fieller's formula. Writes fieller.csv.
# Rscript tests/reference/fieller.R (R 4.2.2)
cases <- data.frame(
  a_mean = c(2.5, 12.6687, 0.2, 24.18, 1e6), a_sd = c(0.4, 4.3921, 0.03, 0.9, 3e4), a_n = c(5, 16, 8, 5, 1000),
  b_mean = c(3.25, 10.1, 0.19, 19.68, 1.01e6), b_sd = c(0.9, 0, 0.001, 2.3, 2e5), b_n = c(5, 24, 25, 5, 30),
  level = c(0.95, 0.95, 0.9, 0.99, 0.95))
bound <- function(case, side) with(case, {
  r <- b_mean / a_mean
  va <- a_sd^2 / a_n
  vb <- b_sd^2 / b_n
  df <- (r^2 * va + vb)^2 / ((r^2 * va)^2 / (a_n - 1) + vb^2 / (b_n - 1))
  t <- qt(1 - (1 - level) / 2, df)
  f <- function(x) (b_mean - x * a_mean) / sqrt(vb + x^2 * va) + side * t
  uniroot(f, if (side < 0) c(0, r) else c(r, 10 * r), tol = 1e-15, maxiter = 10000)$root
})
cases$low <- sapply(seq_len(nrow(cases)), function(i) bound(cases[i, ], -1))
cases$high <- sapply(seq_len(nrow(cases)), function(i) bound(cases[i, ], 1))
cases$low <- sprintf("%.17g", cases$low)
cases$high <- sprintf("%.17g", cases$high)
write.csv(cases, "tests/reference/fieller.csv", row.names = FALSE, quote = FALSE)
