#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14; an older kernel refuses it, and nothing is lost */
#endif

void memory_fill_ahead(void *array, size_t from, size_t to, size_t capacity)
{
    size_t asked = (from + MEMORY_AHEAD - 1) / MEMORY_AHEAD * MEMORY_AHEAD; /* when `from` was written */
    size_t wanted = (to + MEMORY_AHEAD - 1) / MEMORY_AHEAD * MEMORY_AHEAD;
    wanted = wanted < capacity ? wanted : capacity;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)array + asked + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)array + wanted) & ~(page - 1);
    if (capacity >= MEMORY_AHEAD && start < end) {
        (void)madvise((void *)start, end - start, MADV_POPULATE_WRITE);
    }
}
