# Quantiles of Student's t by R 4.2.2, for tests/unit/test_student.c. Run from the root of the repository:
# Rscript tests/reference/student.R. It writes tests/reference/student.csv: df,tail,t.
rows <- expand.grid(df = c(1, 1.5, 2, 3.25, 7, 24, 31, 99.5, 400, 2999, 3001, 1e6), tail = c(0.3, 0.05, 0.025, 0.005, 1e-6))
rows$t <- qt(rows$tail, rows$df, lower.tail = FALSE)
rows[] <- lapply(rows, function(x) sprintf("%.17g", x))
write.csv(rows, "tests/reference/student.csv", row.names = FALSE, quote = FALSE)
