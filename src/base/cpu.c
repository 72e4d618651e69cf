#include "base/cpu.h"

#include <stdlib.h>

bool cpu_has_avx2(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt") && getenv("FAASTAT_NO_AVX2") == NULL;
#else
    return false;
#endif
}
