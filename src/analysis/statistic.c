#include "analysis/statistic.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

bool statistic_parse(const char *text, size_t n, struct statistic_choice *statistic)
{
    char share[STATISTIC_NAME + sizeof "e-2"];
    double p;
    if (n == strlen("mean") && strncmp(text, "mean", n) == 0) {
        *statistic = (struct statistic_choice){.kind = STATISTIC_MEAN};
        return true;
    }
    if (n < 2 || n > STATISTIC_NAME || text[0] != 'p') {
        return false;
    }
    /* Read as a share at once, since 99.9 / 100 is not the double next to 0.999. */
    int length = snprintf(share, sizeof share, "%.*se-2", (int)(n - 1), text + 1);
    if (!number_parse(share, (size_t)length, &p) || !(p > 0 && p < 1)) {
        return false;
    }
    *statistic = (struct statistic_choice){.kind = STATISTIC_QUANTILE, .p = p};
    return true;
}

const char *statistic_quantile_name(double p, char name[STATISTIC_NAME])
{
    snprintf(name, STATISTIC_NAME, "p%.10g", p * 100);
    return name;
}
