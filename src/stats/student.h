/* Student's t distribution, with the digits that GSL's own lacks. */
#ifndef FAASTAT_STATS_STUDENT_H
#define FAASTAT_STATS_STUDENT_H

/*
 * P(T > t) for t >= 0 and df > 0 degrees of freedom, seldom whole.
 *
 * Right to 1e-13 for df up to 3000. Source of the need: GSL 2.7.1's own, between 30 and 3000, is an expansion
 * that is off by up to 5e-7.
 */
double student_tail(double t, double df);

/*
 * The t that is exceeded with probability `tail`: 0 < tail < 1, df > 0.
 *
 * GSL's, off by up to 4.6e-9, is polished by Newton's method, to 1e-13 for tails up to 0.45 (R's qt());
 * nearer to the middle, where t is near 0, to 1e-16 absolutely. Source: Abramowitz and Stegun (1964), 26.7.
 */
double student_quantile(double tail, double df);

#endif
