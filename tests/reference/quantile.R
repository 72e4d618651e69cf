# Expected quantiles, by R: the nine types of Hyndman and Fan for several samples. Run by hand, from this folder:
#   Rscript quantile.R
# writes samples.csv (sample,value) and quantile.csv (sample,type,p,value).
set.seed(2021)
tidy <- function(x) sprintf("%.17g", x)
samples <- list(
  one = 2.385, two = c(1.25, 7.5),
  cold = c(22.708, 23.508, 24.747, 23.726, 26.224),
  ties = c(3, 1, 3, 3, 2, 2, 8, 8, 8, 1, 3),
  mixed = c(1e15, 1e-15, 2.5, 1e-15, 3e14, 0.125, 7),
  warm = round(rlnorm(25, 1, 0.4), 6), many = rlnorm(250, 0, 1))
probabilities <- c(0, 0.001, 0.05, 0.25, 1 / 3, 0.5, 0.9, 0.95, 0.99, 0.999, 1)
out <- file("samples.csv", "w")
writeLines("sample,value", out)
for (name in names(samples)) writeLines(paste(name, tidy(samples[[name]]), sep = ","), out)
close(out)
out <- file("quantile.csv", "w")
writeLines("sample,type,p,value", out)
for (name in names(samples)) for (type in 1:9) for (p in probabilities) {
  value <- quantile(samples[[name]], p, type = type, names = FALSE)
  writeLines(paste(name, type, tidy(p), tidy(value), sep = ","), out)
}
close(out)
