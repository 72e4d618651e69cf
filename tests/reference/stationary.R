# Reference intervals of series for tests/unit/test_bootstrap_edges.c, by boot's tsboot(sim = "geom"), the stationary
# bootstrap. Made with R 4.2.2 and boot 1.3-28.1. Run from the root of the repository: Rscript tests/reference/stationary.R
# Reads tests/reference/block_length_data.csv; writes tests/reference/stationary.csv:
#    series,p,type,mean_block,level,low,low_sd,high,high_sd: the mean of the bounds of 16 runs of 4000 resamples, and the
#    standard deviation of a single run; p -1: the mean
library(boot)
runs <- 16
resamples <- 4000
set.seed(20240301)
data <- read.csv("tests/reference/block_length_data.csv")
out <- file("tests/reference/stationary.csv", "w")
writeLines("series,p,type,mean_block,level,low,low_sd,high,high_sd", out)
for (series in c("ar 0 of 300", "ar 0.9 of 600", "ar 0.6 of 37")) for (p in c(-1, 0.5, 0.9)) for (block in c(3, 29.5)) {
    if (series == "ar 0 of 300" && block == 3) next
    values <- data$value[data$series == series]
    statistic <- if (p == -1) mean else function(x) quantile(x, p, type = 7, names = FALSE)
    bounds <- replicate(runs, {
        drawn <- tsboot(values, statistic, R = resamples, l = block, sim = "geom")$t
        quantile(drawn, c(0.05, 0.95), type = 7, names = FALSE)
    })
    centre <- rowMeans(bounds)
    sd <- apply(bounds, 1, sd)
    writeLines(sprintf("%s,%g,%d,%g,0.9,%.9g,%.3g,%.9g,%.3g", series, p, if (p == -1) 0 else 7, block, centre[1], sd[1],
                       centre[2], sd[2]), out)
}
close(out)
