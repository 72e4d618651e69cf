# Two samples compared by R 4.2.2, for tests/unit/test_two_samples.c and test_compared.c. Run from the root of the repository:
# Rscript tests/reference/two_samples.R. It writes, in tests/reference/,
#
#   two_samples_data.csv  case,sample,value
#   two_samples.csv       what R makes of each case; NaN stands for what has to be refused
#   welch.csv             Welch's t test from figures: pt()
#   kruskal_wallis.csv    the cold starts of each model, one group for each memory size: kruskal.test()
#   adjust.csv            p.adjust()
#   wilson.csv            prop.test(correct = FALSE)

folder <- "tests/reference/"
number <- function(x) ifelse(is.na(x), "NaN", sprintf("%.17g", x))
write_rows <- function(name, rows) {
    rows[] <- lapply(rows, function(x) if (is.numeric(x)) number(x) else x)
    write.csv(rows, paste0(folder, name), row.names = FALSE, quote = FALSE)
}

# ---- the samples ----

set.seed(20231)
cold <- read.csv("data/study/cold.csv")
starts <- function(model, memory) cold$duration_s[cold$model == model & cold$memory_mb == memory]
cases <- list(
    small = list(c(3.1, 0.4, 2.2, 7.9), c(5.5, 1.7, 9.3, 8.8, 6.1, 4.25)),
    ties = list(c(1.5, 2.5, 2.5, 3.5, 9), c(2.5, 3.5, 3.5, 3.5, 4.5, 0.5, 9)),
    few_values = list(c(rep(1.25, 60), rep(2.5, 20)), c(rep(1.25, 30), rep(2.5, 45), 3.75)),
    one_and_five = list(2.75, c(3.5, 1.25, 4.5, 6.75, 8)),
    five_and_one = list(c(3.5, 1.25, 4.5, 6.75, 8), 2.75),
    one_and_one = list(4.5, 1.75),
    cold_inception = list(starts("inceptionv3", 1500), starts("inceptionv3", 1800)),
    cold_inception_far = list(starts("inceptionv3", 512), starts("inceptionv3", 2048)),
    cold_resnet = list(starts("resnet50", 1024), starts("resnet50", 1500)),
    warm = list(round(rlnorm(25, 0, 0.4), 5), round(rlnorm(24, 0.3, 0.4), 5)),
    lognormal = list(rlnorm(250, 0, 0.7), rlnorm(200, 0.15, 0.7)),
    fifty = list(rnorm(50, 3, 1), rnorm(50, 3.4, 1)),
    fifty_one = list(rnorm(51, 3, 1), rnorm(50, 3.4, 1)),
    ks_bound = list(rexp(100), rexp(100, 1.3)),
    ks_past_bound = list(rexp(101), rexp(100, 1.3)),
    far_tail = list(rnorm(50), rnorm(50, 3.5)),
    identical = list(c(2.5, 1.5, 4.75, 3.25, 6), c(2.5, 1.5, 4.75, 3.25, 6)),
    equal = list(rep(1.5, 5), rep(1.5, 4)),
    equal_but_one = list(rep(1.5, 5), c(rep(1.5, 3), 1.75)),
    two_constants = list(rep(1.5, 5), rep(2.5, 4)),
    disjoint = list(c(1.5, 2.5, 3.25, 0.75, 2), c(11, 12.5, 10.25, 14, 13, 19.5, 15)),
    disjoint_below = list(rnorm(60, 50), rnorm(55)),
    magnitudes = list(c(1e15, -1e15, 3e-15, 2.5e15, 1e-15, -4e-15, 7), c(2e15, 5e-15, -3e-15, 1e-15 / 3, 9e15, -2)),
    huge = list(c(1e150, 3e150, 7e150, 2e150), c(4e150, 9e150, 8e150)),
    tiny = list(c(1e-150, 3e-150, 7e-150, 2e-150), c(4e-150, 9e-150, 8e-150)),
    negative = list(c(-3.5, -1.25, -7.75), c(-2.5, -9.25, -4.5, -6))
)

# ---- each of them compared ----

has_ties <- function(a, b) anyDuplicated(c(a, b)) > 0
is_equal <- function(a, b) length(unique(c(a, b))) == 1

mann_whitney <- function(a, b) {
    exact <- !has_ties(a, b) && length(a) <= 50 && length(b) <= 50
    if (is_equal(a, b)) return(c(NaN, NaN, NaN))
    test <- suppressWarnings(wilcox.test(a, b, exact = exact, correct = TRUE))
    c(test$statistic, test$p.value, exact)
}

# D and its p are in two_samples.py: R 4.2.2 takes p from 1 - P(D < d), and its limit has 8 digits.
is_exact_smirnov <- function(a, b) !has_ties(a, b) && length(a) * length(b) <= 10000

