#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGE_BYTES = 1 << 22 };

void memory_expect_filling(void *array, size_t bytes)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)array & ~(page - 1);
    uintptr_t end = ((uintptr_t)array + bytes + page - 1) & ~(page - 1);
    if (bytes >= LARGE_BYTES) { /* all of its mapping, or it could not grow in place any more */
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
    }
}
