# Reference values for tests/unit/test_autocorrelation.c, test_drift.c and test_modes.c (outliers). Made with
# R 4.2.2: acf(), Box.test(), cor.test(), mad(); the rest straight from the definitions, over all pairs, each t, each cut.
# Run from the root of the repository: Rscript tests/reference/drift.R
# Writes tests/reference/autocorrelation.csv: label,statistic,p,r1..r20,values...
#    and tests/reference/drift.csv: label,s,tau,mk_p,sen,tenth,k,position,cut,mean,mean_kept,median,mad_low,mad_high,n_low,n_high,values...
# nan stands for what the series is too short or too equal for.

set.seed(20240611, kind = "Mersenne-Twister", normal.kind = "Inversion")
ar1 <- function(n, phi) as.numeric(arima.sim(list(ar = phi), n))
series <- list(
    constant = rep(2.5, 30),
    two_values = c(1.5, 4.25),
    nine = c(3, 1, 4, 1, 5, 9, 2, 6, 5),
    ties_everywhere = sample(0:3, 121, replace = TRUE),
    half_equal = sample(c(rep(7, 60), round(7 + rexp(40), 2), 6.5)),
    far_apart = sample(c(1e15, 1e-15, 3e-15), 45, replace = TRUE),
    independent = round(rnorm(250, 10), 3),
    ar1_positive = round(20 + ar1(300, 0.6), 3),
    ar1_negative = round(20 + ar1(300, -0.5), 3),
    ar1_strong = round(5 + ar1(299, 0.95), 3),
    step = round(c(rnorm(80, 10), rnorm(120, 12)), 3),
    ramp = seq(0.25, 12.5, by = 0.25),
    ramp_down = round(50 - 0.02 * 1:180 + rnorm(180), 2),
    warm_up = round(10 + 8 * exp(-(1:203) / 12) + rnorm(203, 0, 0.4), 3),
    alternating = rep(c(4.5, 5.5), 32),
    alternating_noise = round(5 + rep(c(-1, 1), 75) + rnorm(150, 0, 0.3), 3),
    outliers = round(c(rlnorm(140), -30, 60, 95), 3)[sample(143)]
)

autocorrelation <- function(x) {
    n <- length(x)
    lags <- min(20, n - 1)
    if (min(x) == max(x)) return(rep(NaN, 22))
    rho <- acf(x, lag.max = n - 1, plot = FALSE)$acf
    # Its p is 1 - pchisq(), which has no digits of a small one.
    box <- Box.test(x, lag = lags, type = "Ljung-Box")
    c(unname(box$statistic), pchisq(box$statistic, lags, lower.tail = FALSE), rho[1 + 1:lags], rep(NaN, 20 - lags))
}

mann_kendall <- function(x) {
    n <- length(x)
    if (min(x) == max(x)) return(rep(NaN, 3))
    signs <- sign(outer(x, x, function(a, b) b - a))
    s <- sum(signs[upper.tri(signs)])
    t <- as.numeric(table(x))
    variance <- (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5))) / 18
    p <- 2 * pnorm(max(0, abs(s) - 1) / sqrt(variance), lower.tail = FALSE)
    test <- suppressWarnings(cor.test(x, 1:n, method = "kendall", exact = FALSE, continuity = TRUE))
    if (n > 2 && !isTRUE(all.equal(p, test$p.value))) stop(s, ' ', p, ' ', test$p.value)
    c(s, unname(test$estimate), p)
}

sen <- function(x) {
    slopes <- outer(seq_along(x), seq_along(x), function(i, j) (x[j] - x[i]) / (j - i))
    median(slopes[upper.tri(slopes)])
}

tenth <- function(x) {
    k <- length(x) %/% 10
    if (k < 1) return(NaN)
    (mean(tail(x, k)) - mean(head(x, k))) / abs(mean(head(x, k)))
}

pettitt <- function(x) {
    n <- length(x)
    if (min(x) == max(x)) return(rep(NaN, 2))
    u <- sapply(1:(n - 1), function(t) abs(sum(sign(outer(x[1:t], x[(t + 1):n], "-")))))
    k <- max(u)
    c(k, which(u == k)[1])
}

mser5 <- function(x) {
    n <- length(x)
    if (n < 20) return(rep(NaN, 3))
    batches <- n %/% 5
    z <- colMeans(matrix(x[1:(5 * batches)], 5))
    criterion <- sapply(0:(batches %/% 2), function(d) {
        kept <- z[(d + 1):batches]
        sum((kept - mean(kept))^2) / length(kept)^2
    })
    cut <- 5 * (which.min(criterion) - 1)
    c(cut, mean(x), mean(x[(cut + 1):n]))
}

double_mad <- function(x) {
    m <- median(x)
    scale <- 1 / qnorm(0.75)
    low <- mad(x[x <= m], center = m, constant = scale)
    high <- mad(x[x >= m], center = m, constant = scale)
    if (low == 0 && high == 0) return(rep(NaN, 5))
    c(m, low, high, if (low > 0) sum((m - x) / low > 3.5) else 0, if (high > 0) sum((x - m) / high > 3.5) else 0)
}

write_rows <- function(path, numbers) {
    out <- file(path, "w")
    for (label in names(series)) {
        cells <- c(sprintf("%.15g", numbers(series[[label]])), sprintf("%.15g", series[[label]]))
        cells[cells == "NaN"] <- "nan"
        writeLines(paste(c(label, cells), collapse = ","), out)
    }
    close(out)
}
write_rows("tests/reference/autocorrelation.csv", autocorrelation)
write_rows("tests/reference/drift.csv", function(x) {
    c(mann_kendall(x), sen(x), tenth(x), pettitt(x), mser5(x), double_mad(x))
})

# For the constants in test_drift.c: too many values to keep, but made by a rule without rounding.
long <- function(n) ((1:n * 7919) %% 10007) / 8 + 1:n / 64
for (n in c(2001, 2500)) cat(sprintf("long %d: %.17g\n", n, sen(long(n))))
cat(sprintf("long ties: %.17g\n", sen(floor(long(2300) / 400))))
cat(sprintf("long falling: %.17g\n", sen(1e6 - 1:2400 * 3 + (1:2400 * 7919) %% 10007 / 512)))
cat(sprintf("long cubes: %.17g\n", sen((1:2005)^3)))
