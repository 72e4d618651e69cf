/* Which instructions the processor has, for the loops that are worth writing twice. */
#ifndef FAASTAT_BASE_CPU_H
#define FAASTAT_BASE_CPU_H

#include <stdbool.h>

/* Whether an x86-64 has AVX2, and the bit instructions that came before it, unless the environment has
 * FAASTAT_NO_AVX2. No result depends on it. */
bool cpu_has_avx2(void);

#endif
