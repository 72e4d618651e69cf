# Reference quantiles for tests/unit/test_quantile.c: R's quantile(), all nine types. Made with R 4.2.2.
# Run from the root of the repository: Rscript tests/reference/quantile.R
# Writes tests/reference/quantile.csv: what,p,number; a row of what "sample" begins a sample (its n), rows of
# what "value" are its values in no order, rows of what "1" to "9" the quantiles by that type.

set.seed(20240229)
samples <- list(
    c(0.125),
    c(3.25, 1.5),
    c(10.9972, 12.8674, 10.2291, 26.0098, 10.5407),
    round(rlnorm(16, 2.4, 0.3), 4),
    round(rlnorm(25, 0.2, 0.8), 3),
    rlnorm(250, -1, 1.2),
    sample(c(0.25, 0.5, 0.75, 1, 12.5), 25, replace = TRUE),        # ties
    round(rnorm(100, 5, 2), 1),                                      # ties, n p whole for many p
    as.vector(outer(c(1e15, 1e-15, -1e15, -1e-15, 1), c(1.1, 2.3, 3.7, 5.9, 7.3))),
    # type 8 puts p = 0.5 within R's tolerance below rank 7 of 13, and p = 0.95 just outside it below rank 13
    c(-6e15, -5e15, -4e15, -3e15, -2e15, -1e15, 1e-15, 2e-15, 3e-15, 4e-15, 5e-15, 6e-15, 1e15),
    c(-1e-310, 4.9e-324, -2.5e300, 1.7e308, -1.7e308, 1e-5, -3)
)
ps <- c(0, 0.001, 0.05, 0.1, 0.25, 0.29, 1 / 3, 0.5, 0.55, 0.7, 0.75, 0.9, 0.95, 0.99, 0.999, 1)

out <- file("tests/reference/quantile.csv", "w")
writeLines("what,p,number", out)
for (x in samples) {
    writeLines(sprintf("sample,0,%d", length(x)), out)
    writeLines(sprintf("value,0,%.17g", x), out)
    for (type in 1:9) {
        writeLines(sprintf("%d,%.17g,%.17g", type, ps, quantile(x, ps, names = FALSE, type = type)), out)
    }
}
close(out)
