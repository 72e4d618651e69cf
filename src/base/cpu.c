#include "base/cpu.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_once_t asked = PTHREAD_ONCE_INIT;
static bool has_avx2;

static void ask(void)
{
#if defined(__x86_64__)
    has_avx2 = __builtin_cpu_supports("avx2") && getenv("FAASTAT_NO_AVX2") == NULL;
#endif
}

bool cpu_has_avx2(void)
{
    pthread_once(&asked, ask);
    return has_avx2;
}
