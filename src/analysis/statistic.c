#include "analysis/statistic.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

bool statistic_parse(const char *text, size_t n, struct statistic_choice *statistic)
{
    char percent[STATISTIC_NAME] = "";
    double number;
    if (n == strlen("mean") && strncmp(text, "mean", n) == 0) {
        *statistic = (struct statistic_choice){.kind = STATISTIC_MEAN};
        return true;
    }
    if (n < 2 || n > sizeof percent || text[0] != 'p') {
        return false;
    }
    memcpy(percent, text + 1, n - 1);
    if (!number_parse(percent, n - 1, &number) || !(number > 0 && number < 100)) {
        return false;
    }
    *statistic = (struct statistic_choice){.kind = STATISTIC_QUANTILE, .p = number / 100};
    return true;
}

const char *statistic_quantile_name(double p, char name[STATISTIC_NAME])
{
    snprintf(name, STATISTIC_NAME, "p%.10g", p * 100);
    return name;
}
