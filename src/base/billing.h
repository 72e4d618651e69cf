/* What a provider bills a request for: which of its times a bill has. */
#ifndef FAASTAT_BASE_BILLING_H
#define FAASTAT_BASE_BILLING_H

/* Nobody can tell; the handler's time alone; what came before it, too: an initialisation or a restore. */
enum billed { BILLED_UNTOLD, BILLED_ALONE, BILLED_TOGETHER, BILLED_KINDS };

/* A time in seconds as milliseconds, rounded up to a multiple of `unit_ms`: those of a sum of decimals, which
 * is rounded itself, too. */
double billing_begun_ms(double time_s, double unit_ms);

/*
 * Which sum rounds up to the bill, where that can be told: one unit is what rounding may be off by.
 *
 * billed_ms     as the log has it
 * duration_ms   the handler's time, rounded up as billing_begun_ms() does
 * extra_ms      by how much the time before it makes that longer, rounded likewise
 * unit_ms       what is rounded up to: 1; once 100
 *
 * BILLED_UNTOLD where one is NaN, where both sums are that near to the bill, or neither is.
 */
enum billed billing_tell(double billed_ms, double duration_ms, double extra_ms, double unit_ms);

#endif
