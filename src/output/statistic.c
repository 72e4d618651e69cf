#include "output/statistic.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

bool statistic_parse(const char *text, size_t n, double *p)
{
    char percent[STATISTIC_NAME] = "";
    double number;
    if (n == strlen("mean") && strncmp(text, "mean", n) == 0) {
        *p = 0;
        return true;
    }
    if (n < 2 || n > sizeof percent || text[0] != 'p') {
        return false;
    }
    memcpy(percent, text + 1, n - 1);
    if (!number_parse(percent, n - 1, &number) || !(number > 0 && number < 100)) {
        return false;
    }
    *p = number / 100;
    return true;
}

void statistic_name(double p, char name[STATISTIC_NAME])
{
    snprintf(name, STATISTIC_NAME, p == 0 ? "mean" : "p%.10g", p * 100);
}
