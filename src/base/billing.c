#include "base/billing.h"

#include <math.h>
#include <stdbool.h>

double billing_begun_ms(double time_s, double unit_ms)
{
    return ceil(time_s * 1000 / unit_ms - 1e-9) * unit_ms;
}

enum billed billing_tell(double billed_ms, double duration_ms, double extra_ms, double unit_ms)
{
    if (isnan(billed_ms) || isnan(duration_ms) || !(extra_ms > unit_ms)) {
        return BILLED_UNTOLD;
    }
    bool alone = fabs(billed_ms - duration_ms) <= unit_ms;
    bool together = fabs(billed_ms - (duration_ms + extra_ms)) <= unit_ms;
    return alone == together ? BILLED_UNTOLD : alone ? BILLED_ALONE : BILLED_TOGETHER;
}