welch <- function(a, b) {
    if (length(a) < 2 || length(b) < 2 || (sd(a) == 0 && sd(b) == 0)) return(c(NaN, NaN, NaN))
    va <- (sd(a) / sqrt(length(a)))^2  # t.test() refuses what it takes for almost constant
    vb <- (sd(b) / sqrt(length(b)))^2
    t <- (mean(a) - mean(b)) / sqrt(va + vb)
    df <- 1 / ((va / (va + vb))^2 / (length(a) - 1) + (vb / (va + vb))^2 / (length(b) - 1))
    if (abs(t) > 1e-9 && abs(mean(a)) < 1e100 && abs(mean(a)) > 1e-100) {
        test <- t.test(a, b)
        stopifnot(all.equal(c(t, df), unname(c(test$statistic, test$parameter)), tolerance = 1e-12))
    }
    c(t, df, 2 * pt(-abs(t), df))
}

kruskal <- function(groups) {
    if (length(unique(unlist(groups))) == 1) return(c(NaN, NaN))
    test <- kruskal.test(groups)
    c(test$statistic, test$p.value)
}

hodges_lehmann <- function(a, b, level) {
    m <- length(a)
    n <- length(b)
    differences <- sort(outer(b, a, "-"))
    if (!has_ties(a, b) && m <= 50 && n <= 50) {
        test <- suppressWarnings(wilcox.test(b, a, conf.int = TRUE, conf.level = level, exact = TRUE))
        rank <- max(1, qwilcox((1 - level) / 2, n, m))
        stopifnot(test$conf.int == differences[c(rank, m * n + 1 - rank)], test$estimate == median(differences))
        coverage <- 1 - 2 * pwilcox(rank - 1, n, m)
    } else {
        sd <- sqrt(m * n * (m + n + 1) / 12)
        rank <- max(1, ceiling(m * n / 2 - 0.5 + qnorm((1 - level) / 2) * sd))
        coverage <- 1 - 2 * pnorm((rank - 0.5 - m * n / 2) / sd)
    }
    c(median(differences), differences[c(rank, m * n + 1 - rank)], coverage)
}

data <- do.call(rbind, lapply(names(cases), function(name) {
    pair <- cases[[name]]
    data.frame(case = name, sample = rep(c("a", "b"), lengths(pair)), value = unlist(pair))
}))
write_rows("two_samples_data.csv", data)

results <- do.call(rbind, lapply(names(cases), function(name) {
    a <- cases[[name]][[1]]
    b <- cases[[name]][[2]]
    level <- if (name == "small") 0.9 else if (name == "warm") 0.99 else 0.95
    figures <- unname(c(level, mann_whitney(a, b), is_exact_smirnov(a, b), welch(a, b), kruskal(list(a, b)),
                        hodges_lehmann(a, b, level)))
    names(figures) <- c("level", "u", "u_p", "u_exact", "d_exact", "t", "t_df", "t_p", "h", "h_p",
                        "shift", "shift_low", "shift_high", "shift_coverage")
    data.frame(case = name, as.list(figures))
}))
write_rows("two_samples.csv", results)

# ---- from figures ----

grid <- expand.grid(mean_b = c(12.7, 13.5, 40), sd_b = c(0, 0.3, 4.5), n_a = c(2, 5, 30, 31, 250, 1e6), n_b = c(2, 24, 1e4))
t <- (12.5 - grid$mean_b) / sqrt(4.25^2 / grid$n_a + grid$sd_b^2 / grid$n_b)
df <- (4.25^2 / grid$n_a + grid$sd_b^2 / grid$n_b)^2 /
    ((4.25^2 / grid$n_a)^2 / (grid$n_a - 1) + (grid$sd_b^2 / grid$n_b)^2 / (grid$n_b - 1))
rows <- data.frame(mean_a = 12.5, sd_a = 4.25, n_a = grid$n_a, mean_b = grid$mean_b, sd_b = grid$sd_b, n_b = grid$n_b,
                   t = t, df = df, p = 2 * pt(-abs(t), df))
write_rows("welch.csv", rows)

rows <- do.call(rbind, lapply(unique(cold$model), function(model) {
    test <- kruskal.test(duration_s ~ memory_mb, cold[cold$model == model, ])
    data.frame(model = model, h = test$statistic, df = test$parameter, p = test$p.value)
}))
write_rows("kruskal_wallis.csv", rows)

tests <- list(c(0.04, 0.001, 0.03, 0.2, 0.012), c(0.5, 0.9, 0.7), c(0.01, 0.01, 0.01, 0.04), 0.03, c(0.02, NA, 0.04, NA, 0.001),
              c(NA, NA), runif(40)^3, c(1e-300, 3e-12, 1, 0, 0.25))
rows <- do.call(rbind, lapply(seq_along(tests), function(i) {
    data.frame(set = i, p = tests[[i]], holm = p.adjust(tests[[i]], "holm"), bh = p.adjust(tests[[i]], "BH"))
}))
write_rows("adjust.csv", rows)

grid <- expand.grid(share = c(0, 0.01, 0.2, 0.5, 0.97, 1), n = c(1, 2, 5, 25, 100, 1e6, 1e9), level = c(0.8, 0.95, 0.999))
rows <- do.call(rbind, lapply(seq_len(nrow(grid)), function(i) {
    n <- grid$n[i]
    successes <- round(grid$share[i] * n)
    interval <- suppressWarnings(prop.test(successes, n, conf.level = grid$level[i], correct = FALSE))$conf.int
    data.frame(successes = successes, n = n, level = grid$level[i], low = interval[1], high = interval[2])
}))
write_rows("wilson.csv", unique(rows))
