#include "stats/statistic.h"

#define ADDRESS_OF_STATISTIC(name) &statistic_##name,
const struct statistic *const statistics[STATISTICS_N] = {STATISTICS(ADDRESS_OF_STATISTIC)};
#undef ADDRESS_OF_STATISTIC
