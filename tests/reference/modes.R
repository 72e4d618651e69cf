# Reference dips for tests/unit/test_modes.c, by R's diptest 0.76 on R 4.2.2.
# Run from the root of the repository: Rscript tests/reference/modes.R
# Writes tests/reference/modes.csv: label,dip,values...
# and prints the rows of diptest's table of quantiles that stand as constants in the test.
library(diptest)
data(statfaculty, qDiptab)
set.seed(20240612, kind = "Mersenne-Twister", normal.kind = "Inversion")
series <- list(
    two_values = c(1.5, 4.25),
    five = c(1, 2, 3, 4.5, 9),
    uniform = round(runif(150), 4),
    normal = round(rnorm(301), 3),
    bimodal = round(c(rnorm(120), rnorm(80, 6)), 3),
    trimodal = round(c(rnorm(50), rnorm(50, 9), rnorm(60, 20)), 3),
    exponential = round(rexp(200), 3),
    two_points = rep(c(2, 3), c(60, 40)),
    ties_everywhere = sample(c(1, 2, 2, 3, 7, 8, 8), 100, replace = TRUE),
    far_apart = sample(c(1e15, 1e-15, 3e-15, 2e15), 60, replace = TRUE),
    even = 1:64,
    statfaculty = statfaculty
)
for (k in 1:150) {
    n <- sample(3:30, 1)
    series[[paste0("integers_", k)]] <- c(0, sample(1:sample(c(3, 6, 20, 90), 1), n, replace = TRUE))
}
for (k in 1:60) series[[paste0("skew_", k)]] <- round(rexp(sample(4:60, 1))^sample(1:3, 1), 2)
out <- file("tests/reference/modes.csv", "w")
for (label in names(series)) {
    x <- series[[label]]
    if (min(x) == max(x)) next
    writeLines(paste(c(label, sprintf("%.15g", c(dip(x), x))), collapse = ","), out)
}
close(out)
print(qDiptab[c("10", "50", "200"), c("0.5", "0.9", "0.95", "0.99")], digits = 10)
