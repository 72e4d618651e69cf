/* What a test of a hypothesis gives: its statistic, its degrees of freedom, its p-value. */
#ifndef FAASTAT_STATS_TEST_RESULT_H
#define FAASTAT_STATS_TEST_RESULT_H

struct test_result {
    double statistic;
    double df; /* NaN when the test has none */
    double p;  /* 0..1, two-sided */
};

#endif
